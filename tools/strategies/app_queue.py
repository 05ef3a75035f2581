"""Asterisk's `app_queue` (apps/app_queue.c as of August 2026).

As a careful administrator sets it up: autofill (as many callers are served at once as members are available, not only
the first), shared_lastcall (a member's last call and number of calls are the same in every queue),
force_longest_waiting_caller (the oldest caller of all queues goes first, instead of whichever thread wakes first), no
ringing of those who are in a call, all queues of equal weight (calc_metric, is_our_turn, compare_weight,
is_longest_waiting_caller, update_queue).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from routing.agents import Agent
from routing.queues import WaitingCall
from routing.skills import BEST, AgentId, Need
from routing.whatif.floor import Floor
from tools.strategies.queues import Strategy

Metric = Callable[[Agent, Need, Floor], float]
"""The member with the lowest one is rung."""


class AppQueue(Strategy):
    """`metric`: the strategy. `penalties`: a member's is 0 for the best level, then 1 and 2; the lowest are rung first.
    `raised_after`: how long a caller waits before penalty 1 is let in, and 2 (queuerules.conf, update_qe_rule); None:
    everybody at once."""

    def __init__(
        self, metric: Metric, *, penalties: bool = False, raised_after: Sequence[timedelta] | None = None
    ) -> None:
        self._metric = metric
        self._penalties = penalties
        self._raised_after = raised_after

    def order(self, agent: Agent, need: Need, floor: Floor) -> tuple[int, float]:
        return self._penalty(agent, need), self._metric(agent, need, floor)

    def let_in_at(self, agent: Agent, call: WaitingCall, floor: Floor) -> datetime:
        penalty = self._penalty(agent, call.need)
        return call.arrived_at + (self._raised_after[penalty - 1] if self._raised_after and penalty else timedelta())

    def has_turn(self, call: WaitingCall, floor: Floor) -> bool:
        """Fewer callers are before it in its queue than members are available there, whatever their penalty."""
        available = sum(self.is_member(agent, call.need) for agent in floor.free.values())
        for other in floor.waiting.values():
            if available == 0 or other.sid == call.sid:
                break
            available -= other.need == call.need
        return available > 0

    def _penalty(self, agent: Agent, need: Need) -> int:
        return BEST - agent.skills.level_for(need) if self._penalties else 0


class RoundRobin(AppQueue):
    """rrmemory: each queue goes round its members, beginning behind the one who had the call before (store_next_rr).
    `positions`: of the members, in the order in which they were added."""

    def __init__(self, positions: Mapping[AgentId, int]) -> None:
        super().__init__(self._steps_ahead)
        self._positions = positions
        self._next: dict[Need, int] = {}

    def given(self, agent: AgentId, need: Need) -> None:
        self._next[need] = self._positions[agent] + 1

    def _steps_ahead(self, agent: Agent, need: Need, floor: Floor) -> float:
        return (self._positions[agent.id] - self._next.get(need, 0)) % len(self._positions)


def ring_all(random: Random) -> Metric:
    """ringall: all phones ring, and whoever is quickest has the call; here that is anybody."""
    return lambda agent, need, floor: random.random()


def least_recent(agent: Agent, need: Need, floor: Floor) -> float:
    """leastrecent: whose last call has been over for longest; first of all, who has had none."""
    ended_at = floor.ended_at.get(agent.id)
    return ended_at.timestamp() if ended_at else 0.0


def fewest_calls(agent: Agent, need: Need, floor: Floor) -> float:
    """fewestcalls: who has completed the fewest calls."""
    return floor.taken[agent.id]
