"""A month of the line as a value: each day with its hours, and why they are not those of its weekday.

Pure. Deliberately knows no closure at short notice: that is of an hour, and stands above every page.
"""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from voice_app.line import Line
from voice_app.line.values import write_span

WEEKS: Final = Calendar(firstweekday=0)

Because = Literal["weekday", "holiday", "special"]


@dataclass(frozen=True, slots=True)
class Day:
    """`hours`: as the file writes them; none: closed. `holiday`: what it is called, where the line would be closed for
    it. `reason`: what callers hear of a special day, by language."""

    date: date
    hours: tuple[str, ...]
    because: Because
    holiday: str | None = None
    reason: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return bool(self.hours)


def month_of(line: Line, year: int, month: int) -> tuple[tuple[Day | None, ...], ...]:
    """Its weeks, Monday first; days of other months are None."""
    return tuple(
        tuple(day_of(line, day) if day.month == month else None for day in week)
        for week in WEEKS.monthdatescalendar(year, month)
    )


def day_of(line: Line, day: date) -> Day:
    holiday = line.holiday_name(day)
    special = line.special_day(day)
    if special is not None:
        return Day(day, tuple(map(write_span, special.hours)), "special", holiday, dict(special.reason))
    if holiday is not None:
        return Day(day, (), "holiday", holiday)
    return Day(day, tuple(map(write_span, line.weekly_hours.days[day.weekday()])), "weekday")


def out_of_the_ordinary(line: Line, from_date: date, days: int) -> tuple[Day, ...]:
    """The days from then on that are not as their weekday is: special ones, and holidays."""
    coming = (day_of(line, from_date + timedelta(days=count)) for count in range(days))
    return tuple(day for day in coming if day.because != "weekday")
