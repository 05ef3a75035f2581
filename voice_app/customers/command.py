"""`python -m voice_app customers import | find | forget`: the firm's own list of its customers.

Tells what is wrong with a file by line and column, never by what stands there. Deliberately asks no program: that is
a worker's, when somebody calls.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from voice_app import numbers
from voice_app.customers.columns import FIELDS, Columns, Unclear
from voice_app.customers.importing import Import, Order, Outcome, columns_of
from voice_app.customers.limits import LONGEST_LABEL, MOST_DETAILS
from voice_app.customers.reading import Trouble
from voice_app.customers.sheet import Sheet, open_sheet
from voice_app.ledger import Ledger, LedgerGone, UnknownSchema, customers, look_ups, verifications
from voice_app.ledger.customers import Customer
from voice_app.line import Line
from voice_app.runtime import WallClock, new_id
from voice_app.start import read

DONE, FAILED, MISTAKEN = 0, 1, 2
MOST_FOUND: Final = 50


def describe(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="act")
    taking = acts.add_parser("import", help="take a CSV file of customers, or take it again")
    taking.add_argument("file", type=Path)
    taking.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=HEADER",
        help=f"which column is which, where its header does not say so: {', '.join(FIELDS)}; phone as often as need be",
    )
    taking.add_argument(
        "--detail",
        action="append",
        default=[],
        metavar="HEADER[=LABEL]",
        help=f"a column that agents shall see, {MOST_DETAILS} at most; no other is taken",
    )
    taking.add_argument("--replace", action="store_true", help="remove whoever is not in this file")
    taking.add_argument("--strict", action="store_true", help="take nothing where anything is wrong")
    taking.add_argument("--dry-run", action="store_true", help="say what is wrong, and write nothing")
    finding = acts.add_parser("find", help="who has this phone")
    finding.add_argument("phone")
    forgetting = acts.add_parser("forget", help="remove one customer, and what was asked about this one's phones")
    forgetting.add_argument("id")


def run(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Do it; the exit code. Raises Mistakes."""
    settings, line = read(environment, "release")
    ledger = Ledger(settings.database_url.get_secret_value())
    try:
        ledger.demand_current()
        if wanted.act == "import":
            return _import(wanted, ledger, line, WallClock().now())
        return _find(wanted.phone, ledger, line) if wanted.act == "find" else _forget(wanted.id, ledger)
    except (LedgerGone, UnknownSchema) as error:
        sys.stderr.write(f"The ledger cannot be used: {error}\n")
        return FAILED
    finally:
        ledger.close()


def _import(wanted: argparse.Namespace, ledger: Ledger, line: Line, now: datetime) -> int:
    try:
        sheet = open_sheet(wanted.file)
        columns = columns_of(sheet, list(map(_mapped, wanted.map)), list(map(_shown, wanted.detail)))
        if len(wanted.detail) > MOST_DETAILS:
            raise Unclear(f"at most {MOST_DETAILS} details: nobody reads more while a phone rings")
        if columns.id is None and not wanted.replace:
            raise Unclear(
                'no column of ids, so nobody could be updated: say which it is, like --map "id=Klantnummer", '
                "or have the file stand for the whole list with --replace"
            )
    except OSError as error:
        sys.stderr.write(f"{wanted.file} cannot be read: {error.strerror}\n")
        return MISTAKEN
    except Unclear as unclear:
        sys.stderr.write(f"{wanted.file}: {unclear}\n")
        return MISTAKEN
    sys.stdout.write(_reading(sheet, columns, line))
    order = Order(columns, line.region, wanted.replace, wanted.strict, wanted.dry_run)
    outcome = Import(ledger, new_id(), now, _tell).take(sheet, order)
    sys.stdout.write(_summary(outcome, order))
    return FAILED if outcome.is_refused or (outcome.lost and outcome.lost == outcome.rows) else DONE


def _mapped(said: str) -> tuple[str, str]:
    field, sign, header = said.partition("=")
    if not sign or field not in FIELDS:
        raise Unclear(f"--map {said!r}: write a field, = and a header; the fields are {', '.join(FIELDS)}")
    return field, header


def _shown(said: str) -> tuple[str, str]:
    header, _, label = said.partition("=")
    label = " ".join((label or header).split())
    if not label or len(label) > LONGEST_LABEL:
        raise Unclear(f"--detail {said!r}: its label has 1 to {LONGEST_LABEL} characters")
    return header, label


def _reading(sheet: Sheet, columns: Columns, line: Line) -> str:
    """What is understood of the file, so that a wrong guess is seen before it does harm."""
    headers = columns.headers
    taken = {
        "id": [headers[columns.id]] if columns.id is not None else ["made of the row"],
        "name": [headers[place] for place in columns.names],
        "phone": [headers[place] for place in columns.phones],
        "language": [headers[columns.language]] if columns.language is not None else [],
        "shown": [headers[place] for place, _ in columns.details],
        "left out": list(columns.left_out),
    }
    said = "\n".join(f"  {what}: {', '.join(which)}" for what, which in taken.items() if which)
    separator = {"\t": "tab"}.get(sheet.separator, sheet.separator)
    return (
        f"{sheet.path.name}: {sheet.encoding}, parted by {separator}; numbers without a country are of {line.region}.\n"
        f"{said}\n"
    )


def _tell(trouble: Trouble) -> None:
    where = f"line {trouble.line}" + (f", {trouble.column}" if trouble.column else "")
    sys.stderr.write(f"{where}: {trouble.what}{'; the row is left out' if trouble.loses_row else ''}\n")


def _summary(outcome: Outcome, order: Order) -> str:
    read = f"{outcome.rows} rows read, {outcome.lost} left out, {outcome.troubles} troubles"
    if outcome.is_refused:
        return f"{read}. Nothing was written.\n"
    if order.is_dry:
        return f"{read}. Nothing was written: this was a trial.\n"
    return f"{read}. {outcome.new} customers are new, {outcome.known} were known, {outcome.removed} were removed.\n"


def _find(written: str, ledger: Ledger, line: Line) -> int:
    phone = numbers.parse(written, line.region)
    if phone is None:
        sys.stderr.write("That is no phone number.\n")
        return MISTAKEN
    with ledger.read() as connection:
        found = customers.of_phone(connection, phone, MOST_FOUND)
        asked = look_ups.get(connection, phone)
        told = [(one, customers.phones_of(connection, one.id)) for one in found]
    for customer, phones in told:
        sys.stdout.write(_card(customer, ", ".join(phones)))
    for customer in asked.found if asked else ():
        sys.stdout.write(_card(customer, "as the look-up said"))
    if not found and not (asked and asked.found):
        sys.stdout.write("Nobody is known by this phone.\n")
    return DONE


def _card(customer: Customer, where: str) -> str:
    details = "".join(f"  {label}: {said}\n" for label, said in customer.details.items())
    language = f"  language: {customer.language}\n" if customer.language else ""
    return f"{customer.name} ({customer.id}), {where}\n{details}{language}"


def _forget(id_: str, ledger: Ledger) -> int:
    with ledger.write() as connection:
        phones = customers.forget(connection, id_)
        answers = look_ups.forget(connection, id_, phones or ())
        verifications.forget(connection, phones or ())
    if phones is None and not answers:
        sys.stdout.write("There is no such customer.\n")
        return FAILED
    sys.stdout.write(
        f"Forgotten, with {len(phones or ())} phones and {answers} look-ups. An import brings back whom it names.\n"
    )
    return DONE
