"""`python -m voice_app fallback-twiml`: a document to host elsewhere, for when nothing of ours can answer a call.

Made from the line in force, or from the line file where the ledger is away as well. Nothing in it leads back to us, so
that it works by itself; who met it is found afterwards (`missed`). Deliberately hosts it nowhere: that is up to the
operator (docs/operate/fallback.md).
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from flows.away import fallback
from voice_app.ledger import Ledger, LedgerGone, UnknownSchema, lines
from voice_app.line import Line
from voice_app.line_at_start import line_of
from voice_app.settings import Settings
from voice_app.start import read
from voice_app.terms import Terms
from voice_app.twiml import Urls, render

DONE, FAILED = 0, 1
NOWHERE = Urls(base="")
"""No step of ours is in it."""
HINT = "Nobody hears us when the whole host is gone: python -m voice_app fallback-twiml prints what to host elsewhere."


def describe(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it there; without it, print it")


def run(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print it, or write it; the exit code. Raises Mistakes."""
    settings, file = read(environment, "release")
    document = document_of(_in_force(settings, file))
    if wanted.output is None:
        sys.stdout.write(document)
        return DONE
    try:
        wanted.output.write_text(document, encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"It cannot be written there: {error}\n")
        return FAILED
    sys.stdout.write(f"{wanted.output}: host it elsewhere, as docs/operate/fallback.md says.\n")
    return DONE


def document_of(line: Line) -> str:
    """The whole document, an element a line."""
    verbs = fallback(Terms.of(line).spoken(None), line.fallback_number)
    return render(verbs, NOWHERE, line.number).replace("><", ">\n<") + "\n"


def _in_force(settings: Settings, file: Line) -> Line:
    """What the newest version says; the file, where there is none or nobody can tell."""
    try:
        with closing(Ledger(settings.database_url.get_secret_value())) as ledger:
            ledger.demand_current()
            with ledger.read() as connection:
                newest = lines.newest(connection)
    except (LedgerGone, UnknownSchema, OSError) as error:
        sys.stderr.write(f"The ledger cannot be used, so {settings.line_file} is taken: {error}\n")
        return file
    return (line_of(newest) if newest is not None else None) or file
