"""The line as it is changed while calls come in: each edit is a version, checked like the line file, and undoable.

A wrong line never gets here: `Line.from_dict` refuses it with every mistake. A version counts from the next call on,
in every process; a call keeps the one that it began with. Deliberately warns of nothing (`line.check`), and keeps no
PIN: they stay in the line file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from routing.skills import CallSid
from voice_app.ledger import Ledger, LedgerGone, agents, calls, lines
from voice_app.ledger.lines import LineVersion, Source
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.line.differences import Change, differences
from voice_app.line_at_start import line_of, replaced
from voice_app.mistakes import Mistake, Mistakes
from voice_app.runtime import Runtime, enrolments_of

__all__ = [
    "Change",
    "Overtaken",
    "Source",
    "Version",
    "change",
    "differences",
    "get",
    "history",
    "house_of",
    "newest",
    "restore",
]

A_PAGE: Final = 20
"""Versions that are shown at once."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Version:
    """A line, since when and by whom it counts. `by`: an agent; None: nobody is known. `base`: the version it was made
    from; None: the first. `replaces`: where a line file that was edited by hand took over, the versions by page, API
    and command since the file before it, newest first: each can be restored."""

    id: int
    line: Line
    since_at: datetime
    by: str | None
    source: Source
    base: int | None
    replaces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody was faster: the version that was edited is not the newest any more."""

    newest: Version


class Books(Protocol):
    """What a version is read from and written to: a `Runtime`, or less. `newest`: look again, somebody has edited."""

    @property
    def ledger(self) -> Ledger: ...

    def newest(self) -> object: ...


def newest(house: Books) -> Version:
    """The version that counts; where it is of a newer program, the last that this one can read, which nobody can edit.
    Raises LedgerGone."""
    with house.ledger.read() as ledger:
        found = lines.newest(ledger)
        shown = _version(found) if found is not None else None
        if shown is not None:
            return shown
        older = lines.before(ledger, found.id if found is not None else None, A_PAGE)
    return next(version for version in map(_version, older) if version is not None)


def get(house: Books, version_id: int) -> Version | None:
    """One version; None: there is none, or none that this program can read. Raises LedgerGone."""
    with house.ledger.read() as ledger:
        found = lines.version(ledger, version_id)
    return _version(found) if found is not None else None


def history(house: Books, before: int | None = None, most: int = A_PAGE) -> tuple[Version, ...]:
    """The versions older than this one, or all; newest first, so many at most. Raises LedgerGone."""
    with house.ledger.read() as ledger:
        found = [(one, tuple(replaced(ledger, one))) for one in lines.before(ledger, before, most)]
    shown = ((_version(one), gone) for one, gone in found)
    return tuple(replace(version, replaces=gone) for version, gone in shown if version is not None)


def change(
    house: Books, edited: Line, *, base: int, by: str | None, source: Source, now: datetime
) -> Version | Overtaken:
    """Let this line count from the next call on, and enrol whom it names. Where it says what the newest says already,
    nothing is written, whatever it was made from: so it may be asked for twice. Raises Mistakes where it names a PIN,
    LedgerGone."""
    mistakes = list(_pins(edited))
    if mistakes:
        raise Mistakes(mistakes)
    content = content_of(edited)
    with house.ledger.write() as ledger:
        lines.take_turn(ledger)
        before = lines.newest(ledger)
        is_news = before is None or content != before.content
        kept = lines.keep(ledger, content, base=base, source=source, now=now, by=by) if is_news else before
        if kept is not None and is_news:
            agents.enrol(ledger, enrolments_of(edited), now)
    if kept is None:
        return Overtaken(newest(house))
    if is_news:
        log.info("line.edited", version=kept.id, base=base, by=by, source=source)
    house.newest()  # whoever looks next in this process sees it
    return Version(kept.id, edited, kept.since_at, kept.by, kept.source, kept.base)


def restore(
    house: Books, version_id: int, *, base: int, by: str | None, now: datetime, source: Source = "page"
) -> Version | Overtaken | None:
    """Let an older version count again, as a new one; None: there is none, or none that this program can read."""
    wanted = get(house, version_id)
    if wanted is None:
        return None
    return change(house, wanted.line, base=base, by=by, source=source, now=now)


def house_of(house: Runtime, sid: CallSid) -> Runtime:
    """The house under the version that this call began with; the current one where nobody can tell."""
    try:
        with house.ledger.read() as ledger:
            call = calls.get(ledger, sid)
    except LedgerGone:
        return house
    return house.under(call.line_version if call is not None else None)


def _version(found: LineVersion) -> Version | None:
    line = line_of(found)
    if line is None:
        log.error("line.unreadable", version=found.id)
        return None
    return Version(found.id, line, found.since_at, found.by, found.source, found.base)


def _pins(edited: Line) -> Iterator[Mistake]:
    for count, agent in enumerate(edited.agents, start=1):
        if agent.pin is not None:
            what = "a PIN is kept in the line file only, so that it stands in no history"
            yield Mistake(f"agent[{count}].pin", what, "Write it into LINE_FILE, and leave it out here")
