"""`python -m voice_app backup | restore`: the ledger kept twice, from the machine of the service.

Deliberately prints no person's number, and no password.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from voice_app.backup import laying_back, taking
from voice_app.backup.files import NoBackup
from voice_app.backup.laying_back import Refused, Restored
from voice_app.backup.programs import NotDone
from voice_app.ledger import LedgerGone, UnknownSchema
from voice_app.ledger.copies import Damaged
from voice_app.privacy import beside
from voice_app.privacy.beside import Erased
from voice_app.runtime import WallClock
from voice_app.settings import Settings
from voice_app.start import read

DONE, FAILED = 0, 1
TROUBLE = (LedgerGone, UnknownSchema, Damaged, NoBackup, NotDone, OSError, psycopg.Error)


def describe_backup(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "--output", required=True, type=Path, metavar="FILE", help="what it writes; FILE.json beside it"
    )


def describe_restore(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")
    parser.add_argument("--force", action="store_true", help="also where there is a ledger, which is put aside")
    parser.add_argument(
        "--erased",
        action="append",
        default=[],
        type=Path,
        metavar="LIST",
        help="who was erased since: an ERASURES_FILE, or a log, besides that of the environment",
    )


def backup(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Take a copy; the exit code. Raises Mistakes."""
    settings, _ = read(environment, "release")
    try:
        made = taking.take(settings.database_url.get_secret_value(), wanted.output, WallClock().now, _told)
    except TROUBLE as error:
        sys.stderr.write(f"There is no backup: {error}\n")
        return FAILED
    rows = sum(made.counts.values())
    sys.stdout.write(
        f"{wanted.output}: {rows} rows as of {made.made_at}, schema {made.revision}, {made.size} bytes, read through.\n"
        f"SHA-256 {made.sha256}\n"
    )
    return DONE


def restore(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Lay one back; the exit code. Raises Mistakes."""
    settings, line = read(environment, "release")
    try:
        erased = _erased(settings, wanted.erased)
        url = settings.database_url.get_secret_value()
        restored = laying_back.lay_back(url, wanted.file, line, erased, WallClock().now(), is_sure=wanted.force)
    except Refused as why:
        sys.stderr.write(f"{why} Nothing was changed. Who means it says --force; it is put aside, not deleted.\n")
        return FAILED
    except TROUBLE as error:
        sys.stderr.write(f"Nothing was restored, and what is there is as it was: {error}\n")
        return FAILED
    _say(restored, knows_erased=bool(settings.erasures_file or wanted.erased))
    return DONE


def _erased(settings: Settings, lists: list[Path]) -> tuple[Erased, ...]:
    own = [settings.erasures_file] if settings.erasures_file is not None and settings.erasures_file.exists() else []
    return tuple(one for file in (*own, *lists) for one in beside.read(file))


def _say(restored: Restored, *, knows_erased: bool) -> None:
    prepared, tell = restored.prepared, sys.stdout.write
    tell(
        f"Restored: {sum(restored.content.counts.values())} rows, schema {restored.content.revision}, "
        "brought up to date.\n"
    )
    if not restored.has_label:
        tell("Nothing beside the file proved that it is the one that was made.\n")
    if prepared.since is not None and prepared.done is not None:
        tell(
            f"What happened after {prepared.since:%Y-%m-%d %H:%M:%S} UTC is not in it. So:\n"
            f"  {prepared.done.promises} promises are held until the carrier's list was looked at, by itself;\n"
            f"  {prepared.done.texts} texts may have left, and are not sent again;\n"
            f"  {prepared.done.calls} calls were under way, and are looked for, as all that came in since;\n"
            f"  {prepared.done.sessions} sessions and every unused invitation are over.\n"
        )
    tell(f"Erased again: {prepared.erased}.\n")
    if not knows_erased:
        tell("There was no list of erasures (ERASURES_FILE, --erased): whoever was erased since then is back.\n")
    if restored.aside is not None:
        tell(f"What was there before lies in {restored.aside}; delete it once nobody needs it: people are in it.\n")
    tell("Now start the service. Edits of the line, of agents and of passwords since then are to be made again.\n")


def _told(hundredths: int) -> None:
    """For whoever watches; a timer's log needs no progress."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{hundredths} %")
        if hundredths == 100:  # noqa: PLR2004 - all of it
            sys.stderr.write("\n")
