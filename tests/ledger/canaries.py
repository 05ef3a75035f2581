"""People about whom something stands in every personal column that there is, made from the schema: a column that is new
is filled, too, and whoever looks for what is left of somebody finds it.

    lay(connection, "jan", JAN, at=NOW - 100 * DAY)      # closed promises, calls that are over
    left_of(ledger, JAN, "jan")                          # where anything of this person still stands: table.column
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Float, Integer, Table, func, insert, select

from tests.ledger.made import ANNA, DAY, HOUR
from voice_app.ledger import Ledger
from voice_app.ledger.ids import Phone
from voice_app.ledger.instants import Instant
from voice_app.ledger.tables import metadata
from voice_app.numbers import prefix_of

REFERENCES = {"line_version": 1, "agent_id": ANNA.id, "from_agent": ANNA.id, "answered_by": ANNA.id}


def personal(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.info.get("personal")]


PERSONAL = {f"{table.name}.{name}" for table in metadata.tables.values() for name in personal(table)}
STAFFS = {"invitation_letters.address"}
CALLERS = PERSONAL - STAFFS


def canary(name: str, column: str) -> str:
    """Words that stand nowhere else."""
    return f"kanarie van {name} in {column}"


def lay(connection: Connection, name: str, phone: Phone, at: datetime, **promise: Any) -> None:
    """Rows of this person in every table with something personal, from then on; each a day later than the one before,
    so that whoever dates a row by another is found out. `promise`: columns of theirs that differ."""
    named = {key: f"{key}-{name}" for key in ("call", "promise", "attempt", "leg", "reservation")}
    row = {"sid": named["call"], "call_sid": named["call"], "promise_id": named["promise"], "phone": phone}
    _insert(connection, "calls", name, row | {"arrived_at": at, "ended_at": at + HOUR, "wrapped_at": at + HOUR})
    closed = {"state": "withdrawn", "closed_at": at + DAY}
    owed = row | {"id": named["promise"], "made_at": at, "prefix": prefix_of(phone)} | closed | promise
    _insert(connection, "promises", name, owed)
    is_over = owed["closed_at"] is not None
    tried = {"id": named["attempt"], "n": 1, "customer_sid": named["leg"], "started_at": at}
    over = {"state": "ended", "ended_at": at + HOUR} if is_over else {"state": "sent"}
    _insert(connection, "attempts", name, row | tried | over)
    held = {"id": named["reservation"], "call_sid": named["call"], "reserved_at": at, "reason": {}, "closed_at": at}
    _insert(connection, "reservations", name, held)
    _insert(connection, "drafts", name, {"reservation": named["reservation"], "saved_at": at})
    own = {"id": f"of {name}", "closed_at": at + HOUR, "prefix": prefix_of(phone), "code_hash": None}
    for table in ("agents_asked", "follow_ups", "incoming_texts", "look_ups", "promise_matters", "texts"):
        _insert(connection, table, name, row | own | _stated(table, at))
    for table in ("transfers", "verifications"):
        _insert(connection, table, name, row | own | _stated(table, at))
    customer = {"key": f"key-{name}", "id": canary(name, "id")}
    _insert(connection, "customers", name, customer | {"import_id": "I1", "at": at})
    _insert(connection, "customer_phones", name, {"customer": f"key-{name}", "phone": phone})


def lay_staff(connection: Connection, name: str, at: datetime) -> None:
    """What there is of somebody who works here."""
    letter = {"id": f"letter-{name}", "queued_at": at, "state": "sent", "closed_at": at}
    _insert(connection, "invitation_letters", name, letter)


def _stated(table: str, at: datetime) -> dict[str, Any]:
    states = {"follow_ups": "asked", "texts": "sent", "look_ups": "found", "transfers": "arrived"}
    said: dict[str, Any] = {"state": states[table]} if table in states else {}
    if table == "follow_ups":
        said |= {"promise_id": None, "who": "w", "answered_at": at}
    return said | dict.fromkeys(("asked_at", "queued_at", "handled_at", "agreed_at", "at", "sent_at"), at)


def _insert(connection: Connection, table_name: str, name: str, given: dict[str, Any]) -> None:
    table = metadata.tables[table_name]
    since = next(value for value in given.values() if isinstance(value, datetime)) if _dated(given) else None
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given and not (column.name == "id" and isinstance(column.type, Integer)):
            row[column.name] = given[column.name]
        elif column.info.get("personal"):
            row[column.name] = _said(column, name)
        elif not column.nullable and not column.server_default and not _is_counted(column):
            row[column.name] = REFERENCES.get(column.name, _anything(column, since))
    connection.execute(insert(table).values(**row))


def _dated(given: dict[str, Any]) -> bool:
    return any(isinstance(value, datetime) for value in given.values())


def _is_counted(column: Column[Any]) -> bool:
    return column.primary_key and isinstance(column.type, Integer)


def _said(column: Column[Any], name: str) -> Any:
    words = canary(name, column.name)
    return [{"id": f"K-{name}", "name": words}] if isinstance(column.type, JSON) else words


def _anything(column: Column[Any], since: datetime | None) -> Any:
    kinds: list[tuple[type, Any]] = [(Boolean, False), (Integer, 1), (Float, 1.0), (JSON, {}), (Instant, since)]
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "x")


def left_of(ledger: Ledger, phone: Phone, name: str) -> set[str]:
    """Where anything of this person still stands, in whatever column of whatever table: nothing is taken on trust."""
    digits = re.sub(r"\D", "", phone)[-9:]
    found = set()
    with ledger.read() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(table)):
                for column, value in row._mapping.items():
                    is_range = column == "prefix" and value == prefix_of(phone)
                    if is_range or digits in str(value) or f"van {name} " in str(value):
                        found.add(f"{table.name}.{column}")
    return found


def how_many(ledger: Ledger) -> dict[str, int]:
    """Rows of each table."""
    with ledger.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
