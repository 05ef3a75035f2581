"""A sample line's hours, in the words of its line file, and promises made on it, for the tests of this room."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from routing.calendar import Calendar, CallBetween, Calling, DaySpan, WeeklyHours
from routing.promises import Promise
from routing.skills import Language, Need, PromiseId

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SAMPLE = {
    "mon": "09:00-21:00",
    "tue": "09:00-21:00",
    "wed": "09:00-21:00",
    "thu": "09:00-21:00",
    "fri": "09:00-18:00",
    "sat": "10:00-16:00",
    "sun": "12:00-17:00",
}


def day_span(text: str) -> DaySpan:
    def minute(clock: str) -> int:
        hours, minutes = clock.split(":")
        return int(hours) * 60 + int(minutes)

    start, end = text.split("-")
    return DaySpan(minute(start), minute(end))


def weekly(**days: str) -> WeeklyHours:
    """weekly(mon="09:00-12:00 13:00-17:00"): the other days are closed."""
    return WeeklyHours(tuple(tuple(day_span(span) for span in days.get(day, "").split()) for day in DAYS))


def calendar(zone: ZoneInfo = AMSTERDAM, holidays: frozenset[date] = frozenset(), **days: str) -> Calendar:
    return Calendar(zone, weekly(**(days or SAMPLE)), holidays)


def between(text: str = "08:00-21:00", *zones: ZoneInfo) -> CallBetween:
    return CallBetween(day_span(text), zones or (AMSTERDAM,))


def calling(*on_call: Calendar, hours: Calendar | None = None, call_between: CallBetween | None = None) -> Calling:
    return Calling(hours or calendar(), call_between or between(), on_call)


def at(text: str, zone: ZoneInfo = AMSTERDAM) -> datetime:
    """at("2026-01-05 14:00"): that time on the wall clock, as an instant in UTC. 2026-01-05 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def promise(name: str = "p1", made_at: datetime | None = None, **given: Any) -> Promise:
    """A promise of 24 hours; what is not given follows from when it was made."""
    made_at = made_at or at("2026-01-05 12:00")
    due_by = made_at + timedelta(hours=24)
    facts = {"due_by": due_by, "effective_due_by": due_by, "not_before": made_at, **given}
    return Promise(PromiseId(name), Need(None, Language("nl")), made_at, **facts)
