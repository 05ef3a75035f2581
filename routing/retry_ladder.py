"""When to try again after an attempt that did not reach the person, or when to stop, and why (POLICIES 2.7).

Deliberately judges outcomes that are certain: whether a call was created at all is `dialling`'s question.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal

from routing.calendar import IN_SIGHT, Calling, part_of_day, split_by_part
from routing.promises import GAP, Outcome, Promise, Tried, milestone

SOON = timedelta(minutes=5)
"""After a busy tone: the person is at the phone, and will have hung up."""

ROOM_TO_DIAL = timedelta(minutes=30)
"""What must remain between the start of a try and the instant it must not pass: an agent has to become free."""

FIRST_PAUSE, LONGEST_PAUSE, DOUBLINGS = timedelta(seconds=15), timedelta(minutes=10), 6
"""Pauses while the provider fails: none at first, then doubling: an outage is neither hammered nor overslept."""

Failure = Literal[
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.MACHINE,
    Outcome.WRONG_NUMBER,
    Outcome.PROVIDER_ERROR,
    Outcome.UNKNOWN,
]


@dataclass(frozen=True, slots=True)
class Again:
    """Try again, not before this instant; `text`: tell the person by text that we called and will call again."""

    not_before: datetime
    text: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The person was not reached, after as many real attempts as were agreed."""

    reason: Literal["attempts_used_up"] = "attempts_used_up"


@dataclass(frozen=True, slots=True)
class ToAPerson:
    """A colleague must look at the number; it is never dialled again by itself."""

    reason: Literal["wrong_number", "number_refused"]


NextStep = Again | GiveUp | ToAPerson


def next_step(
    promise: Promise, outcome: Failure, calling: Calling, attempts: int, now: datetime, *, permanent: bool = False
) -> NextStep:
    """What follows on an attempt that ended now; `promise.tried` holds those before it.

    `attempts`: how many may be used up. `permanent`: the provider will refuse this number every time.
    """
    if outcome is Outcome.WRONG_NUMBER:
        return ToAPerson("wrong_number")
    if outcome is Outcome.PROVIDER_ERROR:
        return ToAPerson("number_refused") if permanent else Again(now + _pause(promise))
    tried = replace(promise, tried=(*promise.tried, Tried(now, outcome)))
    if tried.rung >= attempts:
        return GiveUp()
    if outcome is Outcome.BUSY and not _was_busy(promise):
        return Again(_first_call(calling, now + SOON, now + IN_SIGHT) or now + SOON)
    text = outcome is Outcome.MACHINE or (outcome is Outcome.NO_ANSWER and tried.rung == 1)
    return Again(_spaced(tried, calling, milestone(tried.effective_due_by, tried.rung, attempts), now), text)


def after_refusal(now: datetime) -> Again:
    """No agent accepted, nobody was dialled: the next agent may be rung at once."""
    return Again(now)


def _pause(promise: Promise) -> timedelta:
    failures = len(list(takewhile(lambda tried: not tried.rang, reversed(promise.tried))))
    doubled: int = 2 ** min(failures, DOUBLINGS) - 1
    return min(doubled * FIRST_PAUSE, LONGEST_PAUSE)


def _was_busy(promise: Promise) -> bool:
    return bool(promise.tried) and promise.tried[-1].outcome is Outcome.BUSY


def _spaced(promise: Promise, calling: Calling, milestone_at: datetime, now: datetime) -> datetime:
    """The best instant for another try: in the window that was wished; else in another part of the day, if the tries
    after it still fit; else after the gap; else as late as the deadline allows; and past it when it has passed."""
    soon_at, spaced_at, last_at = now + SOON, now + GAP, promise.effective_due_by - ROOM_TO_DIAL
    wished_until = promise.call_by - ROOM_TO_DIAL if promise.window else now
    return (
        _first_call(calling, spaced_at, wished_until)
        or _first_call_in_another_part(calling, spaced_at, milestone_at - ROOM_TO_DIAL, now)
        or _first_call(calling, spaced_at, last_at)
        or _last_call(calling, soon_at, last_at)
        or _first_call(calling, soon_at, promise.effective_due_by)
        or _first_call(calling, spaced_at, spaced_at + IN_SIGHT)
        or spaced_at
    )


def _first_call(calling: Calling, from_at: datetime, to_at: datetime) -> datetime | None:
    """The first instant in which a call is possible, in the hours, or else on call."""
    in_hours = next(calling.spans_in_hours(from_at, to_at), None)
    span = in_hours or next(calling.spans(from_at, to_at), None)
    return span.start_at if span else None


def _first_call_in_another_part(calling: Calling, from_at: datetime, to_at: datetime, now: datetime) -> datetime | None:
    zone = calling.call_between.zones[0]
    tried_in = part_of_day(now, zone)
    pieces = split_by_part(calling.spans_in_hours(from_at, to_at), zone)
    return next((piece.start_at for piece, part in pieces if part is not tried_in), None)


def _last_call(calling: Calling, from_at: datetime, to_at: datetime) -> datetime | None:
    spans = list(calling.spans(from_at, to_at))
    return spans[-1].end_at if spans else None
