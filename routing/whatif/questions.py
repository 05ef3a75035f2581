"""Questions to a world: how many agents are needed, and what a change brings.

Each looks at worlds that meet the same callers, run by run. Deliberately runs nothing itself: it is given who does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from routing.whatif.figures import Figures
from routing.whatif.intervals import Estimate, estimate

Runs = list[Figures]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, by its path in the tree, that is to be reached from below or from above."""

    path: tuple[str, ...]
    value: float
    at_least: bool

    def of(self, runs: Sequence[Figures], confidence: float) -> Estimate | None:
        return estimate([value for run in runs if (value := self._in(run)) is not None], confidence)

    def is_met(self, found: Estimate | None) -> bool:
        """By the mean over all runs. A figure that no run has (nobody was answered) is not met."""
        if found is None:
            return False
        return found.mean >= self.value if self.at_least else found.mean <= self.value

    def is_sure(self, found: Estimate | None) -> bool:
        """By the whole interval."""
        if found is None:
            return False
        return found.low >= self.value if self.at_least else found.high <= self.value

    def _in(self, run: Figures) -> float | None:
        value: Any = run
        for name in self.path:
            value = value[name]
        return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Tried:
    """So many agents, and what they reach."""

    agents: int
    found: Estimate | None


@dataclass(frozen=True, slots=True)
class Enough:
    """`agents`: the fewest that reach the target by the mean; None: not even the most that were tried. `tried`: in the
    order of their number."""

    agents: int | None
    tried: tuple[Tried, ...]


def fewest(run: Callable[[int], Runs], target: Target, *, first: int, most: int, confidence: float) -> Enough:
    """The fewest agents, by doubling and halving; more agents are taken never to be worse. `run`: the runs of the world
    with so many. `first`: where to begin."""
    tried: dict[int, Estimate | None] = {}

    def is_met(agents: int) -> bool:
        if agents not in tried:
            tried[agents] = target.of(run(agents), confidence)
        return target.is_met(tried[agents])

    low, high = _bounds(is_met, first, most)
    while high is not None and high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_met(middle) else (middle, high)
    return Enough(high, tuple(Tried(agents, tried[agents]) for agents in sorted(tried)))


def _bounds(is_met: Callable[[int], bool], first: int, most: int) -> tuple[int, int | None]:
    """A number that does not reach it (0 surely does not), and one that does, or None."""
    at = min(max(first, 1), most)
    low, high, step = (0, at, 1) if is_met(at) else (at, None, 1)
    while high is None:
        if low == most:
            return low, None
        further = min(low + step, most)
        low, high, step = (low, further, step) if is_met(further) else (further, None, 2 * step)
    while low == 0 and high > 1:
        nearer = max(high - step, 1)
        low, high, step = (0, nearer, 2 * step) if is_met(nearer) else (nearer, high, step)
    return low, high
