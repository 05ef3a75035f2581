"""A file of the firm's customers into the ledger: a few hundred rows to a transaction, so that callers never wait for
it, and never more than those in memory.

It may be broken off at any moment and done again: the file says what is, and nothing is counted twice. Deliberately
prints nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from voice_app.customers.columns import Columns, Unclear, read_header
from voice_app.customers.reading import Read, Trouble, read_row
from voice_app.customers.sheet import Sheet
from voice_app.ledger import Ledger, customers
from voice_app.ledger.customers import Listed

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of the file. `replaces`: whoever is not in it is removed. `is_strict`: it is taken whole or not at
    all. `is_dry`: nothing is written."""

    columns: Columns
    region: str
    replaces: bool = False
    is_strict: bool = False
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `rows` that were read, and `lost`: not taken; `is_refused`: there was trouble, and nothing was
    written for it."""

    rows: int = 0
    lost: int = 0
    troubles: int = 0
    new: int = 0
    known: int = 0
    removed: int = 0
    is_refused: bool = False


Tell = Callable[[Trouble], None]


def columns_of(sheet: Sheet, given: Iterable[tuple[str, str]], details: Iterable[tuple[str, str]]) -> Columns:
    """What the columns of this file mean. Raises Unclear."""
    header = next(sheet.rows(), None)
    if header is None or header.broken is not None:
        raise Unclear("there is no header in this file")
    return read_header(header.cells, given, details)


def look(sheet: Sheet, order: Order, tell: Tell) -> Outcome:
    """What would come of it, as far as the file alone tells; each trouble is told as it is found. Keeps some bytes of
    each row, because one further down may contradict it."""
    outcome, names = Outcome(), dict[int, int]()
    for read in _rows(sheet, order):
        outcome = _counted(outcome, read, tell)
        if (listed := read.listed) is not None and names.setdefault(hash(listed.key), hash(listed.customer.name)) != (
            hash(listed.customer.name)
        ):
            outcome = _clash(outcome, read.line, tell)
    return outcome


@dataclass
class Import:
    """One file on its way into the ledger. `id`: what this import is called there."""

    ledger: Ledger
    id: str
    now: datetime
    tell: Tell

    def take(self, sheet: Sheet, order: Order) -> Outcome:
        """Do what is ordered. Raises LedgerGone; what was written until then stays."""
        if order.is_dry:
            return look(sheet, order, self.tell)
        if order.is_strict and (looked := look(sheet, order, self.tell)).troubles:
            return replace(looked, is_refused=True)
        outcome, rows = Outcome(), _rows(sheet, order)
        while some := list(islice(rows, AT_ONCE)):
            outcome = self._write(some, outcome)
        if order.replaces and outcome.new + outcome.known:  # a file in which nobody stands replaces nobody
            outcome = replace(outcome, removed=self._drop_others())
        return outcome

    def _write(self, some: list[Read], outcome: Outcome) -> Outcome:
        listed, lines = dict[str, Listed](), dict[str, int]()
        for read in some:
            outcome = _counted(outcome, read, self.tell)
            if read.listed is None:
                continue
            before = listed.setdefault(read.listed.customer.id, read.listed)
            if before.customer.name != read.listed.customer.name:
                outcome = _clash(outcome, read.line, self.tell)
                continue
            listed[before.customer.id] = replace(before, phones=(*before.phones, *read.listed.phones))
            lines[before.customer.id] = read.line
        with self.ledger.write() as connection:
            taken = customers.take(connection, self.id, list(listed.values()), self.now)
        for id_ in taken.clashing:
            outcome = _clash(outcome, lines[id_], self.tell)
        return replace(outcome, new=outcome.new + taken.new, known=outcome.known + taken.known)

    def _drop_others(self) -> int:
        removed = 0
        while True:
            with self.ledger.write() as connection:
                some = customers.drop_others(connection, self.id, AT_ONCE)
            if not some:
                return removed
            removed += some


def _rows(sheet: Sheet, order: Order) -> Iterator[Read]:
    rows = sheet.rows()
    next(rows, None)  # the header
    return (read_row(row, order.columns, order.region) for row in rows)


def _counted(outcome: Outcome, read: Read, tell: Tell) -> Outcome:
    for trouble in read.troubles:
        tell(trouble)
    lost, troubles = outcome.lost + (read.listed is None), outcome.troubles + len(read.troubles)
    return replace(outcome, rows=outcome.rows + 1, lost=lost, troubles=troubles)


def _clash(outcome: Outcome, line: int, tell: Tell) -> Outcome:
    tell(Trouble(line, "", "a customer of another name has this id, further up", loses_row=True))
    return replace(outcome, lost=outcome.lost + 1, troubles=outcome.troubles + 1)
