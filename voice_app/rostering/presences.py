"""A supervisor puts an agent on break, or signs somebody off who has gone home: said in the agent's place, told on the
desk, and on the record.

Deliberately makes nobody ready: whose phone rings has said so themselves. Cuts no call that goes on.
"""

from datetime import datetime
from typing import Final

from routing.agents import Presence
from routing.skills import AgentId
from voice_app import presence as presences
from voice_app.runtime import Runtime

CAUSE: Final = "supervisor"
MAY_BE_PUT: Final = (Presence.ON_BREAK, Presence.SIGNED_OUT)


def put(house: Runtime, agent: AgentId, presence: Presence, by: AgentId, now: datetime) -> None:
    """From now on. Raises ValueError for anything but a break or off, LedgerGone."""
    if presence not in MAY_BE_PUT:
        raise ValueError(presence)
    presences.declare(house, agent, presence, CAUSE, now, by=by)
