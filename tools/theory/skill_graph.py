"""Skill graphs: who can take what, first come first served, the longest idle agent first (FCFS-ALIS).

The stationary state has a product form (Visschers, Adan & Weiss 2012; Adan & Weiss 2014). List the busy agents by the
arrival of the calls that they have, and the idle ones by how long they have been idle: each beginning of the busy list
weighs 1 / (how much faster these agents are than the calls that only they can take come in), each end of the idle list
1 / (the rate of the calls that any of these can take). The sum over all such lists needs no list: what a set of agents
weighs follows from its subsets; and of agents who are alike only the number matters, so that a hundred agents in a few
groups are exact too.

Deliberately simulates nothing. Every agent works equally fast at every need.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import comb, prod

Counts = tuple[int, ...]
"""How many agents of each group."""


@dataclass(frozen=True)
class Group:
    """Agents who are alike: what they are trained for."""

    agents: int
    needs: frozenset[str]


@dataclass(frozen=True)
class SkillGraph:
    """`calls` per second by need; `handling`: mean in seconds."""

    calls: Mapping[str, float]
    handling: float
    groups: Sequence[Group]

    def mean_wait(self, need: str) -> float:
        """Seconds, over all its calls. By Little: calls that wait, on average, by their rate."""
        waiting = sum(queue * idle for queue, idle in zip(self._queues(need), self._idle_ends, strict=True))
        return waiting / self._whole / self.calls[need]

    def waits(self, need: str) -> float:
        """Of its calls, those that find nobody free who could take them."""
        return (
            sum(
                busy * idle
                for (counts, busy), idle in zip(self._busy_beginnings.items(), self._idle_ends, strict=True)
                if need in self._alone(counts)
            )
            / self._whole
        )

    @property
    def mean_wait_of_all(self) -> float:
        return sum(rate * self.mean_wait(need) for need, rate in self.calls.items()) / sum(self.calls.values())

    # sums over lists, by what they end with

    @cached_property
    def _whole(self) -> float:
        return sum(busy * idle for busy, idle in zip(self._busy_beginnings.values(), self._idle_ends, strict=True))

    @cached_property
    def _busy_beginnings(self) -> Mapping[Counts, float]:
        """For each set of busy agents, the weight of all orders in which their calls can have come."""
        weights: dict[Counts, float] = {}
        for counts in self._sets():
            weights[counts] = self._grown(counts, weights) / self._slack(counts) if any(counts) else 1.0
        return weights

    @cached_property
    def _idle_ends(self) -> Sequence[float]:
        """For each number of busy agents, the weight of all orders in which the others can have become idle, times the
        ways to say who is busy."""
        weights: dict[Counts, float] = {}
        for idle in self._sets():
            can = {need for n, group in enumerate(self.groups) if idle[n] for need in group.needs}
            rate = sum(self.calls[need] for need in can)
            weights[idle] = self._grown(idle, weights) / rate if any(idle) else 1.0
        sizes = [group.agents for group in self.groups]
        return [
            weights[tuple(size - one for size, one in zip(sizes, busy, strict=True))] * prod(map(comb, sizes, busy))
            for busy in self._sets()
        ]

    def _queues(self, need: str) -> Iterator[float]:
        """For each set of busy agents, how many calls about the need wait, times the weight of the set."""
        queues: dict[Counts, float] = {}
        for counts in self._sets():
            if not any(counts):
                queues[counts] = 0.0
            else:
                queues[counts] = self._grown(counts, queues) / self._slack(counts)
                if need in self._alone(counts):
                    queues[counts] += self._busy_beginnings[counts] * self.calls[need] / self._slack(counts)
            yield queues[counts]

    def _grown(self, counts: Counts, weights: Mapping[Counts, float]) -> float:
        """The sum over the agent who was the last to come to the list."""
        return sum(
            counts[n] * weights[(*counts[:n], counts[n] - 1, *counts[n + 1 :])] for n in range(len(counts)) if counts[n]
        )

    def _slack(self, counts: Counts) -> float:
        """How much faster these agents are than the calls that only they can take come in, per second."""
        slack = sum(counts) / self.handling - sum(self.calls[need] for need in self._alone(counts))
        if slack <= 0:
            raise ValueError("the calls that wait become ever more")
        return slack

    def _alone(self, counts: Counts) -> Iterable[str]:
        """The needs that nobody else is trained for."""
        others = {
            need for group, busy in zip(self.groups, counts, strict=True) if busy < group.agents for need in group.needs
        }
        return self.calls.keys() - others

    def _sets(self) -> Iterator[Counts]:
        """Every set of agents, each after all that are part of it."""
        return product(*(range(group.agents + 1) for group in self.groups))
