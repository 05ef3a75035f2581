"""How many agents to keep free for live callers, and whether the promises that are owed can be kept (POLICIES 2).

Skills widen for a promise until anybody may keep it; its language does not. So agents are looked at in pools, by the
languages that they speak, and a set of promises can be kept if every pool can keep those that are its alone (Hall).

Deliberately picks no promise and no agent: it answers with a plan, which `policy.next_work` obeys.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from routing.forecast import Pace
from routing.plan import Plan
from routing.skills import Language
from routing.supply import HOUR, Outlook, Slot, Supply, callbacks, presence, slots

REPLAN_EVERY = timedelta(minutes=5)
"""How old a plan may become; what agents do until the next one counts as lost when the promises are in danger."""

LARGEST_RESERVE = 6
FEWEST_AGENTS_FOR_A_RESERVE = 4
"""With fewer ready agents than this, one kept free is so large a part of them that no callback would be made."""

CALLS_PER_PROMISE = 1.3125
"""Work in a promise, in calls: 1 + 0.25 + 0.25², as a quarter of people do not answer (POLICIES 2.7)."""


class Owed(NamedTuple):
    """So many promises alike, as the plan sees them. `may_dial`: now, as far as they go themselves."""

    milestone_at: datetime
    effective_due_by: datetime
    may_dial: bool
    language: Language
    promises: int = 1


@dataclass(frozen=True, slots=True)
class Team:
    """The agents of a pool at this moment: declared ready, and of those, busy with a call."""

    ready: int
    busy: int


@dataclass(frozen=True, slots=True)
class Pool:
    """Agents, what is expected of them, and the languages of the promises that nobody else could keep."""

    languages: frozenset[Language]
    outlook: Outlook
    team: Team

    def its(self, promises: Sequence[Owed]) -> list[Owed]:
        return [promise for promise in promises if promise.language in self.languages]


# ── the plan (2.4) ──────────────────────────────────────────────────────────────────────────────────────────────────


def replan(promises: Sequence[Owed], pools: Sequence[Pool], keep_free: int | None, now: datetime) -> Plan:
    """The plan until the next one, within `REPLAN_EVERY`. `keep_free` None: as many as the promises allow.

    `pools`: the first one is everybody, for all languages. green: with the reserve, each promise can begin by its
    milestone. yellow: not so, and any free agent calls back. red: without the promises of some languages going first,
    one that may be dialled now might not even begin by its deadline.
    """
    everybody, red = pools[0], [pool for pool in pools if _is_red(pool.its(promises), pool, now)]
    if everybody in red:
        return Plan(reserve=0, zone="red")
    first_in = frozenset[Language]().union(*(pool.languages for pool in red))
    in_turn = [promise for promise in promises if promise.language not in first_in]
    races = [_Race.of(pool, in_turn, now) for pool in pools if pool not in red]
    reserves = (
        reserve for reserve in _reserves(everybody.team, keep_free) if all(one.is_won(reserve) for one in races)
    )
    reserve = next(reserves, None)
    if red:
        return Plan(reserve or 0, zone="red", first_in=first_in)
    return Plan(reserve=0, zone="yellow") if reserve is None else Plan(reserve, zone="green")


def _is_red(promises: Sequence[Owed], pool: Pool, now: datetime) -> bool:
    """The lemma of POLICIES 2.3, with margins: in deadline order and with absolute priority, each promise begins in
    time if the agents' time until its deadline exceeds what runs now and what comes before it. Three standard
    deviations (of exponential durations) and the life of a plan are held back."""
    deadlines = by_deadline((promise for promise in promises if promise.may_dial), now)
    if not deadlines:
        return False
    staffed = presence(slots(pool.outlook, now, now + deadlines[-1].hours * HOUR))
    handling = pool.outlook.pace.handling / HOUR
    held_back = pool.team.busy * handling + pool.team.ready * (REPLAN_EVERY / HOUR)
    return any(
        time <= held_back + (mark.promises - 1) * handling + 3 * handling * sqrt(mark.promises)
        for mark, time in zip(deadlines, staffed.by_each(mark.hours for mark in deadlines), strict=True)
    )


def _reserves(team: Team, keep_free: int | None) -> Iterable[int]:
    """The reserves to try, the largest first: the larger, the sooner live callers are answered."""
    if keep_free is not None:
        return (keep_free,)
    if team.ready < FEWEST_AGENTS_FOR_A_RESERVE:
        return (0,)
    return range(min(LARGEST_RESERVE, team.ready - 1), -1, -1)


@dataclass(frozen=True, slots=True)
class _Race:
    """A pool against the milestones of its promises, and the slots until the last of them."""

    milestones: Sequence["Mark"]
    ahead: Sequence[Slot]
    pace: Pace

    @classmethod
    def of(cls, pool: Pool, promises: Sequence[Owed], now: datetime) -> "_Race":
        milestones = by_milestone(pool.its(promises), now)
        until_at = now + milestones[-1].hours * HOUR if milestones else now
        return cls(milestones, slots(pool.outlook, now, until_at), pool.outlook.pace)

    def is_won(self, reserve: int) -> bool:
        """Can each begin by its milestone beside the live calls, with so many agents kept free?"""
        return next(overdue(self.milestones, callbacks(self.ahead, reserve, self.pace)), None) is None


# ── promises on the way ─────────────────────────────────────────────────────────────────────────────────────────────


class Mark(NamedTuple):
    """An instant, in hours from now, and how many promises there are up to it, its own included."""

    hours: float
    promises: int


def by_milestone(promises: Iterable[Owed], now: datetime) -> list[Mark]:
    return _marks(((promise.milestone_at, promise.promises) for promise in promises), now)


def by_deadline(promises: Iterable[Owed], now: datetime) -> list[Mark]:
    return _marks(((promise.effective_due_by, promise.promises) for promise in promises), now)


def _marks(dated: Iterable[tuple[datetime, int]], now: datetime) -> list[Mark]:
    in_order = sorted(dated)
    counts = accumulate(promises for _, promises in in_order)
    return [Mark((at - now) / HOUR, count) for (at, _), count in zip(in_order, counts, strict=True)]


def overdue(milestones: Sequence[Mark], supply: Supply) -> Iterator[Mark]:
    """The milestones that come too early for all that is to begin by them."""
    for mark, borne in zip(milestones, supply.by_each(mark.hours for mark in milestones), strict=True):
        need = mark.promises * CALLS_PER_PROMISE
        if borne < need + sqrt(need) + 0.5:
            yield mark
