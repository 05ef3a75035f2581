"""The levels of Wallace & Whitt (2005): an agent has a first skill, a second, and so on.

A call takes the agent who has it as the best skill, of these the one who has been idle longest; an agent takes the call
that is the best skill of those who wait, of these the oldest.
"""

from datetime import datetime

from routing.agents import Agent
from routing.queues import Work
from routing.skills import BEST, Need
from routing.whatif.floor import Floor
from tools.strategies.queues import Strategy, is_trained


class PrimaryFirst(Strategy):
    """A router, for those who have the skill at all."""

    def order(self, agent: Agent, need: Need, floor: Floor) -> tuple[int, datetime]:
        return BEST - agent.skills.level_for(need), agent.since

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | None:
        mine = [head.call for head in floor.heads() if is_trained(agent, head.call.need)]
        first = min(
            mine, key=lambda call: (BEST - agent.skills.level_for(call.need), call.arrived_at, call.sid), default=None
        )
        return first.work if first else None
