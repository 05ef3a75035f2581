"""What an agent declares on the desk: ready, on break and why, signed out.

Two pages may declare two things: the later word counts, as it does by telephone.
"""

from datetime import datetime

from routing.agents import Presence
from routing.skills import AgentId
from voice_app import presence as presences
from voice_app.runtime import Runtime


class UnknownReason(ValueError):
    """The line file knows no such reason for a break, or it is no break."""


def declare(house: Runtime, agent: AgentId, presence: Presence, reason: str | None, now: datetime) -> None:
    """The agent is `presence` from now on. Raises UnknownReason, LedgerGone."""
    if reason is not None and (presence is not Presence.ON_BREAK or reason not in house.line.desk.break_reasons):
        raise UnknownReason(reason)
    presences.declare(house, agent, presence, "desk", now, reason=reason)
