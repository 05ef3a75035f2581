"""What the coming hours bear: how many callbacks fit in beside the live calls that are expected (POLICIES 2.2).

Deliberately knows no promise. What it is told of the future, who is there and who will call, is an argument.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from routing.forecast import Arrivals, Pace
from routing.spans import Span

HOUR = timedelta(hours=1)
SLOT = timedelta(minutes=15)
NEGLIGIBLE = 1e-12

# ── the exact price of a callback ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Price:
    """What a reserve yields and costs while there is always somebody to call back.

    `live_wait`: mean over all live callers; `waiting_share`: of live callers, those who find no agent free.
    """

    callbacks_per_hour: float
    live_wait: timedelta
    waiting_share: float


@lru_cache(maxsize=4096)
def price(calls_per_hour: float, agents: int, reserve: int, pace: Pace) -> Price:
    """The steady state of `agents` who call somebody back whenever more than `reserve` of them are free.

    A birth and death process in x, agents busy and callers waiting: it never falls below agents - reserve, because a
    callback takes the place of a call that ends there; so callbacks begin at rate x/handling times the share of time in
    that lowest state. Above `agents` callers wait, and leave at rate 1/patience each.
    """
    lowest, ends = max(agents - reserve, 0), HOUR / pace.handling
    if pace.patience is None and calls_per_hour >= agents * ends:
        return Price(0.0, timedelta.max, waiting_share=1.0)
    weights = list(_weights(calls_per_hour, agents, lowest, pace))
    whole, waiting = sum(weights), weights[agents - lowest :]
    queue = sum(waiting_callers * weight for waiting_callers, weight in enumerate(waiting))
    live_wait = queue / whole / calls_per_hour * HOUR if calls_per_hour else timedelta()
    return Price(lowest * ends / whole, live_wait, sum(waiting) / whole)


def _weights(calls_per_hour: float, agents: int, lowest: int, pace: Pace) -> Iterator[float]:
    """How much time is spent in each state from the lowest on, relative to that one, until it no longer matters."""
    ends, leaves = HOUR / pace.handling, HOUR / pace.patience if pace.patience else 0.0
    weight = whole = 1.0
    state = lowest
    while state <= agents or weight > NEGLIGIBLE * whole:
        yield weight
        state += 1
        weight *= calls_per_hour / (min(state, agents) * ends + max(state - agents, 0) * leaves)
        whole += weight


# ── the hours ahead ─────────────────────────────────────────────────────────────────────────────────────────────────


class Shift(NamedTuple):
    """A stretch of time and how many agents are expected to be on in it.

    `share`: of all agents who are on then; live calls, and the reserve for them, fall to these in proportion.
    `on_call`: outside the hours. Nobody calls in then, and only what is due before the next opening may be dialled.
    """

    span: Span
    agents: int
    share: float = 1.0
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected: shifts, in order and apart; live calls; how long each takes."""

    shifts: Sequence[Shift]
    arrivals: Arrivals
    pace: Pace


class Slot(NamedTuple):
    """A quarter of an hour, or less, in which nothing is expected to change; in hours from now."""

    start: float
    end: float
    agents: int
    calls_per_hour: float
    share: float
    on_call: bool


def slots(outlook: Outlook, now: datetime, until_at: datetime) -> list[Slot]:
    """The shifts from now until then, in slots."""
    return list(_slots(outlook, now, until_at))


def _slots(outlook: Outlook, now: datetime, until_at: datetime) -> Iterator[Slot]:
    for span, agents, share, on_call in outlook.shifts:
        start_at, end_at = max(span.start_at, now), min(span.end_at, until_at)
        while start_at < end_at:
            next_at = min(start_at + SLOT, end_at)
            calls = 0.0 if on_call else outlook.arrivals.per_hour(start_at) * share
            yield Slot((start_at - now) / HOUR, (next_at - now) / HOUR, agents, calls, share, on_call)
            start_at = next_at


class Supply:
    """A quantity that comes in at a steady rate within each slot and not at all between them, summed up from now on.

    What on-call agents can do counts until the next opening only: nobody may be rung by them for what can wait for it.
    """

    def __init__(self, ahead: Sequence[Slot], per_hour: Callable[[Slot], float]) -> None:
        self._starts = [slot.start for slot in ahead]
        self._ends = [slot.end for slot in ahead]
        self._rates = [per_hour(slot) for slot in ahead]
        self._before = list(_summed_up(ahead, self._rates))

    def by(self, hours: float) -> float:
        """How much has come in so many hours from now."""
        slot = bisect_right(self._starts, hours) - 1
        return self._in_slot(slot, hours) if slot >= 0 else 0.0

    def by_each(self, instants: Iterable[float]) -> Iterator[float]:
        """The same for many instants, which are in order: one pass over both."""
        slot, last = -1, len(self._starts) - 1
        for hours in instants:
            while slot < last and self._starts[slot + 1] <= hours:
                slot += 1
            yield self._in_slot(slot, hours) if slot >= 0 else 0.0

    def _in_slot(self, slot: int, hours: float) -> float:
        return self._before[slot] + self._rates[slot] * (min(hours, self._ends[slot]) - self._starts[slot])


def _summed_up(ahead: Sequence[Slot], rates: Sequence[float]) -> Iterator[float]:
    """What has come in before each slot."""
    in_hours = on_call = 0.0
    for slot, rate in zip(ahead, rates, strict=True):
        gain = rate * (slot.end - slot.start)
        if slot.on_call:
            yield in_hours + on_call
            on_call += gain
        else:
            yield in_hours
            in_hours, on_call = in_hours + gain, 0.0


def callbacks(ahead: Sequence[Slot], reserve: int, pace: Pace) -> Supply:
    """The callbacks, in calls, that fit in beside the live calls. Most slots are like others, and are reckoned once."""
    rates: dict[tuple[object, ...], float] = {}

    def per_hour(slot: Slot) -> float:
        alike = slot[2:]
        if alike not in rates:
            rates[alike] = _callbacks_per_hour(slot, reserve, pace)
        return rates[alike]

    return Supply(ahead, per_hour)


def _callbacks_per_hour(slot: Slot, reserve: int, pace: Pace) -> float:
    if slot.agents == 0:
        return 0.0
    # Rounded up to a hundredth of what the agents can do, so that a few prices serve every forecast.
    step = slot.agents * (HOUR / pace.handling) / 100
    kept = 0 if slot.on_call else min(ceil(reserve * slot.share - NEGLIGIBLE), slot.agents)
    return price(ceil(slot.calls_per_hour / step) * step, slot.agents, kept, pace).callbacks_per_hour


def presence(ahead: Sequence[Slot]) -> Supply:
    """The agents' time, in hours."""
    return Supply(ahead, lambda slot: slot.agents)
