"""What happened to a promise, entry after entry; nothing here is ever changed or taken back.

The ledger's own moves tell themselves, in the transaction that makes them. Whoever speaks, texts or shouts tells
that with `tell`. An entry names ids and codes only: what belongs to a person must stay erasable, and this is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from routing.skills import PromiseId
from voice_app.ledger.rows import many
from voice_app.ledger.tables import timeline

Code = str | int | bool | None
CODE = re.compile(r"[0-9]{1,6}|(?=.*[A-Za-z])[A-Za-z0-9_.:-]{1,100}")
"""An id or a code: one word with a letter in it, or a short number; neither a sentence nor a phone is one."""
COULD_BE_A_PHONE = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. Instants in `data` are RFC 3339, UTC."""

    at: datetime
    event: str
    data: Mapping[str, Code]


def tell(connection: Connection, promise_id: PromiseId, event: str, at: datetime, **data: Code | datetime) -> None:
    """Add an entry. Raises ValueError for a value that is neither an id, a code, a small number nor an instant."""
    values = {name: as_code(name, value) for name, value in data.items()}
    connection.execute(insert(timeline).values(promise_id=promise_id, at=at, event=event, data=values))


def tell_once(connection: Connection, promise_id: PromiseId, event: str, at: datetime, **data: Code | datetime) -> None:
    """Add an entry, unless the very same stands there already, of whatever instant."""
    values = {name: as_code(name, value) for name, value in data.items()}
    if not any(entry.event == event and entry.data == values for entry in of_promise(connection, promise_id)):
        tell(connection, promise_id, event, at, **data)


def of_promise(connection: Connection, promise_id: PromiseId) -> tuple[Entry, ...]:
    """All that happened to this promise, in the order of writing."""
    entries = select(timeline.c.at, timeline.c.event, timeline.c.data).where(timeline.c.promise_id == promise_id)
    return many(Entry, connection, entries.order_by(timeline.c.id))


def as_code(name: str, value: Code | datetime) -> Code:
    """What may be kept for good: the value, an instant as text. Raises ValueError for what could be personal."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, int) and abs(value) >= COULD_BE_A_PHONE:
        raise ValueError(f"{name}: a number this long could be a phone")
    if isinstance(value, str) and not CODE.fullmatch(value):
        raise ValueError(f"{name}: only ids and codes are kept for good")
    return value


def in_rfc_3339(code: Code) -> Code:
    """A value as it is shown: instants are kept in Python's spelling of UTC; nothing else on the ledger can end so."""
    if isinstance(code, str) and code.endswith("+00:00"):
        return code.removesuffix("+00:00") + "Z"
    return code
