"""What there is to talk about under a promise: one matter for each need, and for each thing that was said of it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from routing.skills import CallSid, PromiseId
from voice_app.ledger.rows import many
from voice_app.ledger.tables import promise_matters


@dataclass(frozen=True, slots=True)
class Matter:
    """A need (None: whatever it is about), the person's own words if any, and the call in which it came up."""

    need: str | None
    note: str | None = field(repr=False)
    call_sid: CallSid | None
    at: datetime


def add_matter(connection: Connection, promise_id: PromiseId, matter: Matter) -> bool:
    """Note the matter, unless it says nothing that is not noted already."""
    if any(_says_no_more(matter, than=known) for known in matters_of(connection, promise_id)):
        return False
    row = {"need": matter.need, "note": matter.note, "call_sid": matter.call_sid, "at": matter.at}
    connection.execute(insert(promise_matters).values(promise_id=promise_id, **row))
    return True


def matters_of(connection: Connection, promise_id: PromiseId) -> tuple[Matter, ...]:
    """All matters of this promise, oldest first; the first is what it was made for."""
    rows = promise_matters.c
    query = select(rows.need, rows.note, rows.call_sid, rows.at).where(rows.promise_id == promise_id)
    return many(Matter, connection, query.order_by(rows.id))


def _says_no_more(matter: Matter, *, than: Matter) -> bool:
    return matter.need == than.need and matter.note in (None, than.note)
