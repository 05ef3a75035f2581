"""Writers of one process on SQLite: one at a time, in the order in which they came, and those in line share a commit.

A commit takes the disk milliseconds, in which nobody else may write. So whoever is done and sees another waiting leaves
the transaction open to that one; the last commits for all, and nobody goes on before. Each can be undone alone.
Deliberately knows no table, and tries nothing twice: where the commit fails, the ledger is gone for all who shared it.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, Engine, Transaction
from sqlalchemy.exc import SQLAlchemyError

from voice_app.ledger.gone import LedgerGone
from voice_app.ledger.turns import Turns

TURN = timedelta(seconds=1.25)
"""How long a writer waits for this process's other writers."""
COMMITTED_WITHIN = timedelta(seconds=2)
"""How long one who is done waits for those who went along: no longer than for a statement."""
MOST: Final = 16
"""Who may share a commit: the first waits for what all others write."""


class NoTurn(LedgerGone):
    """Writers of this process stood before this one for too long: the ledger may well be there."""


class Together:
    """The writers, over engines whose transactions begin with the write lock. `late` has less patience: it is for
    whoever had to wait for the others."""

    def __init__(self, at_once: Engine, late: Engine, most: int = MOST) -> None:
        self._at_once = at_once
        self._late = late
        self._most = most
        self._turns = Turns()
        self._left_open: Shared | None = None

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return self._turns.waiting

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """What is written is on the disk when the block has ended, and undone when it raises. Raises LedgerGone."""
        shared = self._join()
        try:
            with shared.part() as connection:
                yield connection
        finally:
            is_over = self._leave(shared)
        if not is_over:
            shared.wait()

    def _join(self) -> "Shared":
        turn = self._turns.take(TURN)
        if turn == "never":
            raise NoTurn("other writers of this process are waiting")
        shared, self._left_open = self._left_open, None
        if shared is not None:
            return shared
        with ExitStack() as mine:
            mine.callback(self._turns.give)
            shared = Shared(self._at_once if turn == "at_once" else self._late, self._most)
            mine.pop_all()
        return shared

    def _leave(self, shared: "Shared") -> bool:
        """Pass it on to whoever waits; or end it, and say so. Raises what the commit raises."""
        if shared.has_room:
            self._left_open = shared
            if self._turns.pass_on():
                return False
            self._left_open = None
        try:
            shared.end()
        finally:
            self._turns.give()
        return True


class Shared:
    """One transaction of several writers, each in its turn."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._most = most
        self._writers = 0
        self._is_broken = False
        self._is_over = threading.Event()
        with ExitStack() as mine:
            self._connection = mine.enter_context(engine.connect())
            self._whole = self._connection.begin()
            mine.pop_all()

    @property
    def has_room(self) -> bool:
        return not self._is_broken and 0 < self._writers < self._most

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """What one of them writes. Where it raises, it is undone without the others', if the database lets us."""
        own, is_written = self._connection.begin_nested() if self._writers else self._whole, False
        try:
            yield self._connection
            if not self._is_under_way:  # what was written since it was broken off stands alone
                raise LedgerGone("its transaction was broken off")
            if own is not self._whole:
                own.commit()
            is_written = True
        finally:
            if is_written:
                self._writers += 1
            elif own is self._whole or not self._is_undone(own):
                self._is_broken = True

    def end(self) -> None:
        """Commit, if nothing has broken it. Raises what the commit raises."""
        try:
            if not self._is_broken:
                self._is_broken = True  # until it is on the disk
                self._whole.commit()
                self._is_broken = False
        finally:
            if self._is_broken:
                self._undo()
            self._is_over.set()
            self._connection.close()

    def wait(self) -> None:
        """Until whoever is the last has committed. Raises LedgerGone."""
        if not self._is_over.wait(COMMITTED_WITHIN.total_seconds()):
            raise LedgerGone("others of this process do not finish what they write")
        if self._is_broken:
            raise LedgerGone("the commit that it shared failed")

    def _is_undone(self, own: Transaction) -> bool:
        try:
            own.rollback()
        except SQLAlchemyError:
            return False
        return self._is_under_way

    def _undo(self) -> None:
        try:
            self._whole.rollback()
        except SQLAlchemyError:  # whoever has this connection next must not go on with what is left in it
            self._connection.invalidate()

    @property
    def _is_under_way(self) -> bool:
        """SQLite itself ends a transaction for which it finds no room."""
        if self._connection.invalidated:
            return False
        driver = self._connection.connection.driver_connection
        return driver is not None and bool(driver.in_transaction)
