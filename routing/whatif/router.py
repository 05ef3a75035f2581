"""Who takes which call on a floor in memory: the house's own policy, or another to hold beside it."""

from datetime import datetime
from typing import Protocol

from routing.agents import Agent
from routing.policy import Choice, PromiseHead, choose, next_work
from routing.queues import WaitingCall, Work
from routing.rules import Rules
from routing.skills import AgentId
from routing.whatif.floor import Floor


class Router(Protocol):
    """Each answer may be an instant: nobody yet, ask again then. None: ask again when something has happened.

    Asked for a call when it arrives, for an agent when one becomes free; for both, whenever an answer said so. The call
    has joined the floor and the agent is free there; the run holds whoever is named. A router may keep what it likes
    to remember: each run has one of its own.
    """

    def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | datetime | None: ...

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | datetime | None: ...


class House:
    """The policy that the service goes by."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | datetime | None:
        seen = floor.snapshot(call.need, call.barred)
        match = choose(call, seen.idle, seen.staffing, self._rules, now)
        return match.agent if isinstance(match, Choice) else match.again_at

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | datetime | None:
        match = next_work(
            agent,
            floor.heads(),
            floor.promises(),
            idle=len(floor.free),
            plan=floor.plan,
            rules=self._rules,
            now=now,
        )
        return match.work if isinstance(match, Choice) else match.again_at


def agent_for(promise: PromiseHead, floor: Floor, rules: Rules, now: datetime) -> AgentId | None:
    """Who is to look at a promise that has become due; whether there is something better to do, a router says."""
    seen = floor.snapshot(promise.need, promise.barred)
    match = choose(promise, seen.idle, seen.staffing, rules, now)
    return match.agent if isinstance(match, Choice) else None
