"""Who of us talked with a phone last: in a call that came in, or in a callback that reached it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from routing.skills import AgentId
from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import one
from voice_app.ledger.tables import attempts, calls, reservations


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """An agent, and since when the two talked."""

    agent_id: AgentId
    at: datetime


# Asked with each call that joins the queue, so built once. A call that was sent on is with whoever accepted it last.
LAST_CALL = (
    select(reservations.c.agent_id, reservations.c.reserved_at.label("at"))
    .join(calls, reservations.c.call_sid == calls.c.sid)
    .where(
        calls.c.phone == bindparam("phone"),
        calls.c.arrived_at >= bindparam("since"),
        reservations.c.result == "accepted",
    )
    .order_by(calls.c.arrived_at.desc(), reservations.c.reserved_at.desc())
    .limit(1)
)
LAST_CALLBACK = (
    select(attempts.c.agent_id, attempts.c.gated_at.label("at"))
    .where(
        attempts.c.phone == bindparam("phone"),
        attempts.c.customer_leg_of.is_not(None),
        attempts.c.gated_at >= bindparam("since"),
        attempts.c.outcome == "spoke",
    )
    .order_by(attempts.c.gated_at.desc())
    .limit(1)
)


def last_talk(connection: Connection, phone: Phone, since: datetime) -> Acquaintance | None:
    """The newest of both kinds that began `since`."""
    found = (one(Acquaintance, connection, query, phone=phone, since=since) for query in (LAST_CALL, LAST_CALLBACK))
    return max((talk for talk in found if talk), key=lambda talk: talk.at, default=None)
