"""The menu: its entries, their keys and order, what each is called in each language; heard as the caller hears it.

Deliberately writes no sentence of the menu: it is played by the book over the edited line.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from flask import request
from flask.typing import ResponseReturnValue

from voice_app.editing.edits import with_menu
from voice_app.editing.hearing import Heard, menu_of
from voice_app.line import Line
from voice_app.pages.line import forms, listening, room, saving
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who

HERE: Final = "/line/menu"
KEYS: Final = ("1", "2", "3", "4", "5")


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit, saving.begin(visit))


def save(visit: Visit) -> ResponseReturnValue:
    """Or only hear it, where the button that was pressed says so."""
    entries = forms.entries(request.form, visit.house.newest().line.languages)
    edit = partial(with_menu, entries=entries)
    if request.form.get("act") == "hear":
        return _page(visit, saving.preview(visit, edit), heard_only=True)
    if request.form.get("say"):
        return _say(visit, saving.preview(visit, edit), request.form["say"])
    saved = saving.save(visit, edit, HERE)
    return _page(visit, saved) if isinstance(saved, Draft) else saved


def _say(visit: Visit, draft: Draft, tongue: str) -> ResponseReturnValue:
    """Ring the visitor's own phone, and say there what a caller would hear of the form as it is filled in."""
    said = next((one.said for one in _heard(visit, draft.line) if one.tongue == tongue), None)
    if said is None or draft.mistakes:
        return _page(visit, draft, heard_only=True)
    return _page(visit, draft, heard_only=True, rung=listening.ring(visit, said))


def _page(
    visit: Visit, draft: Draft, *, heard_only: bool = False, rung: listening.Rung | None = None
) -> ResponseReturnValue:
    line = visit.house.newest().line
    needs = {skill for agent in visit.house.roster.values() for skill in agent.skills}
    entries: Sequence[Mapping[str, Any]] = draft.raw.get("menu", ())
    return room.page(
        visit,
        "line/menu.html",
        HTTPStatus.OK if heard_only and not draft.mistakes and draft.overtake is None else HTTPStatus(draft.status),
        draft=draft,
        languages=line.languages,
        entries=[*entries, {}][: len(KEYS)],
        was=_was(draft, entries),
        keys=KEYS,
        free=[key for key in KEYS if key not in {entry.get("key") for entry in entries}],
        needs=sorted(needs | {entry.need for entry in line.menu}),
        heard=_heard(visit, draft.line),
        is_edited=draft.line is not None and draft.line.menu != line.menu,
        behind={one.need: one for one in saving.who_is_behind(visit, draft.line or line)},
        heard_only=heard_only,
        rung=rung,
        click=visit.house.new_id(),
    )


def _was(draft: Draft, entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Of each entry that is shown: the need under which it stands on the line, so that it stays the same entry when
    that is filled in otherwise."""
    sent = {_text("need", count) or "": _text("was", count) for count in range(1, len(KEYS) + 1)}
    shown = [str(entry.get("need", "")) for entry in entries]
    return [*(sent.get(need) or need for need in shown), "", ""][: len(KEYS)]


def _text(name: str, count: int) -> str:
    return request.form.get(f"{name}-{count}", "")


def _heard(visit: Visit, line: Line | None) -> tuple[Heard, ...]:
    """Of what is no line nothing can be heard."""
    return menu_of(line, visit.now) if line is not None else ()


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", HERE, save, Who.SUPERVISOR),
)
