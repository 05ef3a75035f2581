"""Signs of life of our own processes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from voice_app.ledger.rows import insert_once, many
from voice_app.ledger.tables import heartbeats


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A process, by name, and when it last beat."""

    process: str
    at: datetime


def beat(connection: Connection, process: str, now: datetime) -> None:
    """This process lives."""
    if not insert_once(connection, heartbeats, process=process, at=now):
        connection.execute(update(heartbeats).where(heartbeats.c.process == process).values(at=now))


def all(connection: Connection) -> tuple[Heartbeat, ...]:
    """Every process that ever beat, by name."""
    return many(Heartbeat, connection, select(heartbeats).order_by(heartbeats.c.process))


def last(connection: Connection) -> datetime | None:
    """The ledger's latest instant: a clock that starts well before it is wrong."""
    latest: datetime | None = connection.execute(select(func.max(heartbeats.c.at))).scalar_one()
    return latest
