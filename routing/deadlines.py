"""By when a promise can honestly be kept, the holes in which the usual time cannot, and the windows one may choose.

Deliberately counts no capacity: whether there are hands enough by then is for `capacity` to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.calendar import IN_SIGHT, Calling, split_by_part
from routing.spans import Span

ROOM_AFTER_A_HOLE = timedelta(hours=2)
"""How long after the first possible call the deadline lies when nobody could call sooner: nobody can be called at the
very instant of opening, and two tries 90 minutes apart must fit."""

JUST_BEFORE = timedelta(minutes=1)
SHORTEST_WINDOW = timedelta(minutes=30)
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a promise is due by, fixed once, when it is made; UTC.

    `due_by` is what may be spoken at the latest and what is stored; `effective_due_by` the last instant up to it at
    which a call is possible (just before that instant, where it is a closing time). `in_hole`: nobody could call
    within the usual time, so that both are later than it; such promises are counted apart.
    """

    due_by: datetime
    effective_due_by: datetime
    in_hole: bool


def deadline(made_at: datetime, due_within: timedelta, calling: Calling) -> Deadline | None:
    """The deadline of a promise made now. None: nobody could call in all the weeks in sight; nothing can be promised.

    `due_within` is counted in UTC: on the wall clock 24 hours would be 23 or 25 on the days the clock is changed.
    """
    made_at = made_at.astimezone(UTC)
    due_by = made_at + due_within
    in_time = list(calling.spans(made_at, due_by))
    if in_time:
        return Deadline(due_by, effective_due_by=in_time[-1].end_at, in_hole=False)
    first = next(calling.spans(due_by, due_by + IN_SIGHT), None)
    if first is None:
        return None
    later_by = min(first.end_at, first.start_at + ROOM_AFTER_A_HOLE)
    return Deadline(later_by, effective_due_by=later_by, in_hole=True)


def put_off(until_at: datetime, calling: Calling) -> datetime | None:
    """The first time from then on by which this person can have been called. None: none is in sight."""
    first = next(calling.spans(until_at - JUST_BEFORE, until_at + IN_SIGHT), None)
    if first is None:
        return None
    return until_at if first.start_at < until_at else min(first.end_at, first.start_at + ROOM_AFTER_A_HOLE)


@dataclass(frozen=True, slots=True)
class Hole:
    """A promise made from `from_at` until `to_at` finds nobody who could call in time.

    `calls_from_at` is the first instant at which somebody can; None: none is in sight.
    """

    from_at: datetime
    to_at: datetime
    calls_from_at: datetime | None


def holes(calling: Calling, from_at: datetime, to_at: datetime, due_within: timedelta) -> Iterator[Hole]:
    """The holes between two instants as the calendar really runs: with holidays, with the clock being changed."""
    silent_from_at = from_at.astimezone(UTC)
    for span in calling.spans(from_at, to_at + due_within + IN_SIGHT):
        if span.start_at - silent_from_at > due_within:
            yield Hole(silent_from_at, min(span.start_at - due_within, to_at), span.start_at)
        silent_from_at = span.end_at
        if silent_from_at >= to_at:
            return
    yield Hole(silent_from_at, to_at, None)


QUIET_MONDAY = datetime(2024, 1, 8, tzinfo=UTC)
"""The start of two weeks in which no zone on earth changes its clock."""


def weekly_holes(calling: Calling, due_within: timedelta) -> Iterator[Hole]:
    """The holes that every ordinary week has, at the dates of one such week (tell the weekday and the time of day)."""
    calling = calling.every_week()
    week = timedelta(weeks=1)
    first = next(calling.spans(QUIET_MONDAY, QUIET_MONDAY + week), None)
    # Counted from the end of a stretch of calling, so that no silence is cut in two by the turn of the week.
    from_at = first.end_at if first else QUIET_MONDAY
    return holes(calling, from_at, from_at + week, due_within)


def windows(now: datetime, effective_due_by: datetime, calling: Calling, zone: ZoneInfo, limit: int = 4) -> list[Span]:
    """The next windows a caller may choose: parts of the day in `zone`, within the hours and the deadline.

    Each is at least half an hour wide and begins at a full quarter (every zone of today is whole quarters off UTC).
    """
    from_at = _up_to_quarter(now.astimezone(UTC))
    pieces = split_by_part(calling.spans_in_hours(from_at, effective_due_by), zone)
    return [piece for piece, _ in pieces if piece.length >= SHORTEST_WINDOW][:limit]


def appointment(window: Span, usual: Deadline, calling: Calling, now: datetime) -> Deadline | None:
    """The deadline of a promise to call within `window`, which an agent has agreed with the person: the usual one, if
    somebody can call in the window by then, else the end of the window, and no sooner than two hours after its
    beginning. None: nobody could call in it.
    """
    possible = fit_window(window, now, window.end_at, calling)
    if possible is None:
        return None
    if possible.end_at <= usual.effective_due_by:
        return usual
    later_by = max(possible.end_at, possible.start_at + ROOM_AFTER_A_HOLE)
    last_at = list(calling.spans(possible.start_at, later_by))[-1].end_at
    return Deadline(last_at, last_at, in_hole=False)


def _up_to_quarter(at: datetime) -> datetime:
    hour_at = at.replace(minute=0, second=0, microsecond=0)
    return hour_at + -((at - hour_at) // -QUARTER) * QUARTER


def fit_window(window: Span, now: datetime, effective_due_by: datetime, calling: Calling) -> Span | None:
    """What of a wished window can be honoured: from its first instant at which somebody could call until its last,
    before the deadline; None when nobody could call in it."""
    wished = Span(max(window.start_at, now).astimezone(UTC), min(window.end_at, effective_due_by).astimezone(UTC))
    possible = list(calling.spans_in_hours(*wished))
    return Span(possible[0].start_at, possible[-1].end_at) if possible else None
