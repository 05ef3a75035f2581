"""The line as a file: the newest version out, and another one in, looked at before it counts.

Deliberately changes the number of the line by no file: calls come in by it, and the carrier is told of another first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import tomlkit
from flask import Response, request
from flask.typing import ResponseReturnValue

from voice_app import versions
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.line.exporting import export
from voice_app.line.line import THE_FILE
from voice_app.line.places import Places
from voice_app.mistakes import Mistake, Mistakes
from voice_app.pages.line import plainly, room, saving, telling
from voice_app.pages.line.plainly import Told
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who
from voice_app.settings import Settings

HERE: Final = "/line/file"
NAME: Final = "line.toml"
LEAST: Final = """[line]
number = "+31201234567"
name = "-"
languages = ["en"]
timezone = "UTC"

[hours]

[[menu]]
key = "1"
need = "any"
label = { en = "-" }
"""
"""Overwritten by whatever line it is made to say."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake of a file: on which line of it, under which key, and what."""

    place: str
    where: str
    told: Told


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def download(visit: Visit) -> ResponseReturnValue:
    """The line file that there is, with its comments and order, and what was changed since; without its PINs."""
    text = export(versions.newest(visit.house).line, _file_of(visit.house.settings))
    document = tomlkit.parse(text)
    for agent in document.get("agent", ()):
        agent.pop("pin", None)
    answer = Response(tomlkit.dumps(document), mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer


def bring_in(visit: Visit) -> ResponseReturnValue:
    """Say what would change; and let it count, where that was confirmed."""
    text = _given()
    try:
        line = _read(visit, text)
        if "confirmed" not in request.form:
            return _page(visit, text=text, draft=saving.preview(visit, lambda _: line.as_dict()), line=line)
        saved = saving.save(visit, lambda _: line.as_dict(), HERE)
    except Mistakes as found:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, text=text, wrong=_wrong(found.all, text))
    return _page(visit, saved.status, text=text, draft=saved, line=line) if isinstance(saved, Draft) else saved


def _file_of(settings: Settings) -> str:
    """Where it cannot be read here, or is wrong by now, one that says as little as a line file can."""
    try:
        text = settings.line_file.read_text(encoding="utf-8")
        Line.parse(text)
    except (OSError, UnicodeDecodeError, Mistakes):
        return LEAST
    return text


def _given() -> str:
    """What was chosen, else what was pasted."""
    file = request.files.get("file")
    chosen = file.read().decode("utf-8", errors="replace") if file is not None and file.filename else ""
    return (chosen or request.form.get("text", "")).replace("\r\n", "\n")


def _read(visit: Visit, text: str) -> Line:
    """Without its PINs, which stand in no version. Raises Mistakes."""
    line, number = Line.from_dict(content_of(Line.parse(text))), visit.house.newest().line.number
    if line.number != number:
        what = f"the number of the line is {number}, and is not changed here"
        raise Mistakes([Mistake("line.number", what, "Tell the carrier first, then edit the line file itself")])
    return line


def _wrong(found: Sequence[Mistake], text: str) -> list[Wrong]:
    """Each with its line; what is no TOML says itself where."""
    places = Places("" if found[0].where == THE_FILE else text)
    return [
        Wrong(places.place_of(one.where, NAME), one.where, told) for one in found for told in plainly.mistakes([one])
    ]


def _page(
    visit: Visit,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    text: str = "",
    wrong: Sequence[Wrong] = (),
    draft: Draft | None = None,
    line: Line | None = None,
) -> ResponseReturnValue:
    newest = versions.newest(visit.house)
    changes = None
    if line is not None:
        changes = telling.sentences(versions.differences(newest.line, line), newest.line, line)
    return room.page(
        visit,
        "line/file.html",
        status,
        base=newest.id,
        text=text,
        wrong=wrong,
        draft=draft,
        changes=None if draft is not None and draft.mistakes else changes,
    )


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", HERE, bring_in, Who.SUPERVISOR),
    Page("GET", f"{HERE}/{NAME}", download, Who.SUPERVISOR),
)
