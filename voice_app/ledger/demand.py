"""What the plan has to find time for: the promises that are owed and approved, counted.

Counted by the database, to the minute: a line may owe a hundred thousand callbacks, and plans every few seconds. Reads
only, and of the promises one index only.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, select

from voice_app.ledger.instants import Floor, Instant
from voice_app.ledger.tables import DEMANDED, RANG, attempts, promises


class Demand(NamedTuple):
    """So many promises alike. `due_by`: the minute of their effective deadline; `rung`: how many of their attempts had
    a chance of reaching the person; `may_dial`: they may be dialled now, as far as they go themselves."""

    language: str
    due_by: datetime
    rung: int
    may_dial: bool
    promises: int


_rung = (
    select(func.count())
    .select_from(attempts)
    .where(attempts.c.promise_id == promises.c.id, RANG)
    .correlate(promises)
    .scalar_subquery()
)
_may_dial = and_(promises.c.state == "open", promises.c.not_before <= bindparam("now", type_=Instant()))
_alike = (
    promises.c.language,
    Floor("minute", promises.c.effective_due_by).label("due_by"),
    _rung.label("rung"),
    _may_dial.label("may_dial"),
)
_owed = select(*_alike).where(DEMANDED).subquery()
DEMAND = select(*_owed.c, func.count()).group_by(*_owed.c).order_by(_owed.c.due_by)
"""Asked every few seconds, so built once."""


def demand(connection: Connection, now: datetime) -> list[Demand]:
    """All of it, by deadline."""
    return [Demand._make(row) for row in connection.execute(DEMAND, {"now": now})]
