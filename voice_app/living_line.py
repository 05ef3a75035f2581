"""The line as a process holds it: the newest version on the ledger, looked for again every second, and the older ones
that calls under way began with.

What is handed out never changes; the next look may hand out another. Without a ledger it stays the last that is known,
and so it does where a version cannot be read by this program, which may be the older one of two for a moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from voice_app.ledger.gone import LedgerGone
from voice_app.ledger.lines import LineVersion
from voice_app.line import Line
from voice_app.mistakes import Mistakes
from voice_app.terms import Terms

FRESH: Final = timedelta(seconds=1)
RESTS: Final = timedelta(seconds=5)
"""How long a ledger that was gone is not asked for this: of those who wait meanwhile, one at most is held up by it."""

Ask = Callable[[int], LineVersion | None]
"""Given the id of the newest that is known: the newest, or None where it is that one."""
Find = Callable[[int], LineVersion | None]
"""The version of this id."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """A version, and what it means."""

    version: int
    terms: Terms


class LivingLine:
    """One process's. `told_of_news`: called when another version has been found to count."""

    def __init__(
        self, held: Held, ask: Ask, find: Find, now: Callable[[], datetime], told_of_news: Callable[[], None]
    ) -> None:
        self._held, self._ask, self._find, self._now, self._tell = held, ask, find, now, told_of_news
        self._look_at = now() + FRESH
        self._seen = held.version
        self._older: dict[tuple[int, int], Held] = {}

    def current(self) -> Held:
        """The newest, as it was found a second ago at the earliest."""
        if timedelta(0) < self._look_at - self._now() <= RESTS:
            return self._held
        return self.newest()

    def newest(self) -> Held:
        """The newest at this moment."""
        self._look_at = self._now() + FRESH
        try:
            found = self._ask(self._seen)
        except LedgerGone:
            self._look_at = self._now() + RESTS
            return self._held
        if found is not None:
            self._take(found)
        return self._held

    def under(self, version: int | None) -> Held:
        """What a call goes on with that began under this version: it keeps what it was told and asked; the hours, and
        whatever else is a fact of this day, are those of now. An unknown version is the current one."""
        held = self.current()
        if version is not None and version > held.version:  # another process has found it sooner
            held = self.newest()
        if version is None or version == held.version:
            return held
        older = self._older.get((version, held.version))
        if older is None:
            line = self._line_of(version)
            if line is None:
                return held
            older = Held(version, Terms.of(line.as_it_goes_on(held.terms.line)))
            self._older[version, held.version] = older
        return older

    def _take(self, found: LineVersion) -> None:
        self._seen, line = found.id, _read(found)
        if line is None:
            return
        self._held = Held(found.id, Terms.of(line))
        self._older.clear()
        log.info("line.changed", version=found.id, source=found.source)
        self._tell()

    def _line_of(self, version: int) -> Line | None:
        try:
            found = self._find(version)
        except LedgerGone:
            return None
        return None if found is None else _read(found)


def _read(found: LineVersion) -> Line | None:
    try:
        return Line.from_dict(found.content)
    except Mistakes as mistakes:
        log.error("line.unreadable", version=found.id, mistakes=str(mistakes))
        return None
