"""What the firm's own program said when it was asked whose phone it is: one row for each phone.

    asking   the row is committed, and one process asks
    found    it named one customer or more
    unknown  it knows nobody with this phone
    failed   it did not answer, or not so that it could be read

Deliberately asks nobody, and decides not how long an answer is good for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, null, or_, select, update

from voice_app.ledger.customers import Customer
from voice_app.ledger.ids import LookUpId, Phone
from voice_app.ledger.rows import changes, insert_once, one
from voice_app.ledger.tables import look_ups

LookUpState = Literal["asking", "found", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class LookUp:
    """The last time that this phone was asked about, and what came of it."""

    id: LookUpId
    state: LookUpState
    customers: Sequence[dict[str, Any]] | None = field(repr=False)
    asked_at: datetime
    answered_at: datetime | None

    @property
    def found(self) -> tuple[Customer, ...]:
        return tuple(Customer(**one) for one in self.customers or ())


def get(connection: Connection, phone: Phone) -> LookUp | None:
    """What is known of this phone by asking."""
    c = look_ups.c
    known = select(c.id, c.state, c.customers, c.asked_at, c.answered_at).where(c.phone == phone)
    return one(LookUp, connection, known)


def names_of(connection: Connection, phones: Collection[Phone]) -> Mapping[Phone, Sequence[str]]:
    """What those are called who have each of these phones, by what was answered; a phone of which nothing is known is
    left out."""
    c = look_ups.c
    known = select(c.phone, c.customers).where(c.phone.in_(phones), c.customers.is_not(None))
    rows = connection.execute(known) if phones else ()
    return {Phone(phone): [str(one["name"]) for one in customers] for phone, customers in rows}


def ask(connection: Connection, look_up: LookUpId, phone: Phone, before: datetime | None, now: datetime) -> bool:
    """May this process ask about the phone? Of several, one. `before`: when it was asked about last, as far as the one
    who asks knows; None: never."""
    if before is None:
        return insert_once(connection, look_ups, id=look_up, phone=phone, state="asking", asked_at=now)
    as_it_was = update(look_ups).where(look_ups.c.phone == phone, look_ups.c.asked_at == before)
    return changes(connection, as_it_was.values(id=look_up, state="asking", asked_at=now, answered_at=None))


def answered(
    connection: Connection, look_up: LookUpId, state: LookUpState, customers: Sequence[Customer], now: datetime
) -> bool:
    """What came of it. Where the program did not answer, what it said before stays."""
    said: dict[str, Any] = {"state": state, "answered_at": now}
    if state == "found":
        said["customers"] = [asdict(one) for one in customers]
    elif state == "unknown":
        said["customers"] = null()
    asking = (look_ups.c.id == look_up, look_ups.c.state == "asking")
    return changes(connection, update(look_ups).where(*asking).values(**said))


def forget(connection: Connection, id_: str, phones: Sequence[Phone]) -> int:
    """Remove what was said of these phones, and whatever names this customer; how many answers that were."""
    c = look_ups.c
    named = connection.execute(select(c.id, c.customers).where(c.customers.is_not(None))).all()
    rows = [row.id for row in named if any(one.get("id") == id_ for one in row.customers or ())]
    return connection.execute(delete(look_ups).where(or_(c.id.in_(rows), c.phone.in_(phones)))).rowcount
