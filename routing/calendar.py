"""When the line is open and when a person may be called: hours, on-call windows, `call_between`, parts of the day.

An instant counts by what the wall clock shows: an hour that the clock repeats in autumn counts twice, one that it
skips in spring not at all. Deliberately knows no agents and no promises, and resolves no holidays: it is handed dates.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from heapq import merge
from typing import Literal
from zoneinfo import ZoneInfo

from routing.days import A_DAY
from routing.spans import Span, join, less, overlap

MINUTES_OF_A_DAY = 24 * 60
DAYS_OF_A_WEEK = 7

Hindrance = Literal["not_at_this_hour", "closed"]
"""Why a person is not called: it is no decent hour where the phone may be; nobody is there to call."""

IN_SIGHT = timedelta(weeks=4)
"""How far ahead anybody looks for an opening. A line that stays closed for longer is closed for good."""


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """A stretch of one day on the wall clock, in minutes after 00:00; `to_minute` may be 24:00, and is left out."""

    from_minute: int
    to_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_minute < self.to_minute <= MINUTES_OF_A_DAY:
            raise ValueError(f"no stretch of one day: minutes {self.from_minute} to {self.to_minute}")


ALL_DAY = DaySpan(0, MINUTES_OF_A_DAY)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Seven days, Monday first, each with its stretches; a day without any is closed."""

    days: tuple[tuple[DaySpan, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != DAYS_OF_A_WEEK:
            raise ValueError(f"a week has seven days, not {len(self.days)}")

    @classmethod
    def daily(cls, *spans: DaySpan) -> "WeeklyHours":
        return cls((spans,) * DAYS_OF_A_WEEK)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly hours on the wall clock of `zone`, closed on `holidays`; on `special` days, holidays or not, the hours of
    that day; and closed all through `closures` (UTC, in order, none touching the next), whatever the hours are."""

    zone: ZoneInfo
    weekly: WeeklyHours
    holidays: frozenset[date] = frozenset()
    special: Mapping[date, tuple[DaySpan, ...]] = field(default_factory=dict, hash=False)
    closures: tuple[Span, ...] = ()

    def is_open(self, now: datetime) -> bool:
        if any(closure.holds(now) for closure in self.closures):
            return False
        local = now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(span.from_minute <= minute < span.to_minute for span in self._spans_of(local.date()))

    def next_opening(self, now: datetime) -> datetime | None:
        """The first open instant from `now` on, which may be `now`; None when there is none in sight."""
        first = next(self.open_spans(now, now + IN_SIGHT), None)
        return first.start_at if first else None

    def open_spans(self, from_at: datetime, to_at: datetime) -> Iterator[Span]:
        """The open stretches between two instants, cut off at both; UTC, in order, none touching the next."""
        in_hours = join(self._pieces(from_at.astimezone(UTC), to_at.astimezone(UTC)))
        return less(in_hours, self.closures) if self.closures else in_hours

    def every_week(self) -> "Calendar":
        """The hours of an ordinary week, for good."""
        return Calendar(self.zone, self.weekly)

    def _pieces(self, from_at: datetime, to_at: datetime) -> Iterator[Span]:
        for part, offset in _parts_of_one_offset(self.zone, from_at, to_at):
            # Within such a part the wall clock is UTC plus the offset, so that plain arithmetic is right.
            day = (part.start_at + offset).date()
            while (midnight_at := datetime.combine(day, time(), UTC) - offset) < part.end_at:
                for span in sorted(self._spans_of(day)):
                    start_at = max(midnight_at + timedelta(minutes=span.from_minute), part.start_at)
                    end_at = min(midnight_at + timedelta(minutes=span.to_minute), part.end_at)
                    yield Span(start_at, end_at)
                day += A_DAY

    def _spans_of(self, day: date) -> tuple[DaySpan, ...]:
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.weekly.days[day.weekday()]


def _parts_of_one_offset(zone: ZoneInfo, from_at: datetime, to_at: datetime) -> Iterator[tuple[Span, timedelta]]:
    """Cut a stretch into parts in which the zone's clock is not changed (no zone changes its clock twice in a day)."""
    while from_at < to_at:
        offset, until_at = _offset(zone, from_at), min(from_at + A_DAY, to_at)
        if _offset(zone, until_at) != offset:
            until_at = _find_change(zone, from_at, until_at)
        yield Span(from_at, until_at), offset
        from_at = until_at


def _find_change(zone: ZoneInfo, before_at: datetime, after_at: datetime) -> datetime:
    """The first whole second with another offset than `before_at` (zoneinfo does not tell its transitions)."""
    offset = _offset(zone, before_at)
    low, high = int(before_at.timestamp()), int(after_at.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


@dataclass(frozen=True, slots=True)
class CallBetween:
    """The time of day at which people may be called, in *every* zone that the number can have, the likeliest first."""

    daily: DaySpan
    zones: tuple[ZoneInfo, ...]

    def __post_init__(self) -> None:
        if not self.zones:
            raise ValueError("a phone is in some zone")

    def allows(self, now: datetime) -> bool:
        return all(calendar.is_open(now) for calendar in self._calendars())

    def spans(self, from_at: datetime, to_at: datetime) -> Iterator[Span]:
        return reduce(overlap, (calendar.open_spans(from_at, to_at) for calendar in self._calendars()))

    def _calendars(self) -> Iterator[Calendar]:
        return (Calendar(zone, WeeklyHours.daily(self.daily)) for zone in self.zones)


@dataclass(frozen=True, slots=True)
class Calling:
    """When one person can be called back: somebody is there to call, and it is a decent hour where the phone may be.

    `on_call` are the windows outside the hours of those agents who could take this need. Neither holidays nor closures
    close them: they are there for the days on which nobody else is.
    """

    hours: Calendar
    call_between: CallBetween
    on_call: tuple[Calendar, ...] = ()

    def spans(self, from_at: datetime, to_at: datetime) -> Iterator[Span]:
        """When anybody could call, on-call agents too."""
        there = join(*(calendar.open_spans(from_at, to_at) for calendar in (self.hours, *self.on_call)))
        return overlap(there, self.call_between.spans(from_at, to_at))

    def spans_in_hours(self, from_at: datetime, to_at: datetime) -> Iterator[Span]:
        return overlap(self.hours.open_spans(from_at, to_at), self.call_between.spans(from_at, to_at))

    def is_allowed(self, now: datetime, effective_due_by: datetime) -> bool:
        """Whether a promise with this deadline may be dialled now.

        In the hours always; in an on-call window only if the promise would else be broken.
        """
        return self.hindrance(now, effective_due_by) is None

    def hindrance(self, now: datetime, effective_due_by: datetime) -> Hindrance | None:
        """What is against dialling it now; None: nothing."""
        if not self.call_between.allows(now):
            return "not_at_this_hour"
        if self.hours.is_open(now):
            return None
        waits_for_hours = any(self.spans_in_hours(now, effective_due_by)) or now >= effective_due_by
        is_on_call = not waits_for_hours and any(calendar.is_open(now) for calendar in self.on_call)
        return None if is_on_call else "closed"

    def next_at(self, now: datetime, effective_due_by: datetime) -> datetime | None:
        """When it may first be dialled: in the hours, or by whoever is on call where those come too late; None: no such
        instant is in sight."""
        in_hours = next(self.spans_in_hours(now, now + IN_SIGHT), None)
        is_in_time = in_hours is not None and in_hours.start_at < effective_due_by
        first = in_hours if is_in_time or now >= effective_due_by else next(self.spans(now, now + IN_SIGHT), None)
        return first.start_at if first else None

    def every_week(self) -> "Calling":
        """As in an ordinary week: no holiday, no special day, no closure."""
        return replace(self, hours=self.hours.every_week())


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_HOURS_OF_PART = {
    PartOfDay.MORNING: DaySpan(0, 12 * 60),
    PartOfDay.AFTERNOON: DaySpan(12 * 60, 18 * 60),
    PartOfDay.EVENING: DaySpan(18 * 60, MINUTES_OF_A_DAY),
}


def part_of_day(at: datetime, zone: ZoneInfo) -> PartOfDay:
    """What people in that zone would call this time of day."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return next(part for part, span in _HOURS_OF_PART.items() if span.from_minute <= minute < span.to_minute)


def split_by_part(spans: Iterable[Span], zone: ZoneInfo) -> Iterator[tuple[Span, PartOfDay]]:
    """Sorted, disjoint spans, cut wherever one part of the day ends and the next begins."""
    for span in spans:
        yield from merge(*(_cut(span, part, zone) for part in PartOfDay))


def _cut(span: Span, part: PartOfDay, zone: ZoneInfo) -> Iterator[tuple[Span, PartOfDay]]:
    calendar = Calendar(zone, WeeklyHours.daily(_HOURS_OF_PART[part]))
    return ((piece, part) for piece in calendar.open_spans(*span))
