"""How fast our what-if engine is, in calls per second, beside SimPy and Ciw on the same single pool, in turns.

Ten agents, load 0.9, exponential times, nobody gives up: the least that each can be asked. Ours looks up skills, levels
and the rules of matching for each call, and keeps what the figures are made from; the others keep the wait of each.
"""

import sys
from collections.abc import Callable, Generator, Mapping
from random import Random
from statistics import fmean, median
from time import perf_counter

import ciw
import simpy

from routing.rules import Rules
from routing.skills import BEST
from routing.whatif.engine import Run
from routing.whatif.tally import Outcome
from tools.theory.single_pool import SinglePool
from tools.trials import staff, world

AGENTS, LOAD, HANDLING = 10, 0.9, 300.0
CALLS, TURNS = 20_000, 7
QUICK_CALLS, QUICK_TURNS = 200, 2

Simulate = Callable[[int, int], float]
"""So many calls with a seed: the mean wait, seconds."""


def main() -> None:
    calls, turns = (QUICK_CALLS, QUICK_TURNS) if "--quick" in sys.argv else (CALLS, TURNS)
    took: dict[str, list[float]] = {name: [] for name in SIMULATORS}
    waits: dict[str, list[float]] = {name: [] for name in SIMULATORS}
    for seed in range(turns):
        for name, simulate in SIMULATORS.items():
            begun = perf_counter()
            waits[name].append(simulate(calls, seed))
            took[name].append(perf_counter() - begun)
    ours = median(took[OURS])
    print(f"{'':22}{'calls/s':>10}{'of ours':>9}{'mean wait':>12}")
    for name, seconds in took.items():
        print(f"{name:22}{calls / median(seconds):>10,.0f}{ours / median(seconds):>9.2f}{fmean(waits[name]):>10.1f} s")
    print(f"{calls:,} calls a turn, medians of {turns} turns; the exact mean wait is {_exact():.1f} s")


def _exact() -> float:
    return SinglePool(LOAD * AGENTS / HANDLING, HANDLING, AGENTS).mean_wait


def _with_ours(calls: int, seed: int) -> float:
    per_hour = LOAD * AGENTS / HANDLING * 3600
    agents = staff(*[{"any": BEST}] * AGENTS)
    its = world({"any": per_hour}, agents, Rules.plain(), handling=HANDLING, hours=calls / per_hour)
    callers = Run(its, Random(seed)).play().callers[0]  # noqa: S311 - chance, not a secret
    return fmean(callers.waits(Outcome.ANSWERED))


def _with_simpy(calls: int, seed: int) -> float:
    chance, waits = Random(seed), list[float]()  # noqa: S311 - chance, not a secret
    clock = simpy.Environment()
    agents = simpy.Resource(clock, AGENTS)

    def call() -> Generator[simpy.Event, None, None]:
        arrived_at = clock.now
        with agents.request() as turn:
            yield turn
            waits.append(clock.now - arrived_at)
            yield clock.timeout(chance.expovariate(1 / HANDLING))

    def all_calls() -> Generator[simpy.Event, None, None]:
        for _ in range(calls):
            yield clock.timeout(chance.expovariate(LOAD * AGENTS / HANDLING))
            clock.process(call())

    clock.process(all_calls())
    clock.run()
    return fmean(waits)


def _with_ciw(calls: int, seed: int) -> float:
    ciw.seed(seed)
    pool = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=LOAD * AGENTS / HANDLING)],
        service_distributions=[ciw.dists.Exponential(rate=1 / HANDLING)],
        number_of_servers=[AGENTS],
    )
    simulation = ciw.Simulation(pool)
    simulation.simulate_until_max_customers(calls, method="Arrive")
    return fmean(record.waiting_time for record in simulation.get_all_records())


OURS = "ours"
SIMULATORS: Mapping[str, Simulate] = {
    OURS: _with_ours,
    f"SimPy {simpy.__version__}": _with_simpy,
    f"Ciw {ciw.__version__}": _with_ciw,
}


if __name__ == "__main__":
    main()
