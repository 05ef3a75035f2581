"""One pool of equal agents, first come, first served: Erlang B, C and A, and the pool with so many waiting places.

Computed from the birth and death process itself, outwards from the state in which all agents are busy, so that a
hundred agents are as exact as two. Deliberately simulates nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, lgamma, log, prod

NEGLIGIBLE = 1e-16
ALL = 1 - 1e-12


@dataclass(frozen=True)
class SinglePool:
    """`calls` per second; `handling` and `patience` are means in seconds (patience None: nobody gives up, Erlang C);
    `places` for those who wait (None: as many as come; 0: Erlang B)."""

    calls: float
    handling: float
    agents: int
    patience: float | None = None
    places: int | None = None

    @property
    def load(self) -> float:
        """Work that comes in, per agent."""
        return self.calls * self.handling / self.agents

    # shares of all calls

    @cached_property
    def blocked(self) -> float:
        """Found no waiting place."""
        return 0.0 if self.places is None else self._states[-1]

    @cached_property
    def waits(self) -> float:
        """Of the calls let in, found no agent free."""
        return sum(self._found_ahead) / self._let_in

    @cached_property
    def abandons(self) -> float:
        """Of the calls let in, gave up."""
        return self._queue / self.patience / (self.calls * self._let_in) if self.patience else 0.0

    def answered_within(self, seconds: float) -> float:
        """Of the calls let in, reached an agent within so long."""
        return 1 - self.waits + self._ended_within(seconds)[0]

    def abandoned_within(self, seconds: float) -> float:
        """Of the calls let in, gave up within so long."""
        return self._ended_within(seconds)[1]

    # means, in seconds

    @cached_property
    def mean_wait(self) -> float:
        """Of all calls let in, those who gave up included."""
        return self._queue / (self.calls * self._let_in)

    @cached_property
    def mean_wait_of_answered(self) -> float:
        """Who finds k ahead waits for k + 1 departures; and is still there if the patience outlasted them."""
        if not self.patience:
            return self.mean_wait
        waited = 0.0
        for ahead, share in enumerate(self._found_ahead):
            departures = [self._departures(before) for before in range(ahead + 1)]
            stays = prod(rate / (rate + 1 / self.patience) for rate in departures)
            waited += share * stays * sum(1 / (rate + 1 / self.patience) for rate in departures)
        return waited / self._let_in / (1 - self.abandons)

    @cached_property
    def occupancy(self) -> float:
        """Of the agents' time, the share in which they are busy."""
        return self.calls * self._let_in * (1 - self.abandons) * self.handling / self.agents

    # the process

    @cached_property
    def _states(self) -> Sequence[float]:
        """How much of the time there are so many calls in the pool, from none on."""
        if self.load >= 1 and not self.patience and self.places is None:
            raise ValueError("the calls that wait become ever more")
        below = list(self._weights_below())
        weights = [*below[::-1], 1.0, *self._weights_above()]
        whole = sum(weights)
        return [weight / whole for weight in weights]

    def _weights_below(self) -> Iterator[float]:
        weight = 1.0
        for busy in range(self.agents, 0, -1):
            weight *= busy / (self.calls * self.handling)
            yield weight

    def _weights_above(self) -> Iterator[float]:
        weight, waiting = 1.0, 0
        while weight > NEGLIGIBLE and waiting != self.places:
            weight *= self.calls / self._departures(waiting + 1)
            waiting += 1
            yield weight

    def _departures(self, waiting: int) -> float:
        """Per second, while all agents are busy and so many wait."""
        return self.agents / self.handling + (waiting / self.patience if self.patience else 0.0)

    @cached_property
    def _let_in(self) -> float:
        return 1 - self.blocked

    @cached_property
    def _found_ahead(self) -> Sequence[float]:
        """Of all calls, those that find all agents busy and so many waiting before them, and a place to wait."""
        waiting = self._states[self.agents :]
        return waiting if self.places is None else waiting[:-1]

    @cached_property
    def _queue(self) -> float:
        """How many wait, on average."""
        return sum(waiting * share for waiting, share in enumerate(self._states[self.agents :]))

    def _ended_within(self, seconds: float) -> tuple[float, float]:
        """Of the calls let in, those whose waiting ended so soon: with an agent, and by giving up.

        The way to the front as a Markov chain of one caller, looked at after 0, 1, 2 … events of a Poisson process
        that is as fast as its fastest state (uniformisation).
        """
        ahead = [share / self._let_in for share in self._found_ahead]
        gives_up = 1 / self.patience if self.patience else 0.0
        fastest = self._departures(len(ahead) - 1) + gives_up if ahead else inf
        moves_up = [self._departures(before) / fastest for before in range(len(ahead))]
        stays = [1 - moves - gives_up / fastest for moves in moves_up]
        answered = abandoned = within_answered = within_abandoned = 0.0
        for share in _poisson(fastest * seconds if ahead else 0.0):
            within_answered += share * answered
            within_abandoned += share * abandoned
            if ahead:
                answered += ahead[0] * moves_up[0]
                abandoned += sum(ahead) * gives_up / fastest
                behind = [*ahead[1:], 0.0]
                ahead = [
                    ahead[n] * stays[n] + behind[n] * moves_up[min(n + 1, len(ahead) - 1)] for n in range(len(ahead))
                ]
        return within_answered, within_abandoned


def _poisson(mean: float) -> Iterator[float]:
    """The chance of 0, 1, 2 … events, until all but nothing of it is given. (By logarithms: exp(-mean) alone is zero
    where the mean is a thousand.)"""
    yield exp(-mean)
    given, events = exp(-mean), 0
    while mean and (events < mean or given < ALL):
        events += 1
        chance = exp(events * log(mean) - mean - lgamma(events + 1))
        yield chance
        given += chance
        if events > mean and chance < NEGLIGIBLE:
            return
