"""Signs of life of our own processes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from voice_app.ledger.rows import insert_once, many
from voice_app.ledger.tables import heartbeats

TICKER, WORKER, BELL, SLOW = "ticker", "worker", "bell", "slow"
"""Who beats; the first ring of the bell that no worker has answered; and who does long work, whom nobody waits for."""
NO_BOARD = "no_board"
"""Under this name it is noted when a ticker last found no board: of several, one may reach it and another not."""
SILENT_AFTER = timedelta(seconds=60)
"""A process that has not beaten for so long is dead, or might as well be."""
QUIET_AFTER = timedelta(seconds=30)
"""After so long without a beat a page says so: whoever looks at one knows within a minute of the last beat."""
NEVER = datetime.min.replace(tzinfo=UTC)

ALL = select(heartbeats).order_by(heartbeats.c.process)
BEAT = update(heartbeats).where(heartbeats.c.process == bindparam("its_name")).values(at=bindparam("now"))
"""Three times every few seconds, as long as the house stands: so built once."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A process, by name, and when it last beat."""

    process: str
    at: datetime


def beat(connection: Connection, process: str, now: datetime) -> None:
    """This process lives."""
    heard = connection.execute(BEAT, {"its_name": process, "now": now})
    if heard.rowcount == 0 and not insert_once(connection, heartbeats, process=process, at=now):
        connection.execute(BEAT, {"its_name": process, "now": now})  # another of its kind began at this instant


def ring(connection: Connection, now: datetime) -> datetime:
    """The bell is rung for a worker to beat; since when none has answered it: `now`, where the last ring was.

    Rings are counted and not minutes: nobody is silent who was not asked.
    """
    at = by_process(connection)
    if BELL in at and at.get(WORKER, NEVER) < at[BELL]:
        return at[BELL]
    return ring_anew(connection, now)


def ring_anew(connection: Connection, now: datetime) -> datetime:
    """The same where there was no bell to be rung until now: what nobody could hear counts against nobody."""
    beat(connection, BELL, now)
    return now


def all(connection: Connection) -> tuple[Heartbeat, ...]:
    """Every process that ever beat, by name."""
    return many(Heartbeat, connection, ALL)


def by_process(connection: Connection) -> dict[str, datetime]:
    """When each process that ever beat last did."""
    return {heard.process: heard.at for heard in all(connection)}


def last(connection: Connection) -> datetime | None:
    """The ledger's latest instant: a clock that starts well before it is wrong."""
    latest: datetime | None = connection.execute(select(func.max(heartbeats.c.at))).scalar_one()
    return latest
