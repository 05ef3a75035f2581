"""How the two databases are spoken to, so that a commit is on the disk and nobody waits for ever.

Every new connection is set up and then asked whether it obeys; one that does not is never used. Deliberately no
retries: whoever holds a caller on the line decides what a failed write means.
"""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import psycopg
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

POOL = 8
MOST = 32
"""Connections of a process, at most."""
POSTGRES_POOL = 20
"""Kept open: as many as a `web` process asks for at once, its sixteen threads and what watches beside them. One more
than are kept is opened and closed for each transaction, which costs PostgreSQL a process and a caller 5 ms. SQLite's
open as fast as a file, and each keeps 2 MB of pages."""
PATIENCE = timedelta(seconds=2)
"""How long a statement waits for other processes: TwiML is owed within 3 s, whatever is broken."""
WRITE_WITHIN = "ledger_write_within"
"""The execution option that makes a transaction take SQLite's write lock when it begins, and how long that may take."""

SQLITE_MUST_BE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2000, "secure_delete": 1}
SQLITE_SETS = (
    "PRAGMA busy_timeout = 2000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is erased of a person is not left lying in the file
)


GONE_WITHOUT_A_WORD = {
    "tcp_user_timeout": 3000,  # milliseconds for what was sent, and seconds for silence: a machine that lost its power
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
POSTGRES_IS = (
    "SELECT name, setting FROM pg_settings "
    "WHERE name IN ('synchronous_commit', 'lock_timeout', 'statement_timeout', 'TimeZone')"
)


class Disobeyed(Exception):
    """A database did not take a setting that our durability rests on."""


def sqlite_engine(path: Path) -> Engine:
    """An engine on an existing file; a missing one is an error, never a new, empty ledger."""
    address = f"file:{quote(str(path.absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        # isolation_level None: the driver begins nothing by itself, `_begin` below does.
        return sqlite3.connect(
            address, uri=True, timeout=PATIENCE.total_seconds(), isolation_level=None, check_same_thread=False
        )

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=MOST - POOL,
        pool_timeout=1,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        for setting in SQLITE_SETS:
            connection.execute(setting)
        for name, expected in SQLITE_MUST_BE.items():
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != expected:
                raise Disobeyed(f"SQLite: {name} is {found}, not {expected}")
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def refuse_a_moved_file(_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        # An open connection follows its file when that is moved away: we would write where nobody looks.
        if _identity(path) != record.info["file"]:
            raise DisconnectionError("the ledger's file was moved")

    event.listen(engine, "begin", _begin)
    return engine


def postgres_engine(url: URL) -> Engine:
    """An engine whose sessions give up waiting after PATIENCE and commit to the disk; after a fail-over it goes along.

    Nothing of a session outlives a transaction, and no statement is prepared: a pooler between us and the database may
    give each transaction another session.
    """
    wait = _milliseconds(PATIENCE)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": 2,
            # Nothing of ours is worth compiling: that alone took longer than a plan over all that is owed.
            "options": f"-c lock_timeout={wait} -c statement_timeout={wait} -c timezone=UTC -c jit=off",
            "prepare_threshold": None,
            **GONE_WITHOUT_A_WORD,
        },
        pool_size=POSTGRES_POOL,
        max_overflow=MOST - POSTGRES_POOL,
        pool_timeout=1,
        pool_pre_ping=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def check(connection: Any, _record: ConnectionPoolEntry) -> None:
        found = dict(connection.execute(POSTGRES_IS).fetchall())
        connection.rollback()
        if found["synchronous_commit"] == "off":
            raise Disobeyed("PostgreSQL: synchronous_commit is off")
        for name in ("lock_timeout", "statement_timeout"):
            if not 0 < int(found[name]) <= wait:
                raise Disobeyed(
                    f"PostgreSQL: {name} is {found[name]} ms; a pooler dropped it: ALTER ROLE … SET it to 2s"
                )
        if found["TimeZone"] not in ("UTC", "Etc/UTC"):
            raise Disobeyed(
                f"PostgreSQL: the time zone is {found['TimeZone']}; a pooler dropped it: ALTER ROLE … SET it"
            )

    @event.listens_for(engine, "handle_error")
    def leave_a_replica(context: ExceptionContext) -> None:
        # A primary that was demoted goes on talking, and every connection of ours that is open would stay with it.
        if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
            context.is_disconnect = True

    return engine


def _begin(connection: Connection) -> None:
    """Said to the driver itself: by way of a statement it would cost as much as a small one, each time."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    patience = connection.get_execution_options().get(WRITE_WITHIN)
    if patience is None:
        driver.execute("BEGIN")
        return
    # A writer that begins as a reader may find that it cannot become one, after its decisions were made.
    driver.execute(f"PRAGMA busy_timeout = {_milliseconds(patience)}")
    driver.execute("BEGIN IMMEDIATE")


def _milliseconds(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
