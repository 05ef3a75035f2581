"""The one eraser: empties personal columns, of whatever is old enough or of one person; the rows go on counting.

Each statement leaves out what is still owed or in hand, so whoever calls it twice, or again after a crash, changes
nothing that was not to be changed. Deliberately decides neither when nor whose.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, delete, func, null, or_, select, update

from routing.skills import PromiseId
from voice_app.ledger.ids import Phone
from voice_app.ledger.keeping import Keeping, Whose
from voice_app.ledger.keepings import KEEPINGS
from voice_app.ledger.rows import many
from voice_app.ledger.tables import customer_phones, customers, promises

NUMBER = ("phone", "prefix")
"""In a row that is this person's, these may be another's: of whoever keyed the number in, of the agent who was told."""


@dataclass(frozen=True, slots=True)
class Step:
    """`erased`: so many rows; `last`: the key of the row that was looked at last, None: there are no more."""

    erased: int
    last: str | None


def erase_old(connection: Connection, keeping: Keeping, before: datetime, after: str | None, limit: int) -> Step:
    """Look at the next so many rows, in the order of their keys, and erase what was kept since before that instant."""
    key = keeping.key
    rows = select(key, keeping.is_due(before).label("is_due")).order_by(key).limit(limit)
    if after is not None:
        rows = rows.where(key > (int(after) if isinstance(key.type, Integer) else after))
    seen = connection.execute(rows).all()
    due = [row[0] for row in seen if row.is_due]
    erased = _erase(connection, keeping, and_(key.in_(due), keeping.is_due(before)), None, before) if due else 0
    return Step(erased, str(seen[-1][0]) if len(seen) == limit else None)


def count_old(connection: Connection, keeping: Keeping, before: datetime, since: datetime | None) -> int:
    """How many rows that would take. `since`: what was kept since before that instant has been taken already."""
    due = [keeping.is_due(before)]
    if since is not None and keeping.ages is not None:
        due.append(keeping.ages >= since)
    return connection.execute(select(func.count()).select_from(keeping.table).where(*due)).scalar_one()


def count_theirs(connection: Connection, keeping: Keeping, whose: Whose) -> int:
    """Rows in which something of this person is left."""
    left = and_(keeping.theirs(whose), _is_left(keeping, whose))
    return connection.execute(select(func.count()).select_from(keeping.table).where(left)).scalar_one()


def open_of(connection: Connection, whose: Whose) -> tuple[PromiseId, ...]:
    """The promises that are owed to this person."""
    return _promises(connection, whose, promises.c.closed_at.is_(None))


def closed_of(connection: Connection, whose: Whose) -> tuple[PromiseId, ...]:
    """Those that were."""
    return _promises(connection, whose, promises.c.closed_at.is_not(None))


def _promises(connection: Connection, whose: Whose, which: ColumnElement[bool]) -> tuple[PromiseId, ...]:
    theirs = select(promises.c.id).where(promises.c.id.in_(whose.promises), which)
    return tuple(PromiseId(id_) for id_ in connection.scalars(theirs))


def erase_theirs(connection: Connection, whose: Whose, now: datetime) -> dict[str, int]:
    """Erase whatever of this person nobody needs any more; how many rows of each table. The firm's own list loses the
    number; and the customer, where it is of one alone."""
    customer = _only_customer(connection, whose)
    erased: dict[str, int] = {}
    for keeping in KEEPINGS:
        if keeping.rule == "firms_list":
            continue
        free = and_(keeping.theirs(whose), _is_left(keeping, whose), ~keeping.owed, ~keeping.in_hand(now))
        count = _erase(connection, keeping, free, whose, now)
        if count:
            erased[keeping.table.name] = max(count, erased.get(keeping.table.name, 0))
    return erased | _off_the_list(connection, whose, customer)


def _erase(
    connection: Connection, keeping: Keeping, which: ColumnElement[bool], whose: Whose | None, now: datetime
) -> int:
    if keeping.as_row:
        return connection.execute(delete(keeping.table).where(which)).rowcount
    new = {name: _emptied(keeping, name, whose) for name in keeping.columns} | dict(keeping.also(now))
    return connection.execute(update(keeping.table).where(which).values(**new)).rowcount


def _emptied(keeping: Keeping, name: str, whose: Whose | None) -> Any:
    phone = keeping.table.c.get("phone")
    if whose is None or name not in NUMBER or phone is None:
        return null()
    return case((phone != whose.phone, keeping.table.c[name]), else_=null())


def _is_left(keeping: Keeping, whose: Whose) -> ColumnElement[bool]:
    columns = keeping.table.c
    own = [columns[name].is_not(None) for name in keeping.columns if name not in NUMBER]
    return or_(*own, *([columns.phone == whose.phone] if "phone" in keeping.columns else ()))


# ── what stands in the way ──────────────────────────────────────────────────────────────────────────────────────────


def held_back(connection: Connection, whose: Whose, now: datetime) -> tuple[str, ...]:
    """What of this person is still owed or in hand, each as `table:key`."""
    found: list[str] = []
    for keeping in KEEPINGS:
        if keeping.ages is not None:
            held = and_(keeping.theirs(whose), _is_left(keeping, whose), or_(keeping.owed, keeping.in_hand(now)))
            keys = connection.scalars(select(keeping.key).where(held).order_by(keeping.key))
            found += [f"{keeping.table.name}:{key}" for key in keys]
    return tuple(dict.fromkeys(found))


def numbers_of(connection: Connection, held: Iterable[str]) -> tuple[Phone, ...]:
    """The numbers that these rows have by now, each once."""
    found: list[Phone] = []
    for keeping, keys in _rows_of(held):
        if "phone" in keeping.columns:
            phones = select(keeping.table.c.phone).where(keeping.key.in_(keys), keeping.table.c.phone.is_not(None))
            found += map(Phone, connection.scalars(phones))
    return tuple(dict.fromkeys(found))


def erase_rows(connection: Connection, held: Iterable[str], now: datetime) -> None:
    """Erase these rows, as far as nothing holds them any more; those that have a number are found by that."""
    for keeping, keys in _rows_of(held):
        if "phone" not in keeping.columns:
            free = and_(keeping.key.in_(keys), keeping.is_there, ~keeping.owed, ~keeping.in_hand(now))
            _erase(connection, keeping, free, None, now)


def _rows_of(held: Iterable[str]) -> Iterator[tuple[Keeping, list[Any]]]:
    named = [one.partition(":") for one in held]
    for keeping in KEEPINGS:
        keys = [key for table, _, key in named if table == keeping.table.name]
        if keys:
            yield keeping, [int(key) for key in keys] if isinstance(keeping.key.type, Integer) else keys


# ── the firm's own list ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OnList:
    """A customer of the firm's list: by our key, and as the firm calls this one."""

    key: str
    id: str = field(repr=False)


def customers_of(connection: Connection, whose: Whose) -> tuple[OnList, ...]:
    """Those who have this number in the firm's list."""
    listed = select(customers.c.key, customers.c.id).join(
        customer_phones, customer_phones.c.customer == customers.c.key
    )
    return many(OnList, connection, listed.where(customer_phones.c.phone == whose.phone).order_by(customers.c.key))


def _only_customer(connection: Connection, whose: Whose) -> str | None:
    found = customers_of(connection, whose)
    return found[0].key if len(found) == 1 else None


def _off_the_list(connection: Connection, whose: Whose, customer: str | None) -> dict[str, int]:
    theirs = customer_phones.c.customer == customer if customer else customer_phones.c.phone == whose.phone
    gone = {"customer_phones": connection.execute(delete(customer_phones).where(theirs)).rowcount}
    if customer is not None:
        gone["customers"] = connection.execute(delete(customers).where(customers.c.key == customer)).rowcount
    return {name: count for name, count in gone.items() if count}
