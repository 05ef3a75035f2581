"""`python -m voice_app line export | import | versions | restore`: the line on the ledger, from a terminal.

The line file stays the way to keep it all in git: export writes the file that there is with what was changed by page in
it, import lets a file count from the next call on. Deliberately touches neither the board nor a running process: each
finds the new version by itself.
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voice_app import versions
from voice_app.ledger import Ledger, LedgerGone, UnknownSchema, lines
from voice_app.line import Line, load
from voice_app.line import check as line_check
from voice_app.line.content import content_of
from voice_app.line.differences import differences
from voice_app.line_at_start import is_same, line_of
from voice_app.runtime import WallClock
from voice_app.settings import Settings
from voice_app.start import read
from voice_app.versions import Overtaken, Version

DONE, FAILED = 0, 1
MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Books:
    """The ledger alone; whoever else runs looks for the newest version by itself."""

    ledger: Ledger

    def newest(self) -> None:
        pass


def describe(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="act")
    exporting = acts.add_parser("export", help="write a version as a line file, with the comments of LINE_FILE")
    exporting.add_argument("--version", type=int, metavar="N", help="an older one; without it the newest")
    taking = acts.add_parser("import", help="let a line file count from the next call on, without a restart")
    taking.add_argument("file", type=Path)
    acts.add_parser("versions", help="the history of the line, newest first, and what each changed")
    restoring = acts.add_parser("restore", help="let an older version count again, as a new one")
    restoring.add_argument("version", type=int, metavar="N")


def run(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Do it; the exit code. Raises Mistakes."""
    settings, _ = read(environment, "release")
    edited = load(wanted.file) if wanted.act == "import" else None
    with closing(Ledger(settings.database_url.get_secret_value())) as ledger:
        books = Books(ledger)
        try:
            ledger.demand_current()
            if not versions.history(books, most=1):
                return _tell_of_none()
            if wanted.act == "versions":
                return _list(books)
            if wanted.act == "export":
                return _export(books, wanted.version, settings)
            if edited is not None:
                return _import(books, edited, wanted.file, settings)
            return _restore(books, wanted.version)
        except (LedgerGone, UnknownSchema) as error:
            sys.stderr.write(f"The ledger cannot be used: {error}\n")
            return FAILED


def beside_the_file(settings: Settings, file: Line) -> str:
    """That the newest version says otherwise than the file, and which of the two counts after a restart; blank: it does
    not, or nobody can tell."""
    try:
        with closing(Ledger(settings.database_url.get_secret_value())) as ledger:
            ledger.demand_current()
            with ledger.read() as connection:
                of_file, newest = lines.last_of_file(connection), lines.newest(connection)
    except (LedgerGone, UnknownSchema, OSError):
        return ""
    line = line_of(newest) if newest is not None else None
    if newest is None or of_file is None or line is None or content_of(line) == content_of(file):
        return ""
    counts = "stays in force after a restart" if is_same(of_file, file) else "is replaced by it at the next start"
    paths = ", ".join(change.path for change in differences(file, line))
    return (
        f"Version {newest.id} on the ledger ({newest.source}) says otherwise than the file, and {counts}: {paths}.\n\n"
    )


def _tell_of_none() -> int:
    sys.stderr.write("No version is on the ledger yet: the first process that starts writes that of LINE_FILE.\n")
    return FAILED


def _list(books: Books) -> int:
    found = versions.history(books, most=MOST_SHOWN + 1)
    for version, before in zip(found, [*found[1:], None], strict=False):
        changes = differences(before.line, version.line) if before is not None else ()
        told = ", ".join(change.path for change in changes) or ("the first" if version.base is None else "nothing")
        by = f" by {version.by}" if version.by else ""
        sys.stdout.write(f"{version.id}  {version.since_at:%Y-%m-%d %H:%M} UTC  {version.source}{by}: {told}\n")
        if version.replaces:
            named = ", ".join(map(str, version.replaces))
            sys.stdout.write(f"    the line file was edited by hand and took the place of {named}: restore undoes it\n")
    return DONE


def _export(books: Books, version_id: int | None, settings: Settings) -> int:
    from voice_app.line.exporting import export  # noqa: PLC0415 - only here: a quarter as long as all else

    wanted = versions.newest(books) if version_id is None else versions.get(books, version_id)
    if wanted is None:
        return _unknown(version_id)
    sys.stdout.write(export(wanted.line, settings.line_file.read_text(encoding="utf-8")))
    return DONE


def _import(books: Books, edited: Line, file: Path, settings: Settings) -> int:
    now, base = WallClock().now(), versions.newest(books)
    without_pins = Line.from_dict(content_of(edited))
    if without_pins != edited:
        sys.stdout.write("Its PINs are left out: they stand in no version, and count where LINE_FILE has them.\n")
    if found := line_check.findings(without_pins, settings, now):
        sys.stdout.write(f"{line_check.render(found, str(file), file.read_text(encoding='utf-8'))}\n\n")
    changed = versions.change(books, without_pins, base=base.id, by=None, source="command", now=now)
    return _changed(changed, base)


def _restore(books: Books, version_id: int) -> int:
    base = versions.newest(books)
    now = WallClock().now()
    changed = versions.restore(books, version_id, base=base.id, by=None, now=now, source="command")
    return _unknown(version_id) if changed is None else _changed(changed, base)


def _changed(changed: Version | Overtaken, base: Version) -> int:
    if isinstance(changed, Overtaken):
        sys.stderr.write(f"Somebody was faster: version {changed.newest.id} counts by now. Look, and try again.\n")
        return FAILED
    if changed.id == base.id:
        sys.stdout.write(f"Version {base.id} says this already; nothing was changed.\n")
        return DONE
    for one in differences(base.line, changed.line):
        sys.stdout.write(f"{one.path}: {one.before!r} → {one.after!r}\n")
    sys.stdout.write(f"Version {changed.id} counts from the next call on. Undo: line restore {base.id}\n")
    return DONE


def _unknown(version_id: int | None) -> int:
    sys.stderr.write(f"There is no version {version_id}, or none that this program can read.\n")
    return FAILED
