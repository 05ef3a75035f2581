"""How many agents to keep free for live callers, and whether the promises that are owed can be kept (POLICIES 2).

Deliberately picks no promise and no agent: it answers with a plan, which `policy.next_work` obeys. What it is told of
the future, who is there and who will call, is an argument; it knows one pool of agents, who can all do everything.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple

from routing.forecast import Arrivals, Pace
from routing.policy import Plan
from routing.promises import Promise, is_due, milestone
from routing.spans import Span

HOUR = timedelta(hours=1)

REPLAN_EVERY = timedelta(minutes=5)
"""How old a plan may become; what agents do until the next one counts as lost when the promises are in danger."""

SLOT = timedelta(minutes=15)
NEGLIGIBLE = 1e-12
LARGEST_RESERVE = 6
FEWEST_AGENTS_FOR_A_RESERVE = 4
"""With fewer ready agents than this, one kept free is so large a part of them that no callback would be made."""

CALLS_PER_PROMISE = 1.3125
"""Work in a promise, in calls: 1 + 0.25 + 0.25², as a quarter of people do not answer (POLICIES 2.7)."""

# ── the exact price of a callback (2.2) ─────────────────────────────────────────────────────────────────────────────


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


# ── what the coming hours bear ──────────────────────────────────────────────────────────────────────────────────────


class Shift(NamedTuple):
    """A stretch of opening time and how many agents are expected to be on in it."""

    span: Span
    agents: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected: shifts, in order and apart; live calls; how long each takes."""

    shifts: Sequence[Shift]
    arrivals: Arrivals
    pace: Pace


class Slot(NamedTuple):
    """A quarter of an hour, or less, in which nothing is expected to change."""

    start_at: datetime
    end_at: datetime
    agents: int
    calls_per_hour: float


def _slots(outlook: Outlook, now: datetime, until_at: datetime) -> Iterator[Slot]:
    for span, agents in outlook.shifts:
        start_at, end_at = max(span.start_at, now), min(span.end_at, until_at)
        while start_at < end_at:
            next_at = min(start_at + SLOT, end_at)
            yield Slot(start_at, next_at, agents, outlook.arrivals.per_hour(start_at))
            start_at = next_at


class Supply:
    """A quantity that comes in at a steady rate within each slot and not at all between them, summed up from now on."""

    def __init__(self, slots: Sequence[Slot], per_hour: Callable[[Slot], float]) -> None:
        self._starts = [slot.start_at for slot in slots]
        self._rates = [per_hour(slot) for slot in slots]
        self._ends = [slot.end_at for slot in slots]
        gains = (rate * ((slot.end_at - slot.start_at) / HOUR) for rate, slot in zip(self._rates, slots, strict=True))
        self._before = list(accumulate(gains, initial=0.0))

    def by(self, at: datetime) -> float:
        """How much has come in at that instant."""
        slot = bisect_right(self._starts, at) - 1
        if slot < 0:
            return 0.0
        return self._before[slot] + self._rates[slot] * ((min(at, self._ends[slot]) - self._starts[slot]) / HOUR)


def _callbacks(slots: Sequence[Slot], reserve: int, pace: Pace) -> Supply:
    """The callbacks, in calls, that fit in beside the live calls."""
    return Supply(slots, lambda slot: _callbacks_per_hour(slot, reserve, pace))


def _callbacks_per_hour(slot: Slot, reserve: int, pace: Pace) -> float:
    if slot.agents == 0:
        return 0.0
    # Rounded up to a hundredth of what the agents can do, so that a few prices serve every forecast.
    step = slot.agents * (HOUR / pace.handling) / 100
    return price(
        ceil(slot.calls_per_hour / step) * step, slot.agents, min(reserve, slot.agents), pace
    ).callbacks_per_hour


# ── the plan (2.4) ──────────────────────────────────────────────────────────────────────────────────────────────────


class Owed(NamedTuple):
    """A promise as the plan sees it. `may_dial`: it may be dialled now, as far as the promise itself goes."""

    milestone_at: datetime
    effective_due_by: datetime
    may_dial: bool


def all_owed(promises: Iterable[Promise], attempts: int, now: datetime) -> list[Owed]:
    """The promises that agents must find time for: a colleague may yet decide against those that need approval."""
    return [
        Owed(milestone(promise, attempts), promise.effective_due_by, is_due(promise, now))
        for promise in promises
        if promise.state.is_owed and not promise.needs_approval
    ]


@dataclass(frozen=True, slots=True)
class Team:
    """The agents at this moment: declared ready, and of those, busy with a call."""

    ready: int
    busy: int


def replan(promises: Sequence[Owed], outlook: Outlook, team: Team, keep_free: int | None, now: datetime) -> Plan:
    """The plan until the next one, within `REPLAN_EVERY`. `keep_free` None: as many as the promises allow.

    green: with the reserve, each promise can begin by its milestone. yellow: not so, and any free agent calls back.
    red: without the promises going first, one that may be dialled now might not even begin by its deadline.
    """
    last_at = max((promise.effective_due_by for promise in promises), default=now)
    slots = list(_slots(outlook, now, last_at))
    if _is_red(promises, slots, outlook.pace, team, now):
        return Plan(reserve=0, zone="red")
    milestones = sorted(promise.milestone_at for promise in promises)
    for reserve in _reserves(team, keep_free):
        if _all_fit(milestones, _callbacks(slots, reserve, outlook.pace)):
            return Plan(reserve, zone="green")
    return Plan(reserve=0, zone="yellow")


def _reserves(team: Team, keep_free: int | None) -> Iterable[int]:
    """The reserves to try, the largest first: the larger, the sooner live callers are answered."""
    if keep_free is not None:
        return (keep_free,)
    if team.ready < FEWEST_AGENTS_FOR_A_RESERVE:
        return (0,)
    return range(min(LARGEST_RESERVE, team.ready - 1), -1, -1)


def _all_fit(milestones: Sequence[datetime], callbacks: Supply) -> bool:
    needs = (count * CALLS_PER_PROMISE for count in range(1, len(milestones) + 1))
    return all(callbacks.by(at) >= need + sqrt(need) + 0.5 for at, need in zip(milestones, needs, strict=True))


def _is_red(promises: Sequence[Owed], slots: Sequence[Slot], pace: Pace, team: Team, now: datetime) -> bool:
    """The lemma of POLICIES 2.3, with margins: in deadline order and with absolute priority, each promise begins in
    time if the agents' time until its deadline exceeds what runs now and what comes before it. Three standard
    deviations (of exponential durations) and the life of a plan are held back."""
    staffed = Supply(slots, lambda slot: slot.agents)
    handling = pace.handling / HOUR
    held_back = team.busy * handling + team.ready * (REPLAN_EVERY / HOUR)
    deadlines = sorted(promise.effective_due_by for promise in promises if promise.may_dial)
    return any(
        staffed.by(at) <= held_back + before * handling + 3 * handling * sqrt(before + 1)
        for before, at in enumerate(deadlines)
    )


# ── admission (2.6) ─────────────────────────────────────────────────────────────────────────────────────────────────


def first_safe_time(promises: Sequence[Owed], due_by: datetime, outlook: Outlook, now: datetime) -> datetime | None:
    """The first time from `due_by` on by which one more promise can be kept without breaking another; a full quarter
    of opening time, or `due_by` itself. None: none within the shifts that are known."""
    slots = list(_slots(outlook, now, datetime.max.replace(tzinfo=UTC)))
    callbacks = _callbacks(slots, 0, outlook.pace)
    deadlines = sorted(promise.effective_due_by for promise in promises)
    full_until_at = max(
        (at for before, at in enumerate(deadlines) if not _is_safe(callbacks, at, before + 2)),
        default=None,
    )
    for at in (due_by, *(slot.end_at for slot in slots if slot.end_at > due_by)):
        bears_the_others = full_until_at is None or at > full_until_at
        if bears_the_others and _is_safe(callbacks, at, bisect_right(deadlines, at) + 1):
            return at
    return None


def _is_safe(callbacks: Supply, at: datetime, promises: int) -> bool:
    """Can so many promises be kept by then, in 99 of 100 cases (2.33 standard deviations)?"""
    need = promises * CALLS_PER_PROMISE
    return callbacks.by(at) >= need + 2.33 * sqrt(need)
