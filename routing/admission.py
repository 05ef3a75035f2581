"""By when one more promise can be kept without breaking another: how many still by the usual time, and when after that
(POLICIES 2.6).

A promise is safe where its pools bear, beside the live calls and without a reserve, all that is due by then and by each
later deadline. Deliberately refuses nobody: a promise for which there is no room is made all the same, for later.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from math import inf, sqrt

from routing.calendar import IN_SIGHT, Calling
from routing.capacity import CALLS_PER_PROMISE, Mark, Owed, Pool, by_deadline, by_milestone, overdue
from routing.deadlines import put_off
from routing.plan import Room
from routing.skills import Language
from routing.supply import HOUR, Supply, callbacks, slots

ENOUGH = 100
"""More promises than are ever made between two plans; where there is room for so many, there is room."""

AT_ONCE = 10
"""For how many promises beyond its room, made before the next plan, the later time is safe."""

ADMITTED = 2.33
"""Standard deviations held back: it is kept in 99 of 100 cases."""


def rooms(
    promises: Sequence[Owed], pools: Sequence[Pool], languages: Iterable[Language], usual_by: datetime, now: datetime
) -> dict[Language, Room]:
    """The room for promises with the usual deadline, by language, where there is not enough of it."""
    loads = [(pool, _Load.of(pool, promises, now)) for pool in pools]
    found = {
        language: _room([load for pool, load in loads if language in pool.languages], usual_by, now)
        for language in languages
    }
    return {language: left for language, left in found.items() if left is not None}


def _room(loads: Sequence["_Load"], usual_by: datetime, now: datetime) -> Room | None:
    usual = min(load.room_by((usual_by - now) / HOUR) for load in loads)
    if usual >= ENOUGH:
        return None
    return Room(usual, _first_safe(loads, usual_by, usual + AT_ONCE, now))


def later_than(
    usual_by: datetime, room: Room | None, made_since: int, calling: Calling, now: datetime
) -> datetime | None:
    """By when a promise to this person is due, if so many were made since the plan; None: the usual time is safe.

    A line that is overrun for as long as anybody can see owes it at the end of that: late, and on record.
    """
    if room is None or made_since < room.promises:
        return None
    never = now + IN_SIGHT
    by = put_off(room.then_by or never, calling) or never
    return by if by > usual_by else None


def first_safe_time(
    promises: Sequence[Owed], pools: Sequence[Pool], due_by: datetime, now: datetime
) -> datetime | None:
    """The first time from `due_by` on by which one more promise can be kept without breaking another; a full quarter
    of opening time, or `due_by` itself. None: none within the shifts that are known."""
    return _first_safe([_Load.of(pool, promises, now) for pool in pools], due_by, 1, now)


def _first_safe(loads: Sequence["_Load"], due_by: datetime, promises: int, now: datetime) -> datetime | None:
    usual = (due_by - now) / HOUR
    for hours in (usual, *(end for end in loads[0].ends if end > usual)):
        if all(load.room_by(hours) >= promises for load in loads):
            return due_by if hours == usual else now + hours * HOUR
    return None


@dataclass(frozen=True, slots=True)
class _Load:
    """What one pool owes and can do.

    `spare`: the room at each deadline, or at any later one. `full_until`: the last deadline of a promise whose
    milestone cannot be met as it is (a yellow plan): nobody is put before it.
    """

    deadlines: Sequence[Mark]
    supply: Supply
    spare: Sequence[int]
    ends: Sequence[float]
    full_until: float

    @classmethod
    def of(cls, pool: Pool, promises: Sequence[Owed], now: datetime) -> "_Load":
        its = pool.its(promises)
        ahead = slots(pool.outlook, now, datetime.max.replace(tzinfo=UTC))
        supply = callbacks(ahead, 0, pool.outlook.pace)
        deadlines = by_deadline(its, now)
        return cls(
            deadlines,
            supply,
            _lowest_from_here(_spare(deadlines, supply)),
            [slot.end for slot in ahead],
            _full_until(its, supply, now),
        )

    def room_by(self, hours: float) -> int:
        """How many more promises with this deadline are safe."""
        if hours <= self.full_until:
            return 0
        later = bisect_right(self.deadlines, hours, key=lambda mark: mark.hours)
        by_then = self.deadlines[later - 1].promises if later else 0
        here = _bearable(self.supply.by(hours)) - by_then
        return max(0, min((here, *self.spare[later : later + 1])))


def _spare(deadlines: Sequence[Mark], supply: Supply) -> list[int]:
    borne = supply.by_each(mark.hours for mark in deadlines)
    return [_bearable(calls) - mark.promises for mark, calls in zip(deadlines, borne, strict=True)]


def _lowest_from_here(numbers: Sequence[int]) -> list[int]:
    """For each number the lowest of it and all that follow."""
    return list(accumulate(reversed(numbers), min))[::-1]


def _bearable(calls: float) -> int:
    """The most promises whose calls, and what chance adds to them, come to no more than so many: the largest n with
    need + ADMITTED * sqrt(need) <= calls, where need = n * CALLS_PER_PROMISE."""
    root = (sqrt(ADMITTED * ADMITTED + 4 * calls) - ADMITTED) / 2
    return int(root * root / CALLS_PER_PROMISE + 1e-9)


def _full_until(promises: Sequence[Owed], supply: Supply, now: datetime) -> float:
    """The latest deadline up to the last milestone that is too early for all that is to begin by it."""
    late = [mark.hours for mark in overdue(by_milestone(promises, now), supply)]
    if not late:
        return -inf
    return max((one.effective_due_by - now) / HOUR for one in promises if (one.milestone_at - now) / HOUR <= late[-1])
