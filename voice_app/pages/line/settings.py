"""The times and switches of the line, in forms that are made of the line file's own declarations: a key that the file
learns has a field here by itself.

Deliberately leaves out what the carrier has to know too (the line's numbers) and what has a page of its own.
"""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.editing.edits import with_sections
from voice_app.editing.fields import Field, fields_of, sections
from voice_app.pages.line import forms, room, saving, telling
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say

HERE: Final = "/line/settings"

GROUPS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "waiting": (N_("Waiting"), ("waiting", "routing", "degraded")),
    "callbacks": (N_("Callbacks"), ("callback", "caps")),
    "telling": (N_("Texts and alarms"), ("text", "follow_up", "alarms", "digest")),
    "talks": (N_("Talks and privacy"), ("recording", "listening", "privacy")),
    "more": (N_("More"), ()),
}
ELSEWHERE: Final = frozenset(
    {"line", "hours", "menu", "special_day", "closure", "agent", "desk", "callers", "customers", "prompts"}
)
"""Parts of the line with a page of their own, or with what only whoever looks after the machines can know."""
NOT_HERE: Final = frozenset({"text.sender"})
"""A number that has to be bought and set up at the carrier before it can stand in the line."""


UNITS: Final[Mapping[str, str]] = {"s": N_("seconds"), "m": N_("minutes"), "h": N_("hours"), "d": N_("days")}


def groups() -> dict[str, tuple[str, ...]]:
    """The sections of each group; a section that none of them names is in the last one. A group without any is
    none."""
    named = {section for _, its in GROUPS.values() for section in its}
    more = tuple(name for name in sections() if name not in named | ELSEWHERE)
    all_ = {group: its or more for group, (_, its) in GROUPS.items()}
    return {group: its for group, its in all_.items() if its}


def fields_in(group: str) -> tuple[Field, ...]:
    """KeyError: no such group."""
    return tuple(field for section in groups()[group] for field in fields_of(section) if field.path not in NOT_HERE)


def first(_: Visit) -> ResponseReturnValue:
    return redirect(f"{HERE}/{next(iter(GROUPS))}")


def show(visit: Visit, group: str) -> ResponseReturnValue:
    return _page(visit, _known(group), saving.begin(visit))


def save(visit: Visit, group: str) -> ResponseReturnValue:
    languages = visit.house.newest().line.languages
    filled = forms.sections(request.form, fields_in(_known(group)), languages)
    saved = saving.save(visit, partial(with_sections, sections=filled), f"{HERE}/{group}")
    return _page(visit, group, saved) if isinstance(saved, Draft) else saved


def _known(group: str) -> str:
    if group not in groups():
        raise NotFound
    return group


def _page(visit: Visit, group: str, draft: Draft) -> ResponseReturnValue:
    return room.page(
        visit,
        "line/settings.html",
        HTTPStatus(draft.status),
        draft=draft,
        group=group,
        groups=[(name, say(GROUPS[name][0])) for name in groups()],
        title=say(GROUPS[group][0]),
        sections={
            section: [field for field in fields_in(group) if field.section == section] for section in groups()[group]
        },
        paths=[field.path for field in fields_in(group)],
        languages=visit.house.newest().line.languages,
        units=[(unit, say(words)) for unit, words in UNITS.items()],
        told_value=lambda field: telling.value(field.path, field.default),
    )


PAGES = (
    Page("GET", HERE, first, Who.SUPERVISOR),
    Page("GET", f"{HERE}/<group>", show, Who.SUPERVISOR),
    Page("POST", f"{HERE}/<group>", save, Who.SUPERVISOR),
)
