"""An agent's week as a form shows it: stretches of each day, some filled in and one more that may be.

Reads what was typed and writes what the line file knows (`mon 09:00-17:00`). Pure. Deliberately knows no language.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from voice_app.line.values import WEEKDAYS

MOST: Final = 4
"""Stretches of one day."""
AS_MONDAY: Final = range(1, 5)
"""The days that may be as Monday is."""

Wrong = Literal["half", "no_time", "backwards", "overlap"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """As it was typed: "09:00", "17:00"; both blank: there is none."""

    start: str
    end: str

    @property
    def is_blank(self) -> bool:
        return not self.start and not self.end

    @property
    def shown_end(self) -> str:
        """A browser knows no 24:00."""
        return "00:00" if self.end == "24:00" else self.end


@dataclass(frozen=True, slots=True)
class Day:
    """`name`: mon, tue, … `wrong`: what is wrong with it."""

    name: str
    stretches: tuple[Stretch, ...]
    wrong: Wrong | None = None

    @property
    def shown(self) -> tuple[Stretch, ...]:
        """With a blank one at its end, unless it is full."""
        filled = tuple(one for one in self.stretches if not one.is_blank)
        return filled if len(filled) >= MOST else (*filled, Stretch("", ""))


Week = tuple[Day, ...]


def week_of(windows: Sequence[str]) -> Week:
    """What the line says of it."""
    days: dict[str, list[Stretch]] = {name: [] for name in WEEKDAYS}
    for window in windows:
        name, _, span = window.partition(" ")
        start, _, end = span.partition("-")
        days[name].append(Stretch(start, end))
    return tuple(Day(name, tuple(sorted(given, key=lambda one: one.start))) for name, given in days.items())


def read(form: Mapping[str, str], kind: str, *, as_monday: bool = False) -> Week:
    """What somebody typed, in fields named `shifts-mon-0-from`. `as_monday`: Tuesday to Friday are to be the same."""
    days = [_read_day(form, kind, name) for name in WEEKDAYS]
    if as_monday:
        for day in AS_MONDAY:
            days[day] = Day(WEEKDAYS[day], days[0].stretches, days[0].wrong)
    return tuple(days)


def _read_day(form: Mapping[str, str], kind: str, name: str) -> Day:
    given = (
        Stretch(form.get(f"{kind}-{name}-{n}-from", "").strip(), form.get(f"{kind}-{name}-{n}-to", "").strip())
        for n in range(MOST)
    )
    filled = tuple(one for one in given if not one.is_blank)
    return Day(name, filled, next(_wrong(filled), None))


def _wrong(stretches: Sequence[Stretch]) -> Iterator[Wrong]:
    spans = []
    for one in stretches:
        if not one.start or not one.end:
            yield "half"
            return
        start, end = _minute(one.start), _minute(_midnight(one.end))
        if start is None or end is None:
            yield "no_time"
            return
        if start >= end:
            yield "backwards"
            return
        spans.append((start, end))
    if any(later[0] < sooner[1] for sooner, later in pairwise(sorted(spans))):
        yield "overlap"


def _minute(time: str) -> int | None:
    hour, colon, minute = time.partition(":")
    if not (colon and hour.isascii() and hour.isdecimal() and minute.isascii() and minute.isdecimal()):
        return None
    if (len(hour), len(minute)) != (2, 2) or int(minute) >= 60:  # noqa: PLR2004 - an hour's
        return None
    total = int(hour) * 60 + int(minute)
    return total if total <= 24 * 60 else None


def _midnight(end: str) -> str:
    """A day that ends at midnight is written so by browsers."""
    return "24:00" if end == "00:00" else end


def windows_of(week: Week) -> list[str]:
    """As the line file writes it; of a week with nothing wrong."""
    return [f"{day.name} {one.start}-{_midnight(one.end)}" for day in week for one in day.stretches]
