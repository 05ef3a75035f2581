"""The calls of a period, one by one, as `whatif` plays them again; reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from voice_app.ledger.history import WANTED_AN_AGENT
from voice_app.ledger.rows import many
from voice_app.ledger.tables import calls, promises


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call of a caller who wanted an agent. `ended_at` None: of its end we never heard."""

    need: str | None
    language: str
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_at: datetime | None
    outcome: str | None


def calls_between(connection: Connection, from_at: datetime, to_at: datetime) -> Sequence[PastCall]:
    """In the order of their arrival."""
    its = calls.c
    columns = (its.need, its.language, its.arrived_at, its.answered_at, its.ended_at, its.wrapped_at, its.outcome)
    within = select(*columns).where(its.arrived_at >= from_at, its.arrived_at < to_at, WANTED_AN_AGENT)
    return many(PastCall, connection, within.order_by(its.arrived_at, its.sid))


def took_a_callback(connection: Connection, from_at: datetime, to_at: datetime) -> tuple[int, int]:
    """How many waiting callers were offered a callback, and how many of them took it."""
    its = calls.c
    offered = (its.arrived_at >= from_at, its.arrived_at < to_at, its.offered_at.is_not(None))
    taken = select(promises.c.id).where(promises.c.call_sid == its.sid).exists()
    counted = select(func.count(), func.count().filter(taken)).select_from(calls).where(*offered)
    row = connection.execute(counted).one()
    return int(row[0]), int(row[1])
