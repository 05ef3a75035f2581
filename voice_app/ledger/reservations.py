"""Why this agent: every reservation of an agent for a call or a promise, with the reason it was chosen for.

The reservation that holds now is the board's; here lies what can be read back tomorrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from routing.skills import AgentId, CallSid, PromiseId
from voice_app.ledger.ids import ReservationId
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import reservations


@dataclass(frozen=True, slots=True)
class Reservation:
    """An agent held for one call or one promise. `result` is a code: "accepted", "refused", "caller_left", …"""

    id: ReservationId
    call_sid: CallSid | None
    promise_id: PromiseId | None
    agent_id: AgentId
    reason: Mapping[str, Any]
    reserved_at: datetime
    closed_at: datetime | None
    result: str | None


def note(
    connection: Connection,
    reservation_id: ReservationId,
    agent: AgentId,
    reason: Mapping[str, Any],
    at: datetime,
    *,
    call_sid: CallSid | None = None,
    promise_id: PromiseId | None = None,
) -> bool:
    """An agent is held for a call or for a promise, exactly one of them; a repeat changes nothing."""
    return insert_once(
        connection,
        reservations,
        id=reservation_id,
        call_sid=call_sid,
        promise_id=promise_id,
        agent_id=agent,
        reason=dict(reason),
        reserved_at=at,
    )


def close(connection: Connection, reservation_id: ReservationId, result: str, at: datetime) -> bool:
    """What became of it; the first result stays."""
    held = (reservations.c.id == reservation_id, reservations.c.closed_at.is_(None))
    return changes(connection, update(reservations).where(*held).values(closed_at=at, result=result))


def get(connection: Connection, reservation_id: ReservationId) -> Reservation | None:
    """One reservation that is over, or was accepted."""
    return one(Reservation, connection, select(reservations).where(reservations.c.id == reservation_id))


def why(
    connection: Connection, *, call_sid: CallSid | None = None, promise_id: PromiseId | None = None
) -> tuple[Reservation, ...]:
    """Every reservation for this call or this promise, oldest first."""
    subject = reservations.c.promise_id == promise_id if call_sid is None else reservations.c.call_sid == call_sid
    its = select(reservations).where(subject)
    return many(Reservation, connection, its.order_by(reservations.c.reserved_at, reservations.c.id))
