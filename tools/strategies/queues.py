"""What all of them have in common: a queue for each need and language, whose members are the agents trained for it; the
oldest caller goes first; a member is let in at once or after a while.

Deliberately prefers no agent: each strategy says whom.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from routing.agents import Agent
from routing.queues import WaitingCall, Work
from routing.skills import UNTRAINED, AgentId, Need
from routing.whatif.floor import Floor


class Strategy(ABC):
    """A router, once it says whom it prefers."""

    @abstractmethod
    def order(self, agent: Agent, need: Need, floor: Floor) -> Any:
        """Of the agents who are free and let in, the lowest has the call."""

    def is_member(self, agent: Agent, need: Need) -> bool:
        """Is the agent in the need's queue?"""
        return is_trained(agent, need)

    def let_in_at(self, agent: Agent, call: WaitingCall, floor: Floor) -> datetime:
        """From when on the agent may have the call."""
        return call.arrived_at

    def has_turn(self, call: WaitingCall, floor: Floor) -> bool:
        """May it be given to anybody, as far as the calls before it go?"""
        return True

    def given(self, agent: AgentId, need: Need) -> None:  # noqa: B027 - most remember nothing
        """The agent has the call."""

    def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | datetime | None:
        members = [agent for agent in floor.free.values() if self.is_member(agent, call.need)]
        if not members or not self.has_turn(call, floor):
            return None
        let_in = [agent for agent in members if self.let_in_at(agent, call, floor) <= now]
        if not let_in:
            return min(self.let_in_at(agent, call, floor) for agent in members)
        best = min(let_in, key=lambda agent: self.order(agent, call.need, floor))
        self.given(best.id, call.need)
        return best.id

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | datetime | None:
        turns = list(self._turns(agent, floor))
        first = next((call for call in turns if self.let_in_at(agent, call, floor) <= now), None)
        if first is None:
            return min((self.let_in_at(agent, call, floor) for call in turns), default=None)
        self.given(agent.id, first.need)
        return first.work

    def _turns(self, agent: Agent, floor: Floor) -> Iterator[WaitingCall]:
        """The calls that the agent could be given, oldest first."""
        mine = (call for call in floor.waiting.values() if self.is_member(agent, call.need))
        return (call for call in sorted(mine, key=lambda call: call.arrived_at) if self.has_turn(call, floor))


def is_trained(agent: Agent, need: Need) -> bool:
    return agent.skills.level_for(need) > UNTRAINED and agent.skills.speaks(need.language)
