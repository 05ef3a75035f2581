"""The promises that may be tried now, and the pages a supervisor turns.

What is at risk or broken is marked in `escalations`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    TextClause,
    bindparam,
    exists,
    false,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union,
)

from routing.skills import PromiseId
from voice_app.ledger.ids import PromiseState
from voice_app.ledger.instants import Instant
from voice_app.ledger.pages import PAGE, cursor_at, place_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import many
from voice_app.ledger.tables import ESCALATED, HURRIED, ON_ROSTER, OPEN, OWED, OWED_AS, agents, calls, promises


@dataclass(frozen=True, slots=True)
class Page:
    """At most PAGE promises, by deadline; `next_cursor` is None on the last page."""

    items: tuple[Promise, ...]
    next_cursor: str | None


def due(
    connection: Connection, now: datetime, limit: int = PAGE, *, calling_since: datetime | None = None
) -> tuple[Promise, ...]:
    """Open, approved promises that may be tried now: those that a supervisor wants made at once, then earliest
    effective deadline first, then oldest arrival.

    Not those of people who are on the line with us, in a call that arrived after `calling_since`; nor those that are
    kept for an agent who is not ready, lest they stand in the way of others. The ids are found in one narrow index,
    without touching the rows of the promises that wait for later.
    """
    bound = {"now": now, "calling_since": calling_since or now, "most": limit}
    return many(Promise, connection, DUE, **bound)


def is_due(connection: Connection, promise: PromiseId, now: datetime, calling_since: datetime) -> bool:
    """Is it among those that may be tried now, however many come before it?"""
    return promise in due_among(connection, [promise], now, calling_since)


def due_among(
    connection: Connection, these: Collection[PromiseId], now: datetime, calling_since: datetime
) -> frozenset[PromiseId]:
    """Which of these are among those that may be tried now, however many come before them."""
    its = select(promises.c.id).where(promises.c.id.in_(these), *_may_be_tried())
    found = connection.execute(its, {"now": now, "calling_since": calling_since}).scalars() if these else ()
    return frozenset(map(PromiseId, found))


def _due() -> Select[Any]:
    """Bound when it is asked, each second and for each agent who comes free: `now`, `calling_since`, `most`."""
    order = (promises.c.effective_due_by, promises.c.counts_from, promises.c.id)
    may = select(promises.c.id).where(*_may_be_tried(), ~_is_kept_for_the_absent()).limit(bindparam("most"))
    ready = may.order_by(*order).subquery(), may.where(HURRIED).order_by(promises.c.hurried_at).subquery()
    both = union(*(select(one.c.id) for one in ready)).subquery()
    at_once_first = (promises.c.hurried_at.is_(None), *order)
    return select(promises).join(both, promises.c.id == both.c.id).order_by(*at_once_first).limit(bindparam("most"))


def _may_be_tried() -> tuple[ColumnElement[bool] | TextClause, ...]:
    return OPEN, promises.c.not_before <= bindparam("now", type_=Instant()), ~_is_calling()


def _is_kept_for_the_absent() -> ColumnElement[bool]:
    lasts = promises.c.preferred_until > bindparam("now", type_=Instant())
    is_kept = promises.c.preferred_agent.is_not(None) & lasts
    is_there = (agents.c.id == promises.c.preferred_agent) & (agents.c.presence == "ready") & ON_ROSTER
    gone = (agents.c.id == promises.c.preferred_agent) & agents.c.left_at.is_not(None)
    return func.coalesce(is_kept, false()) & ~exists().where(is_there | gone)


def _is_calling() -> ColumnElement[bool]:
    """Of a shared phone only the call in which the promise was made counts."""
    by_phone = (calls.c.phone == promises.c.phone) & promises.c.shared.is_(False)
    theirs = by_phone | (calls.c.sid == promises.c.call_sid)
    lately = calls.c.arrived_at > bindparam("calling_since", type_=Instant())
    return exists().where(theirs, calls.c.ended_at.is_(None), lately)


DUE = _due()


def fall_due(connection: Connection, before: datetime) -> int:
    """How many promises that are owed fall due before then, those that are late already among them."""
    # Wrapped, lest SQLite takes the index of all that ever fell due.
    due_by = func.coalesce(promises.c.due_by, literal(before, Instant()))
    its = select(func.count()).select_from(promises).where(OWED, due_by < before)
    return connection.execute(its).scalar_one()


def page(
    connection: Connection,
    state: PromiseState | None = None,
    due_before: datetime | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    at_risk: bool = False,
) -> Page:
    """One page, by deadline and id, of the promises in `state` that are due before `due_before`. Raises BadCursor.
    `at_risk`: only those that are owed, and of which supervisors know."""
    query = select(promises).order_by(promises.c.due_by, promises.c.id).limit(limit + 1)
    if state is not None:
        query = query.where(promises.c.state == state)
    if due_before is not None:
        query = query.where(promises.c.due_by < due_before)
    if at_risk:
        query = query.where(ESCALATED)
    if cursor is not None:
        query = query.where(tuple_(promises.c.due_by, promises.c.id) > place_of(cursor))
    found = many(Promise, connection, query)
    items = found[:limit]
    return Page(items, cursor_at(items[-1].due_by, items[-1].id) if len(found) > limit else None)


def by_state(connection: Connection) -> dict[str, int]:
    """How many promises there are in each state."""
    counted = connection.execute(select(promises.c.state, func.count()).group_by(promises.c.state))
    return {str(state): int(count) for state, count in counted}


def broken(connection: Connection) -> int:
    """How many are owed whose time has passed."""
    late = select(func.count()).select_from(promises).where(OWED, literal_column(OWED_AS.text) == "broken")
    return connection.execute(late).scalar_one()
