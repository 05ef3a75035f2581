"""One person, by number: what there is of this person, and what stands in the way of erasing it.

A number that many people share is nobody's: what was said behind it cannot be told apart, and is refused whole.
Deliberately changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from voice_app import numbers
from voice_app.ledger import customers, erasures, opt_outs, promises, voices
from voice_app.ledger.customers import Customer
from voice_app.ledger.erasing import count_theirs, held_back, open_of
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.keeping import Whose
from voice_app.ledger.keepings import KEEPINGS
from voice_app.ledger.promise import Promise
from voice_app.ledger.voices import Voice
from voice_app.line import Line
from voice_app.numbers import Phone

Refusal = Literal["no_number", "shared", "own_number"]
MOST_CUSTOMERS: Final = 20


@dataclass(frozen=True, slots=True)
class Person:
    """What there is. `who`: the pseudonym; None where nobody has one yet. `counts`: rows by table in which something is
    left. `promises`: those that are open. `waits_for`: everything that is still owed or in hand, as `table:key`.
    `customers`: whose this number is, by the firm's list. `before`: erasures that were asked for, newest first."""

    phone: Phone = field(repr=False)
    who: str | None
    counts: Mapping[str, int]
    promises: tuple[Promise, ...] = field(repr=False)
    waits_for: tuple[str, ...]
    recordings: tuple[Voice, ...]
    customers: tuple[Customer, ...] = field(repr=False)
    before: tuple[Erasure, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.counts or self.recordings)

    @property
    def standing(self) -> Erasure | None:
        """The erasure that waits for what is in its way."""
        return next((one for one in self.before if one.done_at is None), None)

    @property
    def is_talking(self) -> bool:
        return any(one.startswith(("calls:", "attempts:")) for one in self.waits_for)


def read(line: Line, written: str) -> Phone | Refusal:
    """The number that somebody wrote, or why nothing is said and done about it."""
    phone = numbers.parse(written, line.region)
    if phone is None:
        return "no_number"
    if line.is_shared(phone):
        return "shared"
    return "own_number" if phone in line.policy.own else phone


def whose(line: Line, phone: Phone) -> Whose:
    """The person behind the number, and how callers may have keyed it in."""
    national = numbers.read_back(phone, line.region)
    abroad = phone.removeprefix("+")
    return Whose(phone, tuple(dict.fromkeys((phone, national, abroad, f"00{abroad}"))))


def find(ledger: Connection, line: Line, phone: Phone, now: datetime) -> Person:
    """All that there is of this person."""
    of = whose(line, phone)
    counts: dict[str, int] = {}
    for keeping in KEEPINGS:
        if count := count_theirs(ledger, keeping, of):
            counts[keeping.table.name] = max(count, counts.get(keeping.table.name, 0))
    who = opt_outs.known_as(ledger, phone)
    return Person(
        phone=phone,
        who=who,
        counts=counts,
        promises=tuple(filter(None, (promises.get(ledger, id_) for id_ in open_of(ledger, of)))),
        waits_for=held_back(ledger, of, now),
        recordings=voices.of_person(ledger, of),
        customers=customers.of_phone(ledger, phone, MOST_CUSTOMERS),
        before=erasures.of_person(ledger, who) if who else (),
    )
