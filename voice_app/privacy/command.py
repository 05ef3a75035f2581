"""`python -m voice_app person export | erase --phone …`: one person, from the machine of the service.

Deliberately asks no carrier: the worker does, once the ledger says that a recording is to be gone.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from voice_app.ledger import Ledger, LedgerGone, UnknownSchema, opt_outs
from voice_app.ledger.erasures import Erasure
from voice_app.line import Line
from voice_app.numbers import Phone
from voice_app.privacy import beside, erasing, export, person
from voice_app.runtime import WallClock, new_id
from voice_app.start import read

DONE, FAILED, MISTAKEN = 0, 1, 2
BY: Final = "command"
REFUSALS: Final = {
    "no_number": "That is no phone number.",
    "shared": "Many people share this number, by the line file: what one of them said cannot be told apart.",
    "own_number": "That is a number of the line itself.",
}


def describe(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="act")
    exporting = acts.add_parser("export", help="all that there is of one person, as JSON")
    erasing_ = acts.add_parser("erase", help="erase one person; what is still owed goes when it is over")
    for act in (exporting, erasing_):
        act.add_argument("--phone", required=True, help="as anybody writes it")
    exporting.add_argument("--to", type=Path, metavar="FILE", help="instead of the screen")
    erasing_.add_argument("--yes", action="store_true", help="it is to go for good")


def run(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Do it; the exit code. Raises Mistakes."""
    settings, line = read(environment, "release")
    phone = person.read(line, wanted.phone)
    if phone in REFUSALS:
        sys.stderr.write(f"{REFUSALS[phone]}\n")
        return MISTAKEN
    ledger = Ledger(settings.database_url.get_secret_value())
    try:
        ledger.demand_current()
        now = WallClock().now()
        if wanted.act == "export":
            return _export(wanted.to, ledger, line, Phone(phone), now)
        return _erase(ledger, line, Phone(phone), now, settings.erasures_file, is_sure=wanted.yes)
    except (LedgerGone, UnknownSchema, OSError) as error:
        sys.stderr.write(f"It cannot be done: {error}\n")
        return FAILED
    finally:
        ledger.close()


def _export(to: Path | None, ledger: Ledger, line: Line, phone: Phone, now: datetime) -> int:
    with ledger.read() as connection:
        pieces = export.as_json(connection, person.whose(line, phone), now)
        if to is None:
            sys.stdout.writelines(pieces)
            return DONE
        with to.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    to.chmod(0o600)
    return DONE


def _erase(ledger: Ledger, line: Line, phone: Phone, now: datetime, erased: Path | None, *, is_sure: bool) -> int:
    if not is_sure:
        with ledger.read() as connection:
            found = person.find(connection, line, phone, now)
        said = ", ".join(f"{table}: {count}" for table, count in found.counts.items()) or "nothing"
        sys.stdout.write(f"There is: {said}; recordings: {len(found.recordings)}.\nSay --yes, and it goes for good.\n")
        return FAILED
    with ledger.write() as connection:
        who = opt_outs.who(connection, phone, new_id())
        asked = Erasure(new_id(), who, now, BY, (), {}, (), None)
        done, _ = erasing.take(connection, line, asked, phone, now)
        beside.note(erased, done)
    went = ", ".join(f"{table}: {count}" for table, count in done.counts.items()) or "nothing"
    sys.stdout.write(f"Gone: {went}; recordings to be deleted at the carrier: {len(done.recordings)}.\n")
    if done.waits_for:
        sys.stdout.write(f"The rest goes by itself when this is over: {', '.join(done.waits_for)}\n")
    return DONE
