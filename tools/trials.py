"""Worlds in which strategies and theory are held against each other, and how they are played: often, on all processors.

A world is played with the same seeds whatever router it is given, so that all of them meet the same callers. The same
seed gives the same figures on every machine.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from random import Random
from statistics import fmean, stdev

from routing.forecast import Arrivals
from routing.rules import Rules
from routing.skills import AgentId, Language, Level, Need, NeedName, Skills
from routing.whatif.chance import Exponential, Poisson
from routing.whatif.engine import Run
from routing.whatif.figures import Asked, Figures, figures
from routing.whatif.router import Router
from routing.whatif.world import START, ZONE, Demand, Staff, World

DUTCH = Language("nl")
WITHIN = (20.0, 60.0)

MakeRouter = Callable[[World, Random], Router]
"""What is random in a router draws from a stream of its own."""


@dataclass(frozen=True)
class Trial:
    """A world, and who shares out the calls in it; None: our own policy, by the world's rules. `chances`: where its
    seeds begin, so that trials which are not held against each other do not all have the same luck."""

    world: World
    router: MakeRouter | None = None
    chances: int = 0

    def play(self, seed: int) -> Figures:
        chance = Random(self.chances + seed)  # noqa: S311 - chance, not a secret
        own = Random(f"router {seed}")  # noqa: S311 - chance, not a secret
        run = Run(self.world, chance, self.router(self.world, own) if self.router else None)
        return figures(run.play(), Asked([demand.name for demand in self.world.demands], WITHIN))


def play_all(trials: Iterable[Trial], seeds: Sequence[int]) -> list[list[Figures]]:
    """The figures of each trial with each seed."""
    turns = [(trial, seed) for trial in trials for seed in seeds]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        played = list(pool.map(_play, *zip(*turns, strict=True)))
    return [played[n : n + len(seeds)] for n in range(0, len(played), len(seeds))]


def _play(trial: Trial, seed: int) -> Figures:
    return trial.play(seed)


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """The mean over runs that do not depend on each other, and its standard error."""
    return fmean(values), stdev(values) / sqrt(len(values))


# worlds


def world(
    calls: Mapping[str, float],
    agents: Sequence[Staff],
    rules: Rules,
    *,
    handling: float = 300.0,
    patience: float | None = None,
    hours: float,
    warm_up: float = 0.0,
    places: int | None = None,
) -> World:
    """`calls` by need, per hour; means of exponential times in seconds; figures are of so many hours, after those of
    warming up."""
    demands = tuple(
        Demand(
            name,
            Need(NeedName(name), DUTCH),
            Poisson(Arrivals(ZONE, {(day, hour): per_hour for day in range(7) for hour in range(24)})),
            Exponential(handling),
            Exponential(patience) if patience else None,
        )
        for name, per_hour in calls.items()
    )
    ends_at = START + timedelta(hours=warm_up + hours)
    return World(demands, tuple(agents), rules, ends_at, warm_up=timedelta(hours=warm_up), places=places)


def staff(*levels: Mapping[str, int]) -> list[Staff]:
    """An agent for each, with these levels by need."""
    return [
        Staff(AgentId(f"agent{n:03}"), Skills({NeedName(need): Level(level) for need, level in its.items()}, (DUTCH,)))
        for n, its in enumerate(levels)
    ]
