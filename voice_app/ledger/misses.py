"""The promises of a stretch of time one by one: those that were missed, for whoever looks why; and all, for a file.

A page at a time, by when they were made, so that neither holds the ledger nor memory for longer than a page takes.
Deliberately counts nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, and_, func, literal, literal_column, select, tuple_, union_all

from routing.skills import AgentId, PromiseId
from voice_app.ledger.counting import broken, cause
from voice_app.ledger.ids import Phone, PromiseState
from voice_app.ledger.instants import Instant
from voice_app.ledger.pages import place_of_row
from voice_app.ledger.rows import many
from voice_app.ledger.store import Ledger
from voice_app.ledger.tables import MISSED, OWED, OWED_AS, UNBROKEN, attempts, promises

AT_A_TIME: Final = 50
TO_A_FILE_AT_A_TIME: Final = 500

_p = promises.c
_dialled = (attempts.c.promise_id == _p.id, attempts.c.customer_leg_of.is_not(None))
_AGENT: Final = (
    select(attempts.c.agent_id)
    .where(*_dialled)
    .order_by(attempts.c.n.desc())
    .limit(1)
    .correlate(promises)
    .scalar_subquery()
)
_DIALLED: Final = select(func.count()).select_from(attempts).where(*_dialled).correlate(promises).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Miss:
    """A promise whose deadline passed before it was kept, withdrawn or given up. `cause`: why, a code. `agent`: who
    dialled its customer last; None: nobody did."""

    id: PromiseId
    need: str | None
    made_at: datetime
    due_by: datetime
    state: PromiseState
    kept_at: datetime | None
    cause: str
    agent: AgentId | None


@dataclass(frozen=True, slots=True)
class Line:
    """A promise as a file has it. `phone` is None once erased; `dialled`: how often its customer was."""

    id: PromiseId
    phone: Phone | None = field(repr=False)
    need: str | None
    language: str
    source: str
    made_at: datetime
    due_by: datetime
    state: PromiseState
    kept_at: datetime | None
    kept_how: str | None
    closed_at: datetime | None
    broken_at: datetime | None
    broken_because: str | None
    promised_late: bool
    dialled: int
    agent: AgentId | None


def misses(
    connection: Connection,
    from_at: datetime,
    to_at: datetime,
    now: datetime,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int = AT_A_TIME,
) -> tuple[Miss, ...]:
    """Those made in [from_at, to_at), newest first; `before`: made at and id of the last one that was seen."""
    columns = (
        _p.id,
        _p.need,
        _p.made_at,
        _p.due_by,
        _p.state,
        _p.kept_at,
        cause().label("cause"),
        _AGENT.label("agent"),
    )
    # A line misses few of all that it makes: what is over is found by an index of those alone, what is owed by that of
    # its group, or of its deadline, and not, as both would rather, among all that were made then.
    unsought = func.coalesce(_p.made_at, literal(from_at, Instant()))
    parts = (
        (MISSED, _p.made_at),
        (and_(OWED, literal_column(OWED_AS.text, Text) == "broken"), unsought),
        (and_(UNBROKEN, _p.due_by <= now), unsought),
    )
    firsts = []
    for those, made_at in parts:
        its = select(_p.id).where(those, broken(now), made_at >= from_at, made_at < to_at)
        if before is not None:
            its = its.where(tuple_(made_at, _p.id) < place_of_row(*before))
        firsts.append(its.order_by(made_at.desc(), _p.id.desc()).limit(limit).subquery())
    found = union_all(*(select(first.c.id) for first in firsts)).subquery()
    newest = select(*columns).join(found, found.c.id == _p.id).order_by(_p.made_at.desc(), _p.id.desc()).limit(limit)
    return many(Miss, connection, newest)


def all_lines(ledger: Ledger, from_at: datetime, to_at: datetime) -> Iterator[Line]:
    """All promises made in [from_at, to_at), oldest first. Reads a page whenever the one before is used up, and holds
    nothing in between; what is made meanwhile comes too. Raises LedgerGone."""
    names = (field for field in Line.__dataclass_fields__ if field not in ("dialled", "agent"))
    columns = (*(_p[name] for name in names), _DIALLED.label("dialled"), _AGENT.label("agent"))
    its = select(*columns).order_by(_p.made_at, _p.id).limit(TO_A_FILE_AT_A_TIME)
    after: ColumnElement[bool] = _p.made_at >= from_at
    while True:
        with ledger.read() as connection:
            page = many(Line, connection, its.where(after, _p.made_at < to_at))
        yield from page
        if len(page) < TO_A_FILE_AT_A_TIME:
            return
        last = page[-1]
        after = tuple_(_p.made_at, _p.id) > place_of_row(last.made_at, last.id)
