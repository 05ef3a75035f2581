"""Is it right? Our engine with the plain rule set (the oldest call, the agent who has been idle longest) beside what
theory knows exactly: single pools, skill graphs, the price of a callback.

Each figure must lie within three standard errors. Deliberately measures no machine: the same seeds give the same
figures everywhere.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial, reduce
from math import exp
from operator import getitem
from random import Random

from routing.agents import Agent
from routing.forecast import Pace
from routing.queues import WaitingCall, Work
from routing.rules import Rules
from routing.skills import BEST, AgentId, Need
from routing.supply import price
from routing.whatif.chance import Exponential, Replay
from routing.whatif.figures import Figures
from routing.whatif.floor import Floor
from routing.whatif.world import START, Demand, World
from tools.pictures import ratios, where_to
from tools.theory.single_pool import SinglePool
from tools.theory.skill_graph import Group, SkillGraph
from tools.trials import DUTCH, Trial, mean_and_error, play_all, staff, world

RUNS, QUICK = 20, 3
CALLS, QUICK_CALLS = 20_000, 300
"""In each run, after warming up with a tenth of them; more where more agents than in a small pool are there, as such a
pool forgets slowly."""
SMALL_POOL = 40
HOUR, FURTHEST = 3600.0, 3
BACKLOG = "backlog"
SHORT = 5.0
"""Who gives up sooner is left out of our service level, and of the exact one."""

Read = Callable[[Figures], float]


@dataclass(frozen=True)
class Exact:
    """A figure that is known, and where the run tells it."""

    name: str
    value: float
    read: Read


@dataclass(frozen=True)
class Case:
    """A world whose figures are known."""

    name: str
    trial: Trial
    exact: Sequence[Exact]


@dataclass(frozen=True)
class Row:
    case: str
    figure: str
    exact: float
    simulated: float
    error: float

    @property
    def kind(self) -> str:
        """The figure, whichever need it is of."""
        return self.figure.rpartition(": ")[2]

    @property
    def errors_off(self) -> float:
        return (self.simulated - self.exact) / self.error


def main() -> None:
    quick = "--quick" in sys.argv
    rows = run(QUICK if quick else RUNS, QUICK_CALLS if quick else CALLS)
    print(f"{'case':44}{'figure':26}{'exact':>10}{'simulated':>11}{'± s.e.':>9}{'ratio':>8}{'off by':>12}")
    for row in rows:
        print(
            f"{row.case:44}{row.figure:26}{row.exact:>10.4g}{row.simulated:>11.4g}{row.error:>9.2g}"
            f"{row.simulated / row.exact:>8.3f}{row.errors_off:>7.1f} s.e."
        )
    far = sum(abs(row.errors_off) > FURTHEST for row in rows)
    rough = ", by errors that are estimated from too few runs to judge by" if quick else ""
    print(f"aim: none of {len(rows)} off by more than {FURTHEST} s.e.; {far} are{rough}")
    if folder := where_to():
        values = [{"case": row.case, "figure": row.kind, "off": row.errors_off} for row in rows]
        ratios(values, folder / "right.svg")


def run(runs: int, calls: int) -> list[Row]:
    cases = [*_pools(calls), *_graphs(calls), *_prices(calls)]
    played = play_all([replace(case.trial, chances=10_000 * n) for n, case in enumerate(cases)], range(runs))
    return [
        Row(case.name, exact.name, exact.value, *mean_and_error([exact.read(figures) for figures in its]))
        for case, its in zip(cases, played, strict=True)
        for exact in case.exact
    ]


# single pools


def _pools(calls: int) -> Iterator[Case]:
    for agents, load in ((100, 0.9), (10, 0.8), (3, 0.7)):
        pool = SinglePool(load * agents / 300, 300, agents)
        yield _of_pool(f"Erlang C, {agents} agents, load {load}", pool, calls)
    for agents, load in ((100, 1.0), (8, 1.1), (3, 0.8)):
        pool = SinglePool(load * agents / 300, 300, agents, patience=180)
        yield _of_pool(f"Erlang A, {agents} agents, load {load}", pool, calls)


def _of_pool(name: str, pool: SinglePool, calls: int) -> Case:
    exact = [
        Exact("wait at all", pool.waits, _of_all("waited_of_offered")),
        Exact("mean wait of all, s", pool.mean_wait, _of_all("wait_of_all", "mean")),
        Exact("service level 20 s", _service_level(pool, 20), _of_all("service_level", "20s")),
        Exact("occupancy", pool.occupancy, lambda figures: float(figures["occupancy"])),
    ]
    if pool.patience:
        exact += [
            Exact("give up", pool.abandons, _of_all("abandoned_of_offered")),
            Exact("mean wait of answered, s", pool.mean_wait_of_answered, _of_all("wait_of_answered", "mean")),
        ]
    hours = _hours(calls, pool.agents, pool.calls)
    its = world(
        {"any": pool.calls * HOUR},
        staff(*[{"any": BEST}] * pool.agents),
        Rules.plain(),
        handling=pool.handling,
        patience=pool.patience,
        hours=hours,
        warm_up=hours / 10,
    )
    return Case(name, Trial(its), exact)


def _service_level(pool: SinglePool, seconds: float) -> float:
    return pool.answered_within(seconds) / (1 - pool.abandoned_within(SHORT))


def _hours(calls: int, agents: int, per_second: float) -> float:
    return calls * max(1.0, agents / SMALL_POOL) / per_second / HOUR


# skill graphs


def _graphs(calls: int) -> Iterator[Case]:
    a, b, both = frozenset("a"), frozenset("b"), frozenset("ab")
    chain = [Group(2, frozenset({"abcd"[n], "abcd"[(n + 1) % 4]})) for n in range(4)]
    yield _of_graph("N: 2 agents a, 2 agents a and b", {"a": 1.8, "b": 1.2}, 4, [Group(2, a), Group(2, both)], calls)
    yield _of_graph(
        "W: 2 a, 2 a and b, 1 b", {"a": 2.4, "b": 1.6}, 5, [Group(2, a), Group(2, both), Group(1, b)], calls
    )
    yield _of_graph("a chain: 4 needs, 8 agents, two skills", dict.fromkeys("abcd", 1.65), 8, chain, calls)
    yield _of_graph("N: 40 agents a, 60 a and b", {"a": 50.0, "b": 40.0}, 100, [Group(40, a), Group(60, both)], calls)


def _of_graph(name: str, load: Mapping[str, float], agents: int, groups: Sequence[Group], calls: int) -> Case:
    """`load`: agents kept busy by each need, of so many."""
    graph = SkillGraph({need: busy / 300 for need, busy in load.items()}, 300, groups)
    hours = _hours(calls, agents, sum(graph.calls.values()))
    its = world(
        {need: per_second * HOUR for need, per_second in graph.calls.items()},
        staff(*(dict.fromkeys(group.needs, BEST) for group in groups for _ in range(group.agents))),
        Rules.plain(),
        hours=hours,
        warm_up=hours / 10,
    )
    exact = [
        one
        for need in sorted(load)[:2]
        for one in (
            Exact(f"{need}: wait at all", graph.waits(need), _of(need, "waited_of_offered")),
            Exact(f"{need}: mean wait, s", graph.mean_wait(need), _of(need, "wait_of_all", "mean")),
        )
    ]
    return Case(name, Trial(its), exact)


# the price of a callback (POLICIES 2.2)


def _prices(calls: int) -> Iterator[Case]:
    """Eight agents, 60 live calls an hour, 300 s each, and always somebody to call back while more are free than are
    kept for live calls."""
    agents, per_hour, hours = 8, 60.0, calls / 100
    for reserve in (0, 2, 4):
        its = price(per_hour, agents, reserve, Pace(timedelta(seconds=300), None))
        within = 1 - its.waiting_share * exp(-(agents / 300 - per_hour / HOUR) * 20)
        live = world({"live": per_hour}, staff(*[{"live": BEST}] * agents), Rules.plain(), hours=hours)
        owed = Demand(BACKLOG, Need(None, DUTCH), Replay([START] * calls), Exponential(300))
        yield Case(
            f"callbacks beside live calls, {reserve} kept free",
            Trial(replace(live, demands=(*live.demands, owed)), partial(_keep_free, reserve)),
            [
                Exact("callbacks per hour", its.callbacks_per_hour, partial(_per_hour, hours)),
                Exact("live: mean wait, s", its.live_wait / timedelta(seconds=1), _of("live", "wait_of_all", "mean")),
                Exact("live: service level 20 s", within, _of("live", "service_level", "20s")),
            ],
        )


@dataclass(frozen=True)
class KeepFree:
    """A router: live calls first, and from the backlog while more agents are free than are kept free."""

    reserve: int

    def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | None:
        return next(iter(floor.free), None) if call.need.name or len(floor.free) > self.reserve else None

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | None:
        calls = {call.need.name is None: call for call in (head.call for head in floor.heads())}
        call = calls.get(False) or (calls.get(True) if len(floor.free) > self.reserve else None)
        return call.work if call else None


def _keep_free(reserve: int, world: World, random: Random) -> KeepFree:
    return KeepFree(reserve)


def _per_hour(hours: float, figures: Figures) -> float:
    return float(figures["needs"][BACKLOG]["answered"] / hours)


# where a run tells it


def _of_all(*path: str) -> Read:
    return _of("all", *path)


def _of(need: str, *path: str) -> Read:
    return partial(_read, (need, *path))


def _read(path: Sequence[str], figures: Figures) -> float:
    return float(reduce(getitem, path, figures["needs"]))


if __name__ == "__main__":
    main()
