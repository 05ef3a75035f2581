"""Why an agent was held and what came of it, to be read back tomorrow.

While the agent is held, the reason lies on the board with the reservation; it goes to the ledger when that ends.
"""

from datetime import datetime

from sqlalchemy import Connection

from routing.records import Reservation
from routing.skills import CallSid, PromiseId
from voice_app.ledger import reservations


def note_end(ledger: Connection, held: Reservation, result: str, now: datetime) -> None:
    """This reservation was accepted, or ended otherwise; the first result stays."""
    sid = CallSid(held.work.id) if held.work.kind == "call" else None
    promise = PromiseId(held.work.id) if held.work.kind == "promise" else None
    why = held.reason.to_json()
    reservations.note(ledger, held.id, held.agent, why, held.reserved_at, call_sid=sid, promise_id=promise)
    reservations.close(ledger, held.id, result, now)
