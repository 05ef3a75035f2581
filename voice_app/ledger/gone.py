"""The one exception at this seam: is the ledger gone, or did we make a mistake?

Gone is whatever passes or is mended outside the program: locked, down, full, moved away, read-only. A missing
table, a broken constraint or a wrong statement is a mistake of ours and keeps its own exception.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

SQLITE_GONE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_PERM,
    }
)
PRIMARY = 0xFF  # an extended SQLite code carries its primary code in the low byte


class LedgerGone(Exception):
    """The ledger cannot be read or written now; nothing of this transaction may be acknowledged.

    The message names the kind of failure only: a database's own words may quote a phone number.
    """


class LedgerFull(LedgerGone):
    """It can be read, and takes nothing more: its disk is full, or fails."""


@contextmanager
def gone_or_mistaken() -> Iterator[None]:
    """Raise LedgerGone for what passes; let mistakes through as they are."""
    try:
        yield
    except PoolTimeoutError as error:
        raise LedgerGone("no connection is free") from error
    except (DBAPIError, sqlite3.Error) as error:  # the latter where it does not even begin
        found = error.orig if isinstance(error, DBAPIError) else error
        if found is None or not _passes(found):
            raise
        gone = LedgerFull if _is_full(found) else LedgerGone
        raise gone(_kind(found)) from error


def _passes(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY in SQLITE_GONE
    return isinstance(error, psycopg.OperationalError | psycopg.errors.ReadOnlySqlTransaction)


def _is_full(error: BaseException) -> bool:
    """SQLite says IOERR where its index beside the file, or a checkpoint, finds no room."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & PRIMARY in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return isinstance(error, psycopg.errors.DiskFull)


def _kind(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", None) or type(error).__name__)
