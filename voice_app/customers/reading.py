"""A row of the firm's file as a customer, or what is wrong with it, by column.

Pure. What is wrong is told without what stands there: it may be somebody's phone. Deliberately strict about nothing but
what an agent would be misled by: who it is, and whose phone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from voice_app import numbers
from voice_app.customers.columns import Columns, language_of
from voice_app.customers.limits import LONGEST_DETAIL, LONGEST_ID, LONGEST_NAME, MADE_UP
from voice_app.customers.sheet import Row
from voice_app.ledger.customers import Customer, Listed
from voice_app.numbers import Phone
from voice_app.readable import one_line

BETWEEN_PHONES: Final = re.compile(r"[;,|\n]")
OF_A_PHONE: Final = re.compile(r"['\"=\s]*(\+|00)?[\d\s().\-/\u00a0\u2010-\u2013]+['\"\s]*")
"""What people write a number with, the apostrophe and the `=""` that keep a spreadsheet from counting with it among
them."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a cell, or with the row. `loses_row`: nothing of the row is taken."""

    line: int
    column: str
    what: str
    loses_row: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A row, read. `listed` None: it is not taken."""

    line: int
    listed: Listed | None
    troubles: tuple[Trouble, ...] = ()


def read_row(row: Row, columns: Columns, region: str) -> Read:
    """The customer of a row. Numbers without a country are read in `region` (ISO 3166)."""
    if row.broken is not None:
        return Read(row.line, None, (Trouble(row.line, "", f"it cannot be read: {row.broken}", loses_row=True),))
    troubles = list(_misshapen(row, columns))
    phones = list(_phones(row, columns, region, troubles))
    name = one_line(" ".join(filter(None, (_cell(row, place) for place in columns.names))))
    id_ = _id(row, columns, name, phones)
    troubles += _missing(row, columns, id_, name, phones)
    if any(trouble.loses_row for trouble in troubles):
        return Read(row.line, None, tuple(troubles))
    language = language_of(_cell(row, columns.language)) if columns.language is not None else None
    details = {label: one_line(_cell(row, place))[:LONGEST_DETAIL] for place, label in columns.details}
    customer = Customer(id_, name, {label: said for label, said in details.items() if said}, language)
    return Read(row.line, Listed(customer, tuple(dict.fromkeys(phones))), tuple(troubles))


def _misshapen(row: Row, columns: Columns) -> Iterator[Trouble]:
    if any(row.cells[len(columns.headers) :]):
        yield Trouble(row.line, "", "it has more cells than the header: a separator in a text?", loses_row=True)


def _phones(row: Row, columns: Columns, region: str, troubles: list[Trouble]) -> Iterator[Phone]:
    for place in columns.phones:
        cell = _cell(row, place)
        if not cell:
            continue
        found = phones_in(cell, region)
        yield from (phone for phone in found if phone is not None)
        if None in found:
            troubles.append(Trouble(row.line, columns.headers[place], "no phone number that we can read"))


def phones_in(cell: str, region: str) -> list[Phone | None]:
    """The numbers of a cell: one, or several with `;`, `,`, `|` or a new line between; with `/`, which people also
    write inside of one, where it is none as a whole. None: cannot be read."""
    found: list[Phone | None] = []
    for part in filter(None, map(str.strip, BETWEEN_PHONES.split(cell))):
        whole = _phone(part, region)
        if whole or "/" not in part:
            found.append(whole)
        else:
            found += [_phone(one, region) for one in part.split("/") if one.strip()]
    return found


def _phone(written: str, region: str) -> Phone | None:
    if not OF_A_PHONE.fullmatch(written):
        return None
    digits = "".join(sign for sign in written if sign.isascii() and sign.isdigit())
    return numbers.parse(("+" if "+" in written else "") + digits, region) if digits else None


def _id(row: Row, columns: Columns, name: str, phones: list[Phone]) -> str:
    """The firm's; without a column of them one is made of what stands in the row, by which nothing can be opened."""
    if columns.id is not None:
        return one_line(_cell(row, columns.id))
    return MADE_UP + sha256(f"{name}\n{phones}".encode()).hexdigest()[:16]


def _missing(row: Row, columns: Columns, id_: str, name: str, phones: list[Phone]) -> Iterator[Trouble]:
    ids = columns.headers[columns.id] if columns.id is not None else ""
    names = columns.headers[columns.names[-1]]
    if not id_:
        yield Trouble(row.line, ids, "no id", loses_row=True)
    if len(id_) > LONGEST_ID:
        yield Trouble(row.line, ids, f"more than {LONGEST_ID} characters", loses_row=True)
    if not name:
        yield Trouble(row.line, names, "no name", loses_row=True)
    if len(name) > LONGEST_NAME:
        yield Trouble(row.line, names, f"more than {LONGEST_NAME} characters", loses_row=True)
    if not phones:
        headers = ", ".join(columns.headers[place] for place in columns.phones)
        yield Trouble(row.line, headers, "no phone number that anybody could be known by", loses_row=True)


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""
