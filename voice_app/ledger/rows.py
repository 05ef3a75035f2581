"""What every part of the ledger does with rows: frozen values out, and inserts that a repeat does not repeat."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row, Table, Update, func, select
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert unless any unique rule of the table already has it; says whether a row was written."""
    return connection.execute(_insert_once(table, connection.dialect.name), values).first() is not None


@cache
def _insert_once(table: Table, dialect: str) -> Executable:
    """Built once for each table: every call that comes in begins with one."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # What was written is asked back: SQLAlchemy keeps no row count of an insert.
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)


def changes(connection: Connection, update: Update) -> bool:
    """Run a guarded update of one row; says whether its guard let it through."""
    return connection.execute(update).rowcount == 1


def take_turn(connection: Connection, what: str) -> None:
    """Hold `what` until this transaction ends: what is counted in it nobody else adds to meanwhile.

    SQLite's writers stand in line anyway. PostgreSQL's rows can be locked only where there are any, so there it is the
    name that is.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


def one(shape: type[T], connection: Connection, query: Executable, **bound: Any) -> T | None:
    """The only row as a value, or None. `bound`: the query's parameters, where it is one that was built once."""
    row = connection.execute(query, bound).one_or_none()
    return None if row is None else value(shape, row)


def many(shape: type[T], connection: Connection, query: Executable, **bound: Any) -> tuple[T, ...]:
    """All rows as values, in the query's order."""
    return values(shape, connection.execute(query, bound))


def values(shape: type[T], rows: Iterable[Row[Any]]) -> tuple[T, ...]:
    return tuple(value(shape, row) for row in rows)


def value(shape: type[T], row: Row[Any]) -> T:
    """A row whose columns are named like the fields of `shape`."""
    return shape(**row._mapping)
