"""`python -m voice_app digest`: read the digest of a day, or have it sent to whoever has not got it.

Deliberately sends nothing itself: it rings for a worker, which holds each address to one letter a day.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import date, datetime

from voice_app import jobs
from voice_app.digest.day import DAYS_BACK, day_before, digest_of, is_shown
from voice_app.digest.letter import letter_of
from voice_app.jobs import RqJobs
from voice_app.ledger import Ledger, LedgerGone, lines
from voice_app.ledger.store import UnknownSchema
from voice_app.line import Line
from voice_app.line_at_start import line_of
from voice_app.mistakes import Mistake, Mistakes
from voice_app.runtime import WallClock, jobs_client, one_patience
from voice_app.start import read

DONE, FAILED = 0, 1


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", metavar="DAY", help="of which day, like 2026-03-02; yesterday where it is absent")
    parser.add_argument("--send", action="store_true", help="have it sent to digest.to, to whoever has not got it")


def act(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print it, and perhaps have it sent; the exit code. Raises Mistakes."""
    settings, in_file = read(environment, "agents")
    now, ledger = WallClock().now(), Ledger(settings.database_url.get_secret_value())
    try:
        ledger.demand_current()
        line = _line_in_force(ledger) or in_file
        day = _day(wanted.date, line, now) if wanted.date else day_before(line.timezone, now)
        letter = letter_of(line, digest_of(ledger, line, day, now), settings.pages_base_url)
    except (LedgerGone, UnknownSchema) as obstacle:
        sys.stderr.write(f"The ledger cannot be read: {obstacle}\n")
        return FAILED
    finally:
        ledger.close()
    sys.stdout.write(f"{letter.subject}\n\n{letter.text}")
    if wanted.send:
        RqJobs(jobs_client(settings.jobs_url, one_patience())).ring(jobs.SEND_DIGEST, day.isoformat())
        sys.stdout.write(f"\nA worker sends it to whoever of {len(line.daily.to)} has not got it yet.\n")
    return DONE


def _line_in_force(ledger: Ledger) -> Line | None:
    """The version that counts; None: none was kept yet, or it is no line by today's rules."""
    with ledger.read() as connection:
        newest = lines.newest(connection)
    return line_of(newest) if newest else None


def _day(written: str, line: Line, now: datetime) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Mistakes([Mistake("--date", f"{written!r} is no day", "Write it like 2026-03-02")]) from None
    if not is_shown(line.timezone, day, now):
        what = f"{day} is not over, or longer ago than {DAYS_BACK} days"
        raise Mistakes([Mistake("--date", what, "Name a day of the last month")])
    return day
