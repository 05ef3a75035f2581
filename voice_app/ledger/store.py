"""The ledger as the house holds it: transactions to read and to write in, and its schema.

Knows no table. One process's SQLite writers stand in line in front of the file (`together`), because SQLite lets
waiting writers poll: with sixteen threads p99 was 670 ms without this line and 85 ms with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Connection, make_url, text

from voice_app.breaker import ALWAYS_ASK, Breaker
from voice_app.ledger import migrating
from voice_app.ledger.engines import PATIENCE, WRITE_WITHIN, postgres_engine, sqlite_engine
from voice_app.ledger.gone import LedgerFull, LedgerGone, gone_or_mistaken
from voice_app.ledger.together import NoTurn, Together

LATE_PATIENCE = timedelta(seconds=1)
"""How long one that had to wait for them then waits for other processes: in all no longer than a caller can."""


class UnknownSchema(Exception):
    """The ledger's schema is not one that this program can work with."""


class Ledger:
    """One database, by URL: `sqlite:///path` or `postgresql://…`. Built after a fork, never before.

    While `breaker` is open, because the ledger was found gone a moment ago, it is gone at once.
    """

    file: Path | None = None
    """Where it lies, if it is a file on this machine."""
    is_full = False
    """Whether its disk took nothing more when this process last wrote."""

    def __init__(self, url: str, breaker: Breaker = ALWAYS_ASK) -> None:
        parsed = make_url(url)
        self._breaker = breaker
        if parsed.get_backend_name() == "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise ValueError("the ledger needs a file: memory proves nothing tomorrow")
            self.file = Path(parsed.database)
            self._engine = sqlite_engine(self.file)
        elif parsed.get_backend_name() in {"postgresql", "postgres"}:
            self._engine = postgres_engine(parsed)
        else:
            raise ValueError("the ledger lies in SQLite or PostgreSQL")
        at_once = self._engine.execution_options(**{WRITE_WITHIN: PATIENCE})
        late = self._engine.execution_options(**{WRITE_WITHIN: LATE_PATIENCE})
        self._writing = self._engine.begin if self.file is None else Together(at_once, late).write

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, undone when it raises. Raises LedgerGone."""
        try:
            with self._asked_once(), gone_or_mistaken(), self._writing() as connection:
                yield connection
        except LedgerFull:
            self.is_full = True
            raise
        self.is_full = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that changes nothing. Raises LedgerGone."""
        with self._asked_once(), gone_or_mistaken(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def at_one_instant(self) -> Iterator[Connection]:
        """The same, where nothing changes from one statement to the next. Raises LedgerGone."""
        with self.read() as connection:
            if connection.dialect.name == "postgresql":  # SQLite's readers have it so anyway
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

    def migrate(self) -> None:
        """Bring the schema up to date; makes the file and its folder where there is none. For `release` only.

        Raises UnknownSchema where a later program has changed what this one works with, LedgerGone."""
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch(mode=0o600)
        with self.write() as connection:
            try:
                migrating.upgrade(connection)
            except CommandError as error:
                raise UnknownSchema(
                    "the ledger's schema is a later or foreign one: start the program it is of"
                ) from error

    def is_current(self) -> bool:
        """Is the schema the one that this program was written for, or that one with something added?"""
        with self.read() as connection:
            return migrating.serves(connection)

    def demand_current(self) -> None:
        """Refuse to start on a schema that is older, foreign, or changed since. Raises UnknownSchema, LedgerGone."""
        if not self.is_current():
            raise UnknownSchema(
                "the ledger's schema is not this program's: run `release` (python -m voice_app release), or start the "
                "newer program"
            )

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()

    @contextmanager
    def _asked_once(self) -> Iterator[None]:
        if self._breaker.is_open:
            raise LedgerGone("it was gone a moment ago")
        try:
            yield
        except NoTurn:  # one who waited in vain is no reason to refuse all others, who are being served
            raise
        except LedgerGone:
            self._breaker.trip()
            raise
