"""The firm's customers as its own file told them: whose phone it is, and what an agent should know of them.

Written by an import, some hundred rows to a transaction, so that nobody who calls meanwhile waits for it. Deliberately
reads no file and knows no column of one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import many, one
from voice_app.ledger.tables import customer_phones, customers

SHOWN = (customers.c.id, customers.c.name, customers.c.details, customers.c.language)
# Asked at each call's beginning and with each look at a desk, so built once.
OF_PHONE = (
    select(*SHOWN)
    .join(customer_phones, customer_phones.c.customer == customers.c.key)
    .where(customer_phones.c.phone == bindparam("phone"))
    .order_by(customers.c.name, customers.c.key)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the firm. `id`: what the firm calls this one; `language`: to be spoken to in."""

    id: str = field(repr=False)
    name: str = field(repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer of a file, with the phones that stand there."""

    customer: Customer
    phones: tuple[Phone, ...] = field(repr=False)

    @property
    def key(self) -> str:
        return key_of(self.customer.id)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some rows: how many customers were new, how many were known before; `clashing`: ids that stood in
    this file already, under another name, and were left as they were."""

    new: int
    known: int
    clashing: frozenset[str]


def key_of(id_: str) -> str:
    """What the customer is called here: the same for the same id, and nothing that anybody could read."""
    return sha256(id_.encode()).hexdigest()[:32]


def take(connection: Connection, import_id: str, listed: Sequence[Listed], now: datetime) -> Taken:
    """Write customers, each once, as an import found them: those known are as it says from now on, phones too. One that
    this import has brought already gets the phones added: a file may have a line for each phone."""
    columns = (customers.c.key, customers.c.name, customers.c.import_id)
    found = connection.execute(select(*columns).where(customers.c.key.in_([one.key for one in listed])))
    before = {key: (name, import_) for key, name, import_ in found}
    again = {key for key, (_, import_) in before.items() if import_ == import_id}
    clashing = {one.key for one in listed if one.key in again and before[one.key][0] != one.customer.name}
    fresh = [one for one in listed if one.key not in again]
    if fresh:
        connection.execute(_upsert(connection), [_row(one, import_id, now) for one in fresh])
        connection.execute(delete(customer_phones).where(customer_phones.c.customer.in_([one.key for one in fresh])))
    phones = [
        {"customer": one.key, "phone": phone} for one in listed if one.key not in clashing for phone in one.phones
    ]
    if phones:
        connection.execute(_dialect(connection).insert(customer_phones).on_conflict_do_nothing(), phones)
    known = len(before.keys() - again)
    return Taken(len(fresh) - known, known, frozenset(one.customer.id for one in listed if one.key in clashing))


def _upsert(connection: Connection) -> Executable:
    insert = _dialect(connection).insert(customers)
    new = {name: insert.excluded[name] for name in ("id", "name", "details", "language", "import_id", "at")}
    upsert: Executable = insert.on_conflict_do_update(index_elements=["key"], set_=new)
    return upsert


def _dialect(connection: Connection) -> Any:
    """One of two modules that are alike."""
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _row(listed: Listed, import_id: str, now: datetime) -> dict[str, object]:
    of = listed.customer
    row = {"key": listed.key, "id": of.id, "name": of.name, "details": dict(of.details), "language": of.language}
    return row | {"import_id": import_id, "at": now}


def drop_others(connection: Connection, import_id: str, most: int) -> int:
    """Remove customers whom this import did not bring, so many at most; how many that were."""
    others = select(customers.c.key).where(customers.c.import_id != import_id).limit(most)
    keys = list(connection.execute(others).scalars())
    _drop(connection, keys)
    return len(keys)


def forget(connection: Connection, id_: str) -> tuple[Phone, ...] | None:
    """Remove one customer, and every phone; the phones that were known. None: there is no such customer."""
    key = key_of(id_)
    if connection.execute(select(customers.c.key).where(customers.c.key == key)).first() is None:
        return None
    phones = phones_of(connection, id_)
    _drop(connection, [key])
    return phones


def _drop(connection: Connection, keys: Collection[str]) -> None:
    connection.execute(delete(customer_phones).where(customer_phones.c.customer.in_(keys)))
    connection.execute(delete(customers).where(customers.c.key.in_(keys)))


def of_phone(connection: Connection, phone: Phone, most: int) -> tuple[Customer, ...]:
    """Whose phone it is, so many at most, by name."""
    return many(Customer, connection, OF_PHONE, phone=phone, most=most)


def names_of(connection: Connection, phones: Collection[Phone]) -> Mapping[Phone, Sequence[str]]:
    """What those are called who have each of these phones; a phone that nobody has is left out."""
    found: dict[Phone, list[str]] = {}
    theirs = select(customer_phones.c.phone, customers.c.name).join(
        customers, customer_phones.c.customer == customers.c.key
    )
    for phone, name in connection.execute(theirs.where(customer_phones.c.phone.in_(phones))) if phones else ():
        found.setdefault(Phone(phone), []).append(name)
    return found


def get(connection: Connection, id_: str) -> Customer | None:
    """The customer whom the firm calls so."""
    return one(Customer, connection, select(*SHOWN).where(customers.c.key == key_of(id_)))


def phones_of(connection: Connection, id_: str) -> tuple[Phone, ...]:
    """The phones of this customer."""
    of = select(customer_phones.c.phone).where(customer_phones.c.customer == key_of(id_))
    return tuple(connection.execute(of.order_by(customer_phones.c.row)).scalars())


MOST_NAMES = 200


def names_with(connection: Connection, words: Sequence[str]) -> tuple[str, ...]:
    """Some names in which one of these words stands, whole or not; SQLite finds no accented capital among them."""
    if not words:
        return ()
    like = or_(*(customers.c.name.icontains(word, autoescape=True) for word in words))
    return tuple(connection.execute(select(customers.c.name).where(like).limit(MOST_NAMES)).scalars())
