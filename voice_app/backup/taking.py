"""Taking a copy beside the running service, and reading it through before it has its name.

SQLite's ledger is copied by its own online backup, a megabyte at a time with a rest in between; PostgreSQL's by
`pg_dump`, as of one snapshot whose rows are counted with it. Deliberately leaves the ledger as it is, but for a note
that there is a copy.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from voice_app.backup import programs
from voice_app.backup.files import Label, in_the_making, label, write_label
from voice_app.ledger import Ledger, LedgerGone, copies, restores
from voice_app.ledger.copies import Content
from voice_app.runtime import new_id, pause

REST: Final = timedelta(milliseconds=5)
"""Between two megabytes: callers' hooks have the disk meanwhile."""

PATIENT: Final = 10
"""Times that a write of ours, which waits some seconds each, is tried before the ledger counts as gone."""

Told = Callable[[int], None]
"""Told how many hundredths are done."""


def take(url: str, file: Path, now: Callable[[], datetime], told: Told) -> Label:
    """Copy the ledger to this file. Raises LedgerGone, UnknownSchema, NotDone, Damaged, OSError: then there is no file,
    and one of before is as it was."""
    ledger = Ledger(url)
    try:
        ledger.demand_current()
        begun = now()
        _note(ledger, lambda connection: restores.begin_backup(connection, begun, new_id()))
        file.absolute().parent.mkdir(parents=True, exist_ok=True)
        with in_the_making(file) as part:
            source = copies.file_of(url)
            content = _of_sqlite(source, part, told) if source else _of_postgresql(url, part)
            made = label("sqlite" if source else "postgresql", content, begun, part)
        write_label(file, made)
        _note(ledger, lambda connection: restores.end_backup(connection, now()))
        return made
    finally:
        ledger.close()


def _note(ledger: Ledger, what: Callable[[Connection], None]) -> None:
    """Write it, however busy the ledger is: nobody is on the line for it. Raises LedgerGone after a while."""
    for _ in range(PATIENT):
        with suppress(LedgerGone), ledger.write() as connection:
            what(connection)
            return
    with ledger.write() as connection:
        what(connection)


def _of_sqlite(source: Path, part: Path, told: Told) -> Content:
    def step(left: int, total: int) -> None:
        told(100 - 100 * left // max(total, 1))
        pause(REST)

    copies.copy_file(source, part, step)
    return copies.content_of_file(part)


def _of_postgresql(url: str, part: Path) -> Content:
    dump, read = programs.find("pg_dump", url), programs.find("pg_restore", url)
    with copies.snapshot(url) as (name, content):
        programs.run(
            dump,
            url,
            "--format=custom",
            f"--snapshot={name}",
            f"--exclude-schema={copies.ASIDE}",
            "--no-password",
            f"--file={part}",
        )
    programs.listed(read, part)
    return content
