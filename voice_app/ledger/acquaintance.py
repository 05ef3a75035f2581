"""Who of us talked with a phone last: in a call that came in, or in a callback that reached it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, union_all

from routing.skills import AgentId
from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import many
from voice_app.ledger.tables import attempts, calls, reservations


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """An agent, and since when the two talked."""

    agent_id: AgentId
    at: datetime


# A call that was sent on is with whoever accepted it last.
_LAST_CALL = (
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
_LAST_CALLBACK = (
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
# Asked with each call that joins the queue, so built once, and one look for both.
LAST_TALKS = union_all(*(select(newest.subquery()) for newest in (_LAST_CALL, _LAST_CALLBACK)))


def last_talk(connection: Connection, phone: Phone, since: datetime) -> Acquaintance | None:
    """The newest of both kinds that began `since`."""
    found = many(Acquaintance, connection, LAST_TALKS, phone=phone, since=since)
    return max(found, key=lambda talk: talk.at, default=None)
