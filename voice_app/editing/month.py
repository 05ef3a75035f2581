"""A month of the line as a value: each day with its hours, and why they are not those of its weekday.

Pure. Deliberately knows no closure at short notice: that is of an hour, and stands above every page.
"""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final, Literal

import holidays as calendars

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


def month_of(line: Line, year: int, month: int, language: str) -> tuple[tuple[Day | None, ...], ...]:
    """Its weeks, Monday first; days of other months are None. `language`: of the holidays' names."""
    return tuple(
        tuple(day_of(line, day, language) if day.month == month else None for day in week)
        for week in WEEKS.monthdatescalendar(year, month)
    )


def day_of(line: Line, day: date, language: str) -> Day:
    holiday = _holiday(line, day, language)
    special = line.special_day(day)
    if special is not None:
        return Day(day, tuple(map(write_span, special.hours)), "special", holiday, dict(special.reason))
    if holiday is not None:
        return Day(day, (), "holiday", holiday)
    return Day(day, tuple(map(write_span, line.weekly_hours.days[day.weekday()])), "weekday")


def _holiday(line: Line, day: date, language: str) -> str | None:
    """What it is called in that language, else as people there call it; None: the line is not closed for it."""
    if line.hours.holidays is None or line.holiday_name(day) is None:
        return None
    country, _, part = line.hours.holidays.partition("-")
    known = _languages(country)
    chosen = next((one for one in known if one.partition("_")[0] == language), None)
    return _names(country, part, day.year, chosen).get(day)


@cache
def _languages(country: str) -> tuple[str, ...]:
    return tuple(getattr(getattr(calendars, country), "supported_languages", ()))


@lru_cache(maxsize=64)
def _names(country: str, part: str, year: int, language: str | None) -> Mapping[date, str]:
    named: Mapping[date, str] = calendars.country_holidays(country, subdiv=part or None, years=year, language=language)
    return named


def out_of_the_ordinary(line: Line, from_date: date, days: int, language: str) -> tuple[Day, ...]:
    """The days from then on that are not as their weekday is: special ones, and holidays."""
    coming = (day_of(line, from_date + timedelta(days=count), language) for count in range(days))
    return tuple(day for day in coming if day.because != "weekday")
