"""Many runs of a world, on as many processors as there are; the same seed gives the same figures on one or on many.

Deliberately asks no question: `answers` does.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pool
from multiprocessing.pool import Pool as Workers
from random import Random

from routing.whatif.engine import Run
from routing.whatif.figures import Asked, Figures, figures
from routing.whatif.world import World

Step = Callable[[], object]


@dataclass
class Stopped(Exception):
    """Somebody pressed Ctrl-C. `runs`: those that were over by then."""

    runs: list[Figures] = field(default_factory=list)


@dataclass(frozen=True)
class Replications:
    """So many runs of each world, each by a chance of its own. `step` is told of each run that is over."""

    count: int
    seed: int
    workers: Workers | None = None
    step: Step = lambda: None

    def of(self, world: World, asked: Asked) -> list[Figures]:
        """The figures of each run, in order. Run n of one world meets the same callers as run n of another. Raises
        `Stopped`."""
        done: list[Figures] = []
        orders = [(world, asked, f"{self.seed}:{n}") for n in range(self.count)]
        try:
            for found in self.workers.imap(_play, orders) if self.workers else map(_play, orders):
                done.append(found)
                self.step()
        except KeyboardInterrupt:
            raise Stopped(done) from None
        return done


@contextmanager
def workers(jobs: int, runs: int) -> Iterator[Workers | None]:
    """Processes to run in, if more than one helps."""
    if min(jobs, runs) < 2:  # noqa: PLR2004 - one process is the one that asks
        yield None
        return
    with Pool(min(jobs, runs), initializer=_leave_ctrl_c_to_us) as pool:
        yield pool


def _leave_ctrl_c_to_us() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _play(order: tuple[World, Asked, str]) -> Figures:
    world, asked, seed = order
    return figures(Run(world, Random(seed)).play(), asked)  # noqa: S311 - a simulation, no secret


def expected_calls(world: World) -> float:
    """How many calls one run will see."""
    return sum(demand.calls.expected(world.starts_at, world.ends_at) for demand in world.demands)
