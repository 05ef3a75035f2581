"""A floor of agents played out on a clock of its own, and what each caller who had to wait met, and how long it was.

As plain as POLICIES 3 had it: exponential calls and patience, Poisson arrivals, the oldest call that an agent can take,
the longest idle agent with the fewest skills. A few callers never give up: theirs is the wait that a caller is told of.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

NEVER_GIVE_UP = 0.1
"""So many of the callers, too few to change much of what they measure."""


@dataclass
class Met:
    """A caller who had to wait: for what, after how many of each need, how long the last one to be served had waited,
    and which agents were wrapping up, by how long still. `waited` in seconds, None: not to the end."""

    need: str
    before: Mapping[str, int]
    last_waited: float
    stays: bool
    at: float
    wrapping_up: Sequence[tuple[int, float]] = ()
    waited: float | None = None


@dataclass
class Floor:
    """`agents`: the needs of each. `per_second`: calls, by need. `handling`, `patience`: seconds, on average.
    `wrap_up`: the last seconds of each handling, always as many."""

    agents: Sequence[frozenset[str]]
    per_second: Mapping[str, float]
    handling: float
    patience: float
    random: Random
    wrap_up: float = 0.0
    met: list[Met] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._idle = list(range(len(self.agents)))
        self._queues: dict[str, list[Met]] = {need: [] for need in self.per_second}
        self._last_waited = dict.fromkeys(self.per_second, 0.0)
        self._wraps_up: dict[int, tuple[float, float]] = {}
        self._order = count()
        self._ahead: list[tuple[float, int, str, object]] = []

    def play(self, hours: float) -> list[Met]:
        """All who had to wait and were served, of those who never give up."""
        for need in self.per_second:
            self._later(0.0, self.random.expovariate(self.per_second[need]), "arrives", need)
        while self._ahead[0][0] < hours * 3600:
            now, _, what, whom = heapq.heappop(self._ahead)
            if what == "arrives":
                self._arrives(now, str(whom))
            elif what == "is free":
                self._is_free(now, whom)
            elif whom in self._queues[whom.need]:
                self._queues[whom.need].remove(whom)
        return [one for one in self.met if one.stays and one.waited is not None]

    def _later(self, now: float, seconds: float, what: str, whom: object) -> None:
        heapq.heappush(self._ahead, (now + seconds, next(self._order), what, whom))

    def _arrives(self, now: float, need: str) -> None:
        self._later(now, self.random.expovariate(self.per_second[need]), "arrives", need)
        able = [agent for agent in self._idle if need in self.agents[agent]]
        if able:
            agent = min(able, key=lambda one: len(self.agents[one]))
            self._idle.remove(agent)
            self._talks(now, agent)
            return
        before = {other: len(queue) for other, queue in self._queues.items()}
        stays = self.random.random() < NEVER_GIVE_UP
        caller = Met(need, before, self._last_waited[need], stays, now, self._wrapping_up(now))
        self._queues[need].append(caller)
        self.met.append(caller)
        if not stays:
            self._later(now, self.random.expovariate(1 / self.patience), "gives up", caller)

    def _is_free(self, now: float, agent: int) -> None:
        heads = [self._queues[need][0] for need in self.agents[agent] if self._queues[need]]
        if not heads:
            self._idle.append(agent)
            return
        caller = min(heads, key=lambda one: one.at)
        self._queues[caller.need].remove(caller)
        caller.waited = self._last_waited[caller.need] = now - caller.at
        self._talks(now, agent)

    def _talks(self, now: float, agent: int) -> None:
        talk = self.random.expovariate(1 / (self.handling - self.wrap_up))
        self._wraps_up[agent] = now + talk, now + talk + self.wrap_up
        self._later(now, talk + self.wrap_up, "is free", agent)

    def _wrapping_up(self, now: float) -> Sequence[tuple[int, float]]:
        return [(agent, ends - now) for agent, (begins, ends) in self._wraps_up.items() if begins <= now < ends]
