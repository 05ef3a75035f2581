"""Is it better? Our rules beside those of `app_queue`, `mod_callcenter` and TaskRouter, with the same callers, the same
patience, the same agents with uneven skills.

Each strategy is shown with what it does for callers, and with what it does differently from ours, call for call: of
differences, chance mostly cancels out. Deliberately measures no machine: the same seeds give the same figures
everywhere.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from operator import attrgetter
from random import Random
from statistics import fmean

from routing.rules import Rules
from routing.whatif.figures import Figures
from routing.whatif.world import World
from tools.pictures import trade, where_to
from tools.strategies.app_queue import AppQueue, Metric, RoundRobin, fewest_calls, least_recent, ring_all
from tools.strategies.mod_callcenter import Callcenter
from tools.strategies.task_router import TaskRouter
from tools.trials import MakeRouter, Trial, mean_and_error, play_all, staff, world

RUNS, QUICK = 10, 2
CALLS, QUICK_CALLS = 2_000, 60
"""In each run, after warming up with a tenth of them."""
SIZES, LOADS = (5, 20, 50), (0.7, 0.9, 1.1)
HANDLING, PATIENCE = 300.0, 180.0
SHARES = {"billing": 0.4, "technical": 0.3, "moving": 0.2, "orders": 0.1}
FIRST_STEP, SECOND_STEP = timedelta(seconds=20), timedelta(seconds=60)
OURS = Rules((FIRST_STEP, SECOND_STEP), timedelta(minutes=3), trained_at_once=True)
"""As in the line file that ships."""
BEYOND_NOISE = 2.0
"""Standard errors of a difference."""

SMALL_TEAM: Sequence[Mapping[str, int]] = (
    {"billing": 3, "technical": 1},
    {"technical": 3, "billing": 2},
    {"billing": 3, "moving": 2, "orders": 1},
    {"moving": 3, "orders": 3},
    {"billing": 2, "technical": 2, "moving": 1, "orders": 2},
)
TEN: Sequence[Mapping[str, int]] = (
    {"billing": 3},
    {"billing": 3, "technical": 1},
    {"technical": 3},
    {"technical": 3, "moving": 2},
    {"moving": 3, "orders": 1},
    {"orders": 3, "billing": 2},
    {"billing": 3, "moving": 2},
    {"billing": 2, "technical": 2, "moving": 2, "orders": 2},
    {"technical": 3, "billing": 1, "moving": 1, "orders": 1},
    {"billing": 1, "orders": 1},
)
"""Specialists, pairs, generalists and a newcomer."""


@dataclass(frozen=True)
class Scores:
    """Of one run: seconds, shares, and how far the busiest agent is from the idlest, in occupancy."""

    mean_wait: float
    within_20s: float
    within_60s: float
    abandoned: float
    best_skill: float
    spread: float


@dataclass(frozen=True)
class Row:
    """Means over the runs. `more_wait`, `more_skill`: than with our rules, seconds and share, each with the standard
    error of that difference."""

    scene: str
    strategy: str
    scores: Scores
    more_wait: tuple[float, float]
    more_skill: tuple[float, float]


def main() -> None:
    quick = "--quick" in sys.argv
    rows = run(QUICK, QUICK_CALLS, SIZES[:1], LOADS[:1]) if quick else run(RUNS, CALLS)
    for scene in dict.fromkeys(row.scene for row in rows):
        print(f"\n{scene}")
        print(
            f"{'':30}{'mean wait':>10}{'SL 20 s':>9}{'SL 60 s':>9}{'gave up':>9}{'best skill':>11}{'spread':>8}", end=""
        )
        print(f"{'wait − ours':>19}{'best skill − ours':>20}")
        for row in (row for row in rows if row.scene == scene):
            its, (wait, wait_error), (skill, skill_error) = row.scores, row.more_wait, row.more_skill
            print(
                f"{row.strategy:31}{its.mean_wait:>8.1f} s{its.within_20s:>9.1%}{its.within_60s:>9.1%}"
                f"{its.abandoned:>9.1%}{its.best_skill:>11.1%}{its.spread:>8.2f}"
                f"{wait:>11.1f} ± {wait_error:.1f} s{skill:>+13.1%} ± {skill_error:.1%}"
            )
    _sum_up(rows)
    if folder := where_to():
        trade(list(map(_values, rows)), folder / "better.svg")


def _values(row: Row) -> Mapping[str, object]:
    source = row.strategy.split(" ")[0].rstrip(",") if row.strategy != DEFAULT else "our default"
    return {
        "scene": row.scene,
        "strategy": row.strategy,
        "source": source.replace("ours", "our other rules"),
        "wait": row.scores.mean_wait,
        "skill": 100 * row.scores.best_skill,
    }


def _sum_up(rows: Sequence[Row]) -> None:
    """Where each does better than ours by more than noise, of so many scenes."""
    scenes = len({row.scene for row in rows})
    print(f"\nBetter than ours by more than {BEYOND_NOISE:g} s.e. in how many of {scenes} scenes, by how much at most:")
    for strategy in dict.fromkeys(row.strategy for row in rows if row.strategy not in HOUSE):
        its = [row for row in rows if row.strategy == strategy]
        waits = [-row.more_wait[0] for row in its if row.more_wait[0] < -BEYOND_NOISE * row.more_wait[1]]
        skills = [row.more_skill[0] for row in its if row.more_skill[0] > BEYOND_NOISE * row.more_skill[1]]
        print(
            f"{strategy:33}wait {len(waits)}{f' (by {max(waits):.1f} s)' if waits else '':14}"
            f"best skill {len(skills)}{f' (by {max(skills):.1%})' if skills else ''}"
        )
    print("aim: none on waiting; none on best skill where waiting is equal")


def run(runs: int, calls: int, sizes: Sequence[int] = SIZES, loads: Sequence[float] = LOADS) -> list[Row]:
    """Every strategy in every scene."""
    scenes = {f"{agents} agents, load {load}": (agents, load) for agents in sizes for load in loads}
    cells = [(scene, strategy) for scene in scenes for strategy in STRATEGIES]
    trials = [
        Trial(_world(*scenes[scene], STRATEGIES[strategy][0], calls), STRATEGIES[strategy][1])
        for scene, strategy in cells
    ]
    played = dict(zip(cells, ([*map(_scores, its)] for its in play_all(trials, range(runs))), strict=True))
    return [_row(scene, strategy, played[scene, strategy], played[scene, DEFAULT]) for scene, strategy in cells]


def _world(agents: int, load: float, rules: Rules, calls: int) -> World:
    per_hour = load * agents * 3600 / HANDLING
    return world(
        {need: share * per_hour for need, share in SHARES.items()},
        staff(*(SMALL_TEAM if agents == len(SMALL_TEAM) else islice(cycle(TEN), agents))),
        rules,
        handling=HANDLING,
        patience=PATIENCE,
        hours=calls / per_hour,
        warm_up=calls / per_hour / 10,
    )


def _scores(its: Figures) -> Scores:
    everybody = its["needs"]["all"]
    occupancies = [agent["occupancy"] for agent in its["agents"].values()]
    return Scores(
        everybody["wait_of_all"]["mean"],
        everybody["service_level"]["20s"],
        everybody["service_level"]["60s"],
        everybody["abandonment"],
        everybody["best_skill_of_answered"],
        max(occupancies) - min(occupancies),
    )


def _row(scene: str, strategy: str, theirs: Sequence[Scores], ours: Sequence[Scores]) -> Row:
    means = Scores(*(fmean(values) for values in zip(*map(astuple, theirs), strict=True)))
    more_wait, more_skill = (
        mean_and_error([read(one) - read(other) for one, other in zip(theirs, ours, strict=True)])
        for read in (attrgetter("mean_wait"), attrgetter("best_skill"))
    )
    return Row(scene, strategy, means, more_wait, more_skill)


# the strategies


def _app_queue(metric: Metric, penalties: bool, raised: bool, world: World, random: Random) -> AppQueue:
    return AppQueue(metric, penalties=penalties, raised_after=(FIRST_STEP, SECOND_STEP) if raised else None)


def _ring_all(world: World, random: Random) -> AppQueue:
    return AppQueue(ring_all(random))


def _round_robin(world: World, random: Random) -> RoundRobin:
    return RoundRobin({agent.id: n for n, agent in enumerate(world.agents)})


def _callcenter(tiers: bool, tier_wait: timedelta | None, world: World, random: Random) -> Callcenter:
    return Callcenter(tiers=tiers, tier_wait=tier_wait)


def _task_router(everybody: bool, world: World, random: Random) -> TaskRouter:
    return TaskRouter((FIRST_STEP, SECOND_STEP - FIRST_STEP), everybody=everybody)


DEFAULT = "ours"
HOUSE: Mapping[str, Rules] = {
    DEFAULT: OURS,
    "ours, generalists not spared": replace(OURS, fewest_skills=False),
    "ours, a level is a gate": replace(OURS, trained_at_once=False),
    "ours, levels do not count": replace(OURS, by_level=False),
    "ours, plain rules": Rules.plain(),
}
OTHERS: Mapping[str, MakeRouter] = {
    "app_queue ringall": _ring_all,
    "app_queue leastrecent": partial(_app_queue, least_recent, False, False),
    "app_queue rrmemory": _round_robin,
    "app_queue fewestcalls": partial(_app_queue, fewest_calls, False, False),
    "app_queue penalties": partial(_app_queue, least_recent, True, False),
    "app_queue penalties, raised": partial(_app_queue, least_recent, True, True),
    "mod_callcenter longest idle": partial(_callcenter, False, None),
    "mod_callcenter tiers": partial(_callcenter, True, None),
    "mod_callcenter tier rules": partial(_callcenter, True, FIRST_STEP / 2),
    "TaskRouter steps": partial(_task_router, False),
    "TaskRouter steps, then everyone": partial(_task_router, True),
}
STRATEGIES: Mapping[str, tuple[Rules, MakeRouter | None]] = {
    **{name: (rules, None) for name, rules in HOUSE.items()},
    **{name: (OURS, make) for name, make in OTHERS.items()},
}


if __name__ == "__main__":
    main()
