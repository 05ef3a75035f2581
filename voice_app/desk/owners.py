"""Whose conversation it is, and how far it is: what every act on a desk asks first.

The ledger knows every conversation that was accepted; of one that was accepted while it was away the board does, and
it is noted then, late. Deliberately changes nothing else.
"""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from routing.records import Reservation
from routing.skills import AgentId, ReservationId
from voice_app.ledger import conversations
from voice_app.ledger.conversations import Conversation
from voice_app.why import note_end

Refused = Literal["unknown", "not_yours", "not_over", "wrapped_already"]
"""Why an act on a conversation was not let through. *unknown*: there is no such one, or it is too far back; *not_over*:
the two still talk; *wrapped_already*: in another tab, by telephone, or a moment ago."""

SETTLED: Final = "settled"
ACCEPTED: Final = ("accepted", SETTLED)


def conversation(
    ledger: Connection, agent: AgentId, reservation: ReservationId, on_board: Reservation | None, now: datetime
) -> Conversation | Refused:
    """The agent's own conversation under this reservation, in a transaction that writes. One that was accepted while
    the ledger was away is noted now, late."""
    found = conversations.get(ledger, reservation)
    if found is None and on_board is not None and on_board.state in ACCEPTED and on_board.work.kind != "consult":
        note_end(ledger, on_board, "accepted", now)
        found = conversations.get(ledger, reservation)
    if found is None:
        return "unknown"
    return found if found.agent_id == agent else "not_yours"


def is_over(found: Conversation, on_board: Reservation | None) -> bool:
    """Do the two talk no more? The board is told first; one of which it knows nothing any more is over."""
    return found.ended_at is not None or on_board is None or on_board.state == SETTLED
