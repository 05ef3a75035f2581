"""What the line has seen: how many callers wanted an agent in each hour, how long calls took, how long people waited.

Counted from the calls themselves; reads only. What is to be expected of it, `routing.forecast` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from voice_app.ledger.instants import Floor
from voice_app.ledger.rows import many
from voice_app.ledger.tables import calls

WANTED_AN_AGENT = calls.c.language.is_not(None)
"""The language is noted with the need, when the caller joins the queue: neither agents signing on nor who hung up in
the menu."""


@dataclass(frozen=True, slots=True)
class Past:
    """A call of a caller who wanted an agent, and that is over. `need` None: whatever it is about. `wrapped_at`: when
    the agent said how it went."""

    need: str | None
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    wrapped_at: datetime | None
    outcome: str | None


def first_call_at(connection: Connection) -> datetime | None:
    """Since when the line has been called."""
    first: datetime | None = connection.execute(select(func.min(calls.c.arrived_at))).scalar_one()
    return first


def calls_by_hour(connection: Connection, from_at: datetime, to_at: datetime) -> Mapping[datetime, int]:
    """How many callers wanted an agent, by the start of the hour in UTC; an hour without any is left out."""
    hour = Floor("hour", calls.c.arrived_at)
    in_time = (calls.c.arrived_at >= from_at, calls.c.arrived_at < to_at)
    counted = select(hour.label("at"), func.count().label("calls")).where(*in_time, WANTED_AN_AGENT).group_by(hour)
    return {row.at: row.calls for row in connection.execute(counted)}


def newest(connection: Connection, from_at: datetime, limit: int) -> tuple[Past, ...]:
    """The last calls that are over, newest first; none that came in before `from_at`."""
    c = calls.c
    columns = (c.need, c.arrived_at, c.answered_at, c.ended_at, c.wrapped_at, c.outcome)
    over = select(*columns).where(c.arrived_at >= from_at, c.ended_at.is_not(None), WANTED_AN_AGENT)
    return many(Past, connection, over.order_by(c.arrived_at.desc()).limit(limit))
