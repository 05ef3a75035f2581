"""The ledger as the house holds it: transactions to read and to write in, and its schema.

Knows no table. One process's SQLite writers stand in line here, in front of the file, because SQLite lets
waiting writers poll: with sixteen threads p99 was 670 ms without this lock and 85 ms with it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, make_url

from voice_app.ledger import migrating
from voice_app.ledger.engines import WRITES, postgres_engine, sqlite_engine
from voice_app.ledger.gone import LedgerGone, gone_or_mistaken

TURN = 0.5
"""Seconds a writer waits for this process's other writers; with the database's own 2 s the caller hears us in time."""


class UnknownSchema(Exception):
    """The ledger's schema is not the one that this program was written for."""


class Ledger:
    """One database, by URL: `sqlite:///path` or `postgresql://…`. Built after a fork, never before."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._file: Path | None = None
        self._turn: threading.Lock | None = None
        if parsed.get_backend_name() == "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise ValueError("the ledger needs a file: memory proves nothing tomorrow")
            self._file = Path(parsed.database)
            self._turn = threading.Lock()
            self._engine = sqlite_engine(self._file)
        elif parsed.get_backend_name() in {"postgresql", "postgres"}:
            self._engine = postgres_engine(parsed)
        else:
            raise ValueError("the ledger lies in SQLite or PostgreSQL")
        self._writer = self._engine.execution_options(**{WRITES: True})

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, undone when it raises. Raises LedgerGone."""
        with self._one_writer(), gone_or_mistaken(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that sees one state of the ledger and changes nothing. Raises LedgerGone."""
        with gone_or_mistaken(), self._engine.connect() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the schema up to date; makes the file and its folder where there is none. For `release` only."""
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
        with self.write() as connection:
            migrating.upgrade(connection)

    def is_current(self) -> bool:
        """Is the schema exactly the one that this program was written for?"""
        with self.read() as connection:
            return migrating.found(connection) == migrating.expected()

    def demand_current(self) -> None:
        """Refuse to start on an older, newer or foreign schema. Raises UnknownSchema, LedgerGone."""
        if not self.is_current():
            raise UnknownSchema(
                "the ledger's schema is not this program's: run `release` (python -m voice_app release)"
            )

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self._turn is None:
            with nullcontext():
                yield
            return
        if not self._turn.acquire(timeout=TURN):
            raise LedgerGone("other writers of this process are waiting")
        try:
            yield
        finally:
            self._turn.release()
