"""`python -m voice_app release | check | connect | line | agents | customers | person | digest | whatif | backup |
restore | fallback-twiml`: what is done to the service from outside, by a host or a person.

Deliberately starts nothing that stays: `web` is gunicorn's, `worker` and `ticker` are those of `python -m workers`.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy import make_url

from voice_app import away, failpoints, line_command
from voice_app import connect as connecting
from voice_app.accounts import command as accounts
from voice_app.accounts.arguments import describe as describe_agents
from voice_app.backup import command as backups
from voice_app.customers import command as customers
from voice_app.digest import command as digest
from voice_app.ledger import Ledger, LedgerGone, UnknownSchema
from voice_app.line import check as line_check
from voice_app.line.calendar import four_weeks
from voice_app.mistakes import Mistakes
from voice_app.privacy import command as person
from voice_app.runtime import WallClock
from voice_app.start import MISTAKEN, ROOT, read
from voice_app.telephony import TwilioTelephony
from voice_app.whatif.arguments import describe

ON_THE_LEDGER = {
    "agents": accounts.act,
    "backup": backups.backup,
    "customers": customers.run,
    "digest": digest.act,
    "fallback-twiml": away.run,
    "line": line_command.run,
    "person": person.run,
    "restore": backups.restore,
}

DONE, FAILED = 0, 1
EXIT_CODES = """\
exit codes:
  0  done; what was warned of does not stop the service
  1  it was tried and did not work, or what was checked cannot keep what it promises
  2  the environment, the line file or the scenario is wrong: every mistake is listed by its name
"""


def main(arguments: list[str]) -> int:
    """Run one command; its exit code, as `--help` explains it."""
    wanted = _parser().parse_args(arguments)
    try:
        if wanted.command == "release":
            return release(os.environ)
        environment = _with_file(os.environ, ROOT / ".env")
        if wanted.command == "check":
            return check(environment)
        if wanted.command == "whatif":
            from voice_app.whatif.command import whatif  # noqa: PLC0415 - charts and tables: half a second of their own

            return whatif(wanted, environment)
        if wanted.command in ON_THE_LEDGER:
            return ON_THE_LEDGER[wanted.command](wanted, environment)
        return connect(environment, agreed=wanted.yes, look=wanted.look)
    except Mistakes as mistakes:
        sys.stderr.write(f"{mistakes}\n")
        return MISTAKEN


def release(environment: Mapping[str, str]) -> int:
    """Bring the ledger's schema up to date. Mistakes stop a deployment here, while the old one still runs."""
    settings, _ = read(environment, "release")
    url = settings.database_url.get_secret_value()
    try:
        Ledger(url).migrate()
    except (LedgerGone, UnknownSchema, OSError) as error:
        sys.stderr.write(f"The ledger cannot be brought up to date: {error}\nIts address is {_shown(url)}\n")
        return FAILED
    sys.stdout.write(f"The ledger is up to date: {_shown(url)}\n")
    return DONE


def check(environment: Mapping[str, str]) -> int:
    """Say what is wrong, what cannot work and what will surprise somebody. Changes nothing."""
    settings, line = read(environment, "check")
    if failpoints.FOLDER is not None:
        sys.stdout.write(f"{failpoints.VARIABLE} is set: processes die when they are told to. Unset it.\n\n")
    now = WallClock().now()
    found = line_check.findings(line, settings, now)
    sys.stdout.write(f"{four_weeks(line, now)}\n\n")
    sys.stdout.write(line_command.beside_the_file(settings, line))
    if found:
        text = settings.line_file.read_text(encoding="utf-8")
        sys.stdout.write(f"{line_check.render(found, str(settings.line_file), text)}\n\n")
    sys.stdout.write(f"{away.HINT}\n\n")
    errors = sum(finding.severity == "error" for finding in found)
    if errors:
        sys.stdout.write(f"{settings.line_file} cannot keep what it promises: {_count(errors, 'error')}.\n")
        return FAILED
    warnings = _count(len(found), "warning")
    sys.stdout.write(
        f"{line.name}, {line.number}: the environment and {settings.line_file} are in order, {warnings}.\n"
    )
    return DONE


def connect(environment: Mapping[str, str], *, agreed: bool, look: bool) -> int:
    """Point the Twilio number here, after showing what changes and asking (unless `agreed` already)."""
    settings, line = read(environment, "connect")
    carrier = TwilioTelephony(settings, line.number, line.text.sender)
    terminal = connecting.Terminal(tell=_tell, agrees=lambda question: agreed or _agrees(question))
    try:
        connecting.connect(settings, line, carrier, terminal, look=look)
    except connecting.CannotConnect as obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return FAILED
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voice_app",
        description="Look after the service from outside.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("release", help="bring the ledger's schema up to date; once per deployment, before the rest")
    commands.add_parser("check", help="find the mistakes of environment and line file, and what cannot work")
    pointing = commands.add_parser("connect", help="point the Twilio number's webhooks at PUBLIC_BASE_URL")
    pointing.add_argument("--yes", action="store_true", help="change it without asking")
    pointing.add_argument(
        "--no-look", dest="look", action="store_false", help="do not first ask our own service at PUBLIC_BASE_URL"
    )
    describe_agents(commands.add_parser("agents", help="who is on the roster, and who may open the pages"))
    describe(commands.add_parser("whatif", help="play a day before it happens, from a scenario file"))
    line_command.describe(commands.add_parser("line", help="the line on the ledger: export, import, history, restore"))
    customers.describe(commands.add_parser("customers", help="the firm's own list of its customers"))
    person.describe(commands.add_parser("person", help="what there is of one person: handed out, or erased"))
    digest.describe(commands.add_parser("digest", help="the day before in twelve lines, read here or sent"))
    away.describe(commands.add_parser("fallback-twiml", help="a document to host elsewhere, for when we are gone"))
    backups.describe_backup(commands.add_parser("backup", help="a copy of the ledger, while the service runs"))
    backups.describe_restore(
        commands.add_parser("restore", help="a copy in the place of the ledger, while nothing runs")
    )
    return parser


def _with_file(environment: Mapping[str, str], file: Path) -> dict[str, str]:
    """The environment, and beneath it what the file says: a person at a terminal has exported nothing."""
    written = {name: value for name, value in dotenv_values(file).items() if value is not None}
    return written | dict(environment)


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _agrees(question: str) -> bool:
    """Only a clear yes is one; silence, as of a script, is none."""
    sys.stdout.write(f"{question} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
