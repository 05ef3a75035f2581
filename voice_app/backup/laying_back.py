"""Laying a copy back in the place of the ledger: beside it first, brought up to date, made safe, and only then there.

What was there is put aside and not deleted: the wrong file, or the wrong machine, is found out afterwards. Deliberately
starts nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from voice_app.backup import again, programs
from voice_app.backup.again import Prepared
from voice_app.backup.files import NoBackup, engine_of, in_the_making, read_label
from voice_app.ledger import Ledger, UnknownSchema, copies, heartbeats, migrating
from voice_app.ledger.copies import ASIDE, Content, Damaged
from voice_app.line import Line
from voice_app.privacy.beside import Erased

LIVES: Final = (heartbeats.TICKER, heartbeats.WORKER)


class Refused(Exception):
    """It is not done, unless somebody is sure; the message says what would be lost."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside`: where what was there lies now, in words; None: there was nothing."""

    prepared: Prepared
    content: Content
    aside: str | None
    has_label: bool


def lay_back(url: str, file: Path, line: Line, erased: tuple[Erased, ...], now: datetime, *, is_sure: bool) -> Restored:
    """Do it. Raises Refused, NoBackup, Damaged, UnknownSchema, NotDone, LedgerGone, OSError: then the ledger is as it
    was."""
    engine, target = engine_of(file), copies.file_of(url)
    ours = "sqlite" if target else "postgresql"
    if engine != ours:
        raise NoBackup(f"{file} is a copy of a ledger in {engine}, and DATABASE_URL names one in {ours}")
    label = read_label(file)
    if not is_sure:
        _refuse_to_overwrite(url, now)

    def prepare(there: str, content: Content) -> Prepared:
        if label is not None and dict(content.counts) != dict(label.counts):
            raise Damaged("it has other rows than were counted when it was made")
        _demand_known(content)
        ledger = Ledger(there)
        try:
            ledger.migrate()
            return again.prepare(ledger, line, erased, now)
        finally:
            ledger.close()

    prepared, content, aside = _in_sqlite(target, file, prepare) if target else _in_postgresql(url, file, prepare)
    return Restored(prepared, content, aside, label is not None)


Prepare = Callable[[str, Content], Prepared]


def _refuse_to_overwrite(url: str, now: datetime) -> None:
    """Whoever means it says `--force`: whatever is there, and above all whatever runs."""
    try:
        content = _what_is_there(url)
    except Damaged as error:
        raise Refused(f"What is there cannot be read ({error}).") from error
    filled = sum(content.counts.values()) if content else 0
    if not filled:
        return
    ledger = Ledger(url)
    try:
        with ledger.read() as connection:
            beats = heartbeats.by_process(connection)
    finally:
        ledger.close()
    runs = any(now - beats.get(name, heartbeats.NEVER) < heartbeats.SILENT_AFTER for name in LIVES)
    alive = " The service was alive within the last minute: stop every process of it first." if runs else ""
    raise Refused(f"There is a ledger with {filled} rows.{alive}")


def _what_is_there(url: str) -> Content | None:
    """None: no ledger, not even an empty one."""
    if file := copies.file_of(url):
        return copies.content_of_file(file) if file.exists() else None
    return copies.content_of_database(url) if copies.is_laid(url) else None


def _demand_known(content: Content) -> None:
    if content.revision not in migrating.known():
        raise UnknownSchema(
            f"its schema, {content.revision}, is unknown to this program: it was made by a newer one, or by another"
        )


def _in_sqlite(target: Path, file: Path, prepare: Prepare) -> tuple[Prepared, Content, str | None]:
    if target.with_name(f"{target.name}.{ASIDE}").exists():
        raise Refused(f"An earlier ledger lies at {target}.{ASIDE}: delete it, or take it elsewhere.")
    target.parent.mkdir(parents=True, exist_ok=True)
    content = copies.content_of_file(file)
    restored = target.with_name(f"{target.name}.restoring")
    with in_the_making(restored) as part:
        copies.copy_file(file, part, lambda _left, _total: None)
        prepared = prepare(f"sqlite:///{part}", content)
        with _without_leftovers(part):
            copies.content_of_file(part)
    aside = copies.put_file(restored, target)
    return prepared, content, str(aside) if aside else None


@contextmanager
def _without_leftovers(part: Path) -> Iterator[None]:
    """What SQLite keeps beside a file while it is open belongs to the name it had then."""
    try:
        yield
    finally:
        for ending in ("-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _in_postgresql(url: str, file: Path, prepare: Prepare) -> tuple[Prepared, Content, str | None]:
    program = programs.find("pg_restore", url)
    programs.listed(program, file)
    if not copies.put_aside(url):
        raise Refused(f"An earlier ledger lies in the schema {ASIDE}: look at it, then DROP SCHEMA {ASIDE} CASCADE.")
    with _or_as_it_was(url):
        words = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password")
        programs.run(program, url, *words, str(file))
        content = copies.content_of_database(url)
        prepared = prepare(url, content)
    return prepared, content, f"the schema {ASIDE} of the same database"


@contextmanager
def _or_as_it_was(url: str) -> Iterator[None]:
    """Whatever goes wrong in the block, what was put aside is the ledger again."""
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not is_done:
            copies.take_back(url)
