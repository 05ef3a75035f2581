"""FreeSWITCH's `mod_callcenter` with longest-idle-agent (mod_callcenter.c as of August 2026).

Callers of all queues are gone through in one line, the oldest first (cc_agent_dispatch_thread_run; there ten times a
second, here at once); each is given to the first available agent by tier, then by the end of the last call
(members_callback). Tier rules may hold a caller back from the next tier for a while (agents_callback).
"""

from datetime import datetime, timedelta

from routing.agents import Agent
from routing.queues import WaitingCall
from routing.skills import BEST, Need
from routing.whatif.floor import Floor
from tools.strategies.app_queue import least_recent
from tools.strategies.queues import Strategy


class Callcenter(Strategy):
    """`tiers`: 1 for the best level, then 2 and 3; else everybody is in the first. `tier_wait`: with tier rules, a
    caller is let into tier n after n times as long (tier-rule-wait-multiply-level), or at once when nobody is signed on
    in the tiers before it (tier-rule-no-agent-no-wait); None: tiers are an order only, as by default."""

    def __init__(self, *, tiers: bool = False, tier_wait: timedelta | None = None) -> None:
        self._tiers = tiers
        self._tier_wait = tier_wait

    def order(self, agent: Agent, need: Need, floor: Floor) -> tuple[int, float]:
        return self._tier(agent, need), least_recent(agent, need, floor)

    def let_in_at(self, agent: Agent, call: WaitingCall, floor: Floor) -> datetime:
        tier, staffing = self._tier(agent, call.need), floor.staffing(call.need)
        if self._tier_wait is None or not any((staffing.best, staffing.good, staffing.can)[: tier - 1]):
            return call.arrived_at
        return call.arrived_at + tier * self._tier_wait

    def _tier(self, agent: Agent, need: Need) -> int:
        return BEST - agent.skills.level_for(need) + 1 if self._tiers else 1
