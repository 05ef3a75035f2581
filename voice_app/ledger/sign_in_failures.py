"""How often signing in has failed lately: by name, by address. On the ledger, so that no lost Redis forgives anybody.

What follows from it is decided by `voice_app.accounts.throttle`. Deliberately knows neither a name nor an address, only
a digest of each; of a PIN, whose it would be.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from voice_app.ledger.rows import insert_once, one
from voice_app.ledger.tables import sign_in_failures as table


@dataclass(frozen=True, slots=True)
class Failures:
    """`failures` since `since_at`, the last one at `last_at`."""

    failures: int
    since_at: datetime
    last_at: datetime


def of(connection: Connection, digest: str) -> Failures | None:
    rows = table.c
    return one(Failures, connection, select(rows.failures, rows.since_at, rows.last_at).where(rows.of == digest))


def add(connection: Connection, digest: str, now: datetime) -> None:
    """One more."""
    if not insert_once(connection, table, of=digest, failures=1, since_at=now, last_at=now):
        connection.execute(update(table).where(table.c.of == digest).values(failures=table.c.failures + 1, last_at=now))


def take_back(connection: Connection, digest: str) -> None:
    """One less: it turned out to be no failure."""
    fewer = update(table).where(table.c.of == digest, table.c.failures > 0)
    connection.execute(fewer.values(failures=table.c.failures - 1))


def forget(connection: Connection, digest: str) -> None:
    connection.execute(delete(table).where(table.c.of == digest))


def forget_older(connection: Connection, digest: str, before: datetime) -> None:
    """A stretch that began before then is over, and so is its count."""
    connection.execute(delete(table).where(table.c.of == digest, table.c.since_at <= before))


def forget_before(connection: Connection, before: datetime) -> None:
    """All that nobody has added to since then."""
    connection.execute(delete(table).where(table.c.last_at < before))
