"""The line by the API: read, changed, and an older version brought back.

Checked like the line file, with every mistake by its path. A change says which version it was made from, so that of two
programs, or a program and a person, one is told. Deliberately takes no PIN: they stand in the line file only.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from voice_app import versions
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import Mistake, Problem, Refusal, mistaken, not_found, wrong_field
from voice_app.api.values import Form, Id, Nothing, Whole
from voice_app.bounds import beyond
from voice_app.ledger.lines import Source
from voice_app.line import Line
from voice_app.line import check as line_check
from voice_app.line.content import content_of
from voice_app.mistakes import Mistakes
from voice_app.shape import Shape
from voice_app.versions import Change, Overtaken, Version

HIGHEST = 2**31 - 1


class LineEdited(Form):
    """The whole line, as it is to be."""

    base: Whole = Field(ge=1, le=HIGHEST, description="The version that was edited: `version` of `GET /api/line`.")
    content: dict[str, Any] = Field(description="The tables of a line file, as `content` of `GET /api/line` has them.")
    by: Id | None = Field(default=None, description="The colleague, by an id of yours: it is kept for good.")


class Restored(Form):
    """An older version is to count again."""

    base: Whole = Field(ge=1, le=HIGHEST, description="The newest version, as far as you know.")
    by: Id | None = Field(default=None, description="The colleague, by an id of yours: it is kept for good.")


class VersionsSought(Form):
    """Which part of the history."""

    cursor: Annotated[str, Field(max_length=10, pattern=r"^[0-9]+$")] | None = Field(
        default=None, description="The `next_cursor` of the page before."
    )


class WarningShown(Shape):
    """What cannot work, or will surprise somebody, in a line that is valid."""

    severity: Literal["error", "warning"]
    path: str = Field(description="Where: `menu[2].need`; entries are counted from 1.")
    what: str
    remedy: str


class LineShown(Shape):
    """One version of the line."""

    version: int
    since_at: datetime
    source: Source = Field(description="By what way it came: the line file, a page, this API, a command.")
    by: str | None = Field(description="Who made it, where that is known.")
    base: int | None = Field(description="The version that it was made from; null: the first.")
    content: dict[str, Any] = Field(description="The tables of a line file, defaults written out; without PINs.")
    warnings: tuple[WarningShown, ...] = Field(description="As `python -m voice_app check` gives them.")


class ChangeShown(Shape):
    """One thing that a version says otherwise than the one before it."""

    path: str = Field(description="Where: `menu[2].label.nl`; entries are counted from 1.")
    before: Any = Field(description="Null: it was not there.")
    after: Any = Field(description="Null: it is not there any more.")


class VersionShown(Shape):
    """One version in the history."""

    version: int
    since_at: datetime
    source: Source
    by: str | None
    base: int | None
    replaces: tuple[int, ...] = Field(
        description="The line file was edited by hand, and took the place of these: each can be restored."
    )
    changes: tuple[ChangeShown, ...] = Field(description="What it says otherwise than the version before it.")


class VersionsShown(Shape):
    """A page of the history, newest first."""

    items: Annotated[tuple[VersionShown, ...], Field(max_length=versions.A_PAGE)]
    next_cursor: str | None = Field(description="The cursor of the next page; null on the last.")


class OvertakenShown(Problem):
    """The version that was edited is not the newest any more."""

    newest: LineShown


def read_line(asked: Asked[Nothing]) -> Answer:
    return _shown(asked, versions.newest(asked.house)), 200


def change_line(asked: Asked[LineEdited]) -> Answer:
    form = asked.form
    try:
        edited = Line.from_dict(form.content)
        _hold_within(asked, edited)
        changed = versions.change(asked.house, edited, base=form.base, by=form.by, source="api", now=asked.now)
    except Mistakes as found:
        raise _mistaken(found) from None
    return _changed(asked, changed)


def list_versions(asked: Asked[VersionsSought]) -> Answer:
    before = int(asked.form.cursor) if asked.form.cursor is not None else None
    if before is not None and before > HIGHEST:
        raise wrong_field("cursor", "no_cursor", "Send the `next_cursor` of a page, as it was")
    found = versions.history(asked.house, before, most=versions.A_PAGE + 1)
    pairs = list(zip(found, [*found[1:], None], strict=False))[: versions.A_PAGE]  # none before the first: no pair
    items = tuple(_in_history(version, earlier) for version, earlier in pairs)
    is_more = len(found) > versions.A_PAGE
    return VersionsShown(items=items, next_cursor=str(items[-1].version) if is_more else None), 200


def read_version(asked: Asked[Nothing]) -> Answer:
    found = versions.get(asked.house, _id(asked.id))
    if found is None:
        raise not_found("version")
    return _shown(asked, found), 200


def restore_version(asked: Asked[Restored]) -> Answer:
    form = asked.form
    wanted = versions.get(asked.house, _id(asked.id))
    if wanted is None:
        raise not_found("version")
    try:
        _hold_within(asked, wanted.line)
        changed = versions.change(asked.house, wanted.line, base=form.base, by=form.by, source="api", now=asked.now)
    except Mistakes as found:
        raise _mistaken(found) from None
    return _changed(asked, changed)


def _hold_within(asked: Asked[Any], edited: Line) -> None:
    """Raises Mistakes with what a program may not, as no page may: its token may lie beside a web site."""
    out = list(beyond(asked.house.ledger, versions.newest(asked.house).line, edited, None, asked.now))
    if out:
        raise Mistakes(out)


def _mistaken(found: Mistakes) -> Refusal:
    return mistaken(tuple(_mistake(one.where, f"{one.what}. {one.remedy}") for one in found.all))


def _id(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > HIGHEST:
        raise not_found("version")
    return int(text)


def _changed(asked: Asked[Any], changed: Version | Overtaken) -> Answer:
    if isinstance(changed, Version):
        return _shown(asked, changed), 200
    newest = _shown(asked, changed.newest)
    detail = f"Version {newest.version} counts by now. Look at it, and change that one."
    raise Refusal.of(OvertakenShown(title="Conflict", status=409, code="overtaken", detail=detail, newest=newest))


def _mistake(where: str, detail: str) -> Mistake:
    return Mistake(field=f"content.{where}", code="mistake", detail=detail)


def _shown(asked: Asked[Any], version: Version) -> LineShown:
    found = line_check.findings(version.line, asked.house.settings, asked.now)
    return LineShown(
        version=version.id,
        since_at=version.since_at,
        source=version.source,
        by=version.by,
        base=version.base,
        content=content_of(version.line),
        warnings=tuple(
            WarningShown(severity=one.severity, path=one.where, what=one.what, remedy=one.remedy)
            for one in found
            if not line_check.is_variable(one.where)
        ),
    )


def _in_history(version: Version, before: Version | None) -> VersionShown:
    changes = versions.differences(before.line, version.line) if before is not None else ()
    return VersionShown(
        version=version.id,
        since_at=version.since_at,
        source=version.source,
        by=version.by,
        base=version.base,
        replaces=version.replaces,
        changes=tuple(map(_change, changes)),
    )


def _change(change: Change) -> ChangeShown:
    return ChangeShown(path=change.path, before=change.before, after=change.after)


OVERTAKEN = {409: "Somebody was faster: `newest` is the version that counts. Nothing was done."}
A_VERSION = "A version's number."

ENDPOINTS = (
    Endpoint("GET", "/api/line", "The line as it is now.", read_line, Nothing, LineShown, {200: "The newest version."}),
    Endpoint(
        "PUT",
        "/api/line",
        "Change the line.",
        change_line,
        LineEdited,
        LineShown,
        {200: "The version that counts from the next call on; the newest, where it said the same already."},
        OVERTAKEN,
        more="Checked like the line file: a line with mistakes is refused with all of them, each by its path. Calls "
        "under way keep the version they began with, under the hours of now. PINs are taken from the line file only.",
    ),
    Endpoint(
        "GET",
        "/api/line/versions",
        "What was changed, by whom, newest first.",
        list_versions,
        VersionsSought,
        VersionsShown,
        {200: f"A page of at most {versions.A_PAGE}."},
    ),
    Endpoint(
        "GET",
        "/api/line/versions/{id}",
        "One version, whole.",
        read_version,
        Nothing,
        LineShown,
        {200: "The version."},
        id_means=A_VERSION,
    ),
    Endpoint(
        "POST",
        "/api/line/versions/{id}/restore",
        "Let an older version count again, as a new one.",
        restore_version,
        Restored,
        LineShown,
        {200: "The new version, which says what the older one says."},
        OVERTAKEN,
        id_means=A_VERSION,
    ),
)
