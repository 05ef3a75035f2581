"""A copy of the whole ledger, as it stands at one instant, taken while others write: on SQLite, and what PostgreSQL's
own programs need to take theirs. And back again: beside what is there, which is put aside and never written over.

Knows no table but by asking the database. Deliberately runs no program and decides nothing.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg
from psycopg import sql
from sqlalchemy import make_url

PAGES: Final = 256
"""That one step copies: a megabyte, some milliseconds."""
OWN_TABLE: Final = "alembic_version"
ASIDE: Final = "before_restore"
"""Where what was there lies after a restore: a schema of this name, or a file that ends so."""
WITH_IT: Final = ("", "-wal", "-shm")


class Damaged(Exception):
    """What was copied, or is to be laid back, is no whole ledger."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a copy holds: the version of its schema, and the rows of each table."""

    revision: str
    counts: Mapping[str, int]


def file_of(url: str) -> Path | None:
    """The file of a ledger in SQLite; None: it is in PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


# ── SQLite: a file ──────────────────────────────────────────────────────────────────────────────────────────────────


def copy_file(source: Path, to: Path, step: Callable[[int, int], None]) -> None:
    """Copy the ledger to a new file. `step` is told after each megabyte how many pages are left, and of how many.

    A transaction to read is held open meanwhile: writers go on, and the copy need not begin anew with each of them.
    """
    with closing(_opened(source, "rw")) as reader, closing(_opened(to, "rwc")) as copy:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(copy, pages=PAGES, progress=lambda _state, left, total: step(left, total))
        copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file, whole in itself


def content_of_file(file: Path) -> Content:
    """Read all of it. Raises Damaged."""
    try:
        with closing(_opened(file, "ro")) as copy:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if said != "ok":
                raise Damaged(f"SQLite says of it: {said}")
            names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return _content([row[0] for row in names], lambda statement: copy.execute(statement).fetchone())
    except sqlite3.Error as error:
        raise Damaged(f"SQLite cannot read it: {error}") from error


def put_file(file: Path, to: Path) -> Path | None:
    """The ledger is this file from now on. Where the old one lies now, if there was one."""
    aside = None
    if to.exists():
        aside = to.with_name(f"{to.name}.{ASIDE}")
        for ending in WITH_IT:
            if (part := to.with_name(f"{to.name}{ending}")).exists():
                part.replace(aside.with_name(f"{aside.name}{ending}"))
    file.replace(to)
    sync_folder(to.parent)
    return aside


def sync_folder(folder: Path) -> None:
    """A name that was changed is on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None)


# ── PostgreSQL: a snapshot for its own programs, a schema put aside ─────────────────────────────────────────────────


@contextmanager
def snapshot(url: str) -> Iterator[tuple[str, Content]]:
    """One instant, held still: its name, by which `pg_dump` sees the same, and what there is at it."""
    with _asked(url) as asked:
        asked.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with asked.transaction():
            for patience in ("statement_timeout", "idle_in_transaction_session_timeout"):
                asked.execute(sql.SQL("SET LOCAL {} = 0").format(sql.Identifier(patience)))
            name = _one(asked, "SELECT pg_export_snapshot()")[0]
            yield str(name), _content_of(asked)


def content_of_database(url: str) -> Content:
    with _asked(url) as asked:
        return _content_of(asked)


def is_laid(url: str) -> bool:
    """Is there a ledger at all, empty or not?"""
    with _asked(url) as asked:
        return _one(asked, "SELECT to_regclass(%s)", f"public.{OWN_TABLE}")[0] is not None


def server_version(url: str) -> int:
    """The first figure of it: 15."""
    with _asked(url) as asked:
        return asked.info.server_version // 10_000


def put_aside(url: str) -> bool:
    """Make room for another ledger; false where an earlier one lies aside still."""
    with _asked(url) as asked:
        if _one(asked, "SELECT count(*) FROM pg_namespace WHERE nspname = %s", ASIDE)[0]:
            return False
        asked.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(sql.Identifier(ASIDE)))
        asked.execute("CREATE SCHEMA public")
        asked.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    return True


def take_back(url: str) -> None:
    """The one that was put aside is the ledger again."""
    with _asked(url) as asked:
        asked.execute("DROP SCHEMA public CASCADE")
        asked.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(sql.Identifier(ASIDE)))


def _asked(url: str) -> psycopg.Connection[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, connect_timeout=5)


def _content_of(asked: psycopg.Connection[Any]) -> Content:
    names = asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return _content([row[0] for row in names], lambda statement: _one(asked, statement))


def _one(asked: psycopg.Connection[Any], statement: str, *bound: str) -> Any:
    return asked.execute(statement.encode(), bound or None).fetchone()


def _content(tables: list[str], ask: Callable[[str], Any]) -> Content:
    if OWN_TABLE not in tables:
        raise Damaged("there is no ledger in it")
    revision = ask(f"SELECT version_num FROM {OWN_TABLE}")  # noqa: S608 - a name of our own
    if revision is None:
        raise Damaged("nobody knows the version of its schema")
    names = [name for name in tables if name != OWN_TABLE]
    counts = {name: ask(f'SELECT count(*) FROM "{name}"')[0] for name in names}  # noqa: S608 - of the database itself
    return Content(str(revision[0]), counts)
