"""What is to be expected of callers, learnt from the line's own calls: how many in each hour of the week, how long each
takes, for each need, and how patient they are.

A line without a history expects nobody, and the pace that `routing.forecast` starts with; the first few calls hardly
swing it. Deliberately knows no weather and no campaigns: the same hour of the past weeks is what is expected.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from routing.forecast import FIRST_PACE, Arrivals, Pace, Paces, learn_arrivals, learn_pace
from routing.skills import NeedName
from voice_app.ledger import history
from voice_app.ledger.history import Past
from voice_app.runtime import Runtime

LOOKS_BACK = timedelta(weeks=4)
LEARNS_EVERY = timedelta(hours=1)
HOUR = timedelta(hours=1)

CALLS_LOOKED_AT = 1000
LONGEST_TALK = timedelta(hours=1)
"""A longer one is a call of whose end we heard late, and counts as this long."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is expected, and when it was learnt."""

    arrivals: Arrivals
    paces: Paces
    at: datetime

    @property
    def pace(self) -> Pace:
        """That of the line, whatever its calls are about."""
        return self.paces.line


@dataclass
class Learning:
    """What one process has learnt; it looks again after an hour."""

    _learnt: Learnt | None = field(default=None)

    def of(self, house: Runtime, now: datetime) -> Learnt:
        """Raises LedgerGone, if it is time to look and nothing can be seen."""
        if self._learnt is None or now >= self._learnt.at + LEARNS_EVERY:
            self._learnt = learn(house, now)
        return self._learnt


def learn(house: Runtime, now: datetime) -> Learnt:
    """Look at the past weeks."""
    with house.ledger.read() as ledger:
        hours = list(_hours(ledger, house, now))
        past = history.newest(ledger, now - LOOKS_BACK, CALLS_LOOKED_AT)
    return Learnt(learn_arrivals(hours, house.line.timezone), _paces(past, house.line.waiting.wrap_up), now)


def _hours(ledger: Connection, house: Runtime, now: datetime) -> Iterator[tuple[datetime, int]]:
    """The whole hours in which the line was open, since it was first called, and how many called in them."""
    first_at = history.first_call_at(ledger)
    if first_at is None:
        return
    from_at, to_at = max(now - LOOKS_BACK, first_at), _full_hour(now)
    counted = history.calls_by_hour(ledger, from_at, to_at)
    for span in house.terms.hours(now).open_spans(from_at, to_at):
        hour = _full_hour(span.start_at)
        if hour < span.start_at:
            hour += HOUR
        while hour + HOUR <= span.end_at:
            yield hour, counted.get(hour, 0)
            hour += HOUR


def _full_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _paces(past: Sequence[Past], wrap_up: timedelta) -> Paces:
    """A need is believed to be like the whole line, until enough is known of it."""
    line = _pace(past, wrap_up, replace(FIRST_PACE, wrap_up=wrap_up))
    by_need = defaultdict[NeedName | None, list[Past]](list)
    for call in past:
        by_need[None if call.need is None else NeedName(call.need)].append(call)
    return Paces(line, {need: (_pace(calls, wrap_up, line), len(calls)) for need, calls in by_need.items()})


def _pace(past: Sequence[Past], wrap_up: timedelta, believed: Pace) -> Pace:
    answered = [(call, call.answered_at) for call in past if call.answered_at is not None]
    gave_up = [call for call in past if call.answered_at is None and call.outcome == "abandoned"]
    talked = sum((min(call.ended_at - at, LONGEST_TALK) for call, at in answered), timedelta())
    wrapped = sum((_wrapping_up(call, wrap_up) for call, _ in answered), timedelta())
    waited_for = [at - call.arrived_at for call, at in answered] + [one.ended_at - one.arrived_at for one in gave_up]
    return learn_pace(
        len(answered),
        talked + wrapped,
        len(gave_up),
        sum(waited_for, timedelta()),
        wrapped_up_for=wrapped,
        believed=believed,
    )


def _wrapping_up(call: Past, at_most: timedelta) -> timedelta:
    return min(call.wrapped_at - call.ended_at, at_most) if call.wrapped_at else at_most
