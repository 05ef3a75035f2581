"""The pages of the line as one room: the way between them, what was saved a moment ago, and how a page is shown.

Deliberately changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from voice_app import versions
from voice_app.line import Line
from voice_app.pages import writing
from voice_app.pages.line import forms, telling
from voice_app.pages.line.explained import called, meaning, section_called
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.versions import Version

WAYS: Final[tuple[tuple[str, str], ...]] = (
    ("/line", N_("At a glance")),
    ("/line/hours", N_("Hours")),
    ("/line/calendar", N_("Calendar")),
    ("/line/menu", N_("Menu")),
    ("/line/prompts", N_("Wording")),
    ("/line/settings", N_("Settings")),
    ("/line/versions", N_("History")),
    ("/line/file", N_("File")),
)
BY_WAY_OF: Final[dict[str, str]] = {
    "page": N_("on these pages"),
    "file": N_("by the line file"),
    "api": N_("by a program"),
    "command": N_("by a command"),
}


@dataclass(frozen=True, slots=True)
class Way:
    path: str
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A version as it is told of. `before`: the version that undoing it leads back to; None: there is none."""

    version: Version
    who: str
    how: str
    what: tuple[str, ...]
    before: int | None


def teach(app: Flask) -> None:
    """Let the templates of this application speak of the line."""
    app.jinja_env.globals |= {"line_ways": _ways, "field_called": called, "field_means": meaning}
    app.jinja_env.globals |= {"section_called": section_called, "times_of": forms.times_of, "shown_field": forms.shown}
    app.jinja_env.globals |= {
        "weekday_called": lambda day: writing.weekday(day).capitalize(),
        "day_called": telling.day_of,
        "closed_now": _closed_now,
    }


def _ways() -> tuple[Way, ...]:
    here, there = request.path, {rule.rule for rule in current_app.url_map.iter_rules()}
    return tuple(
        Way(path, say(name), path == here or (path != "/line" and here.startswith(f"{path}/")))
        for path, name in WAYS
        if path in there
    )


@dataclass(frozen=True, slots=True)
class ClosedNow:
    """The line is closed at short notice. `reason`: what callers hear, by language."""

    until: datetime
    reason: Mapping[str, str]


def closed_now(line: Line, now: datetime) -> ClosedNow | None:
    """None: it is not; it may be closed by its hours."""
    ends = [span.end_at for span in line.closures if span.holds(now)]
    return ClosedNow(ends[0], line.closure.reason) if ends and line.closure is not None else None


def _closed_now() -> ClosedNow | None:
    visit: Visit = g.visit
    return closed_now(visit.house.line, visit.now)


def page(visit: Visit, template: str, status: HTTPStatus = HTTPStatus.OK, **named: Any) -> ResponseReturnValue:
    """A page of the line, with what was saved a moment ago."""
    return make_response(render_template(template, visit=visit, saved=_saved(visit), **named), status)


def _saved(visit: Visit) -> Told | None:
    """What this browser has just saved, as long as it is the newest."""
    saved = forms.number(request.args, "saved") if request.method == "GET" else 0
    if not saved:
        return None
    newest = versions.newest(visit.house)
    return told_of(visit, newest) if newest.id == saved else None


def told_of(visit: Visit, version: Version, before: Line | None = None) -> Told:
    """`before`: the line that it was made from, where that is at hand."""
    if before is None and version.base is not None:
        base = versions.get(visit.house, version.base)
        before = base.line if base is not None else None
    what = [] if before is None else telling.sentences(versions.differences(before, version.line), before, version.line)
    by = writing.named(version.by) if version.by else ""
    return Told(version, by, say(BY_WAY_OF[version.source]), tuple(what), version.base)
