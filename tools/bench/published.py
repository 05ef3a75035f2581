"""Beside a table that others have published: Wallace & Whitt (2005), how many skills an agent needs.

Six needs of 1.4 calls a minute each, 10 minutes a call, 90 agents, 30 places to wait, nobody gives up: the mean wait of
those who were let in, and how many were not. With two skills each, agents do almost as well as with all six. Intervals
are of 95 %. Where each agent has one skill, what stands there instead is exact: their 2.870 minutes and 3.38 % are of
120 lines in all, and lines are taken by calls, not only by those who wait.

Deliberately measures no machine: the same seeds give the same figures everywhere.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from routing.rules import Rules
from routing.whatif.figures import Figures
from routing.whatif.intervals import estimate
from routing.whatif.world import Staff, World
from tools.strategies.primary_first import PrimaryFirst
from tools.theory.shared_places import equal_pools
from tools.theory.single_pool import SinglePool
from tools.trials import Trial, play_all, staff, world

RUNS, QUICK = 20, 2
HOURS, QUICK_HOURS = 20.0, 0.5
"""In each run, after warming up for a tenth of it more; 504 calls each."""
NEEDS, AGENTS, PLACES = 6, 90, 30
PER_HOUR, HANDLING = 84.0, 600.0


@dataclass(frozen=True)
class Published:
    """Minutes with their interval, and the share that found no place."""

    skills: int
    by_level: bool
    wait: float
    interval: float
    blocked: float


DEDICATED = equal_pools(NEEDS, PER_HOUR / 3600, HANDLING, AGENTS // NEEDS, PLACES)
TABLE = (
    Published(1, True, DEDICATED.mean_wait / 60, 0.0, DEDICATED.blocked),
    Published(2, True, 0.600, 0.010, 0.0043),
    Published(3, True, 0.486, 0.010, 0.0038),
    Published(6, True, 0.449, 0.011, 0.0036),
    Published(2, False, 0.567, 0.013, 0.0042),
    Published(3, False, 0.477, 0.008, 0.0036),
    Published(6, False, 0.449, 0.011, 0.0036),
)


def main() -> None:
    quick = "--quick" in sys.argv
    runs, hours = (QUICK, QUICK_HOURS) if quick else (RUNS, HOURS)
    print(f"{'skills':>7}  {'rule':20}{'published, min':>17}{'ours, min':>17}{'blocked':>9}{'ours':>7}")
    apart = 0
    for row, its in zip(TABLE, play_all([_trial(row, hours) for row in TABLE], range(runs)), strict=True):
        waits = estimate([_wait(figures) / 60 for figures in its])
        blocked = estimate([figures["needs"]["all"]["blocked_of_arrived"] for figures in its])
        if waits is None or blocked is None:
            raise RuntimeError("nobody has called")
        half = waits.high - waits.mean
        apart += abs(waits.mean - row.wait) > half + row.interval
        rule = "first skill first" if row.by_level else "plain"
        print(
            f"{row.skills:>7}  {rule:20}{row.wait:>8.3f} ± {row.interval:.3f}{waits.mean:>9.3f} ± {half:.3f}"
            f"{row.blocked:>9.2%}{blocked.mean:>7.2%}"
        )
    whole = SinglePool(NEEDS * PER_HOUR / 3600, HANDLING, AGENTS, places=PLACES)
    print(f"exact, with all skills: {whole.mean_wait / 60:.4f} min, blocked {whole.blocked:.3%}")
    print(f"aim: each within both intervals; {apart} are not")


def _wait(figures: Figures) -> float:
    return float(figures["needs"]["all"]["wait_of_answered"]["mean"])


def _trial(row: Published, hours: float) -> Trial:
    calls = {_need(n): PER_HOUR for n in range(NEEDS)}
    its = world(
        calls, _agents(row.skills), Rules.plain(), handling=HANDLING, hours=hours, warm_up=hours / 10, places=PLACES
    )
    return Trial(its, _primary_first if row.by_level else None)


def _primary_first(world: World, random: Random) -> PrimaryFirst:
    return PrimaryFirst()


def _agents(skills: int) -> list[Staff]:
    """Fifteen with each need as their first; the others as evenly spread as can be."""
    return staff(*(_levels(n % NEEDS, n // NEEDS, skills) for n in range(AGENTS)))


def _levels(first: int, turn: int, skills: int) -> Mapping[str, int]:
    """Levels 3, 2, and 1 for all further ones."""
    step = 1 + turn // (NEEDS - 1)
    others = [(first + 1 + (turn + rank * step) % (NEEDS - 1)) % NEEDS for rank in range(NEEDS - 1)]
    chosen = [first, *dict.fromkeys(others)][:skills]
    return {_need(need): max(3 - rank, 1) for rank, need in enumerate(chosen)}


def _need(n: int) -> str:
    return "abcdef"[n]


if __name__ == "__main__":
    main()
