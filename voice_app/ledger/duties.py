"""The promises that something must be done about, and the pages a supervisor turns.

`mark_broken` and `mark_escalated` return what they marked, each promise once, so that two tickers shout once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, exists, select, tuple_, update

from routing.skills import PromiseId
from voice_app.ledger.ids import PromiseState
from voice_app.ledger.pages import PAGE, cursor_at, place_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import many, values
from voice_app.ledger.tables import OPEN, UNBROKEN, UNESCALATED, calls, promises
from voice_app.ledger.timeline import tell


@dataclass(frozen=True, slots=True)
class Page:
    """At most PAGE promises, by deadline; `next_cursor` is None on the last page."""

    items: tuple[Promise, ...]
    next_cursor: str | None


def due(
    connection: Connection, now: datetime, limit: int = PAGE, *, calling_since: datetime | None = None
) -> tuple[Promise, ...]:
    """Open, approved promises that may be tried now: earliest effective deadline first, then oldest arrival.

    Not those of people who are on the line with us, in a call that arrived after `calling_since`. The ids are found in
    one narrow index, without touching the rows of the promises that wait for later.
    """
    ready = (
        select(promises.c.id)
        .where(OPEN, promises.c.not_before <= now, ~_is_calling(calling_since or now))
        .order_by(promises.c.effective_due_by, promises.c.counts_from, promises.c.id)
        .limit(limit)
        .subquery()
    )
    found = select(promises).join(ready, promises.c.id == ready.c.id)
    return many(Promise, connection, found.order_by(promises.c.effective_due_by, promises.c.counts_from, promises.c.id))


def _is_calling(since: datetime) -> ColumnElement[bool]:
    """Of a shared phone only the call in which the promise was made counts."""
    by_phone = (calls.c.phone == promises.c.phone) & promises.c.shared.is_(False)
    theirs = by_phone | (calls.c.sid == promises.c.call_sid)
    return exists().where(theirs, calls.c.ended_at.is_(None), calls.c.arrived_at > since)


def mark_broken(connection: Connection, now: datetime) -> tuple[Promise, ...]:
    """Mark every promise whose deadline has passed unkept; returns the newly marked, earliest deadline first."""
    passed = update(promises).where(UNBROKEN, promises.c.due_by <= now).values(broken_at=now)
    return _mark(connection, passed, "broken", now)


def mark_escalated(connection: Connection, before: datetime, now: datetime) -> tuple[Promise, ...]:
    """Put every promise that cannot be kept after `before` before a supervisor; returns the newly marked."""
    close = update(promises).where(UNESCALATED, promises.c.effective_due_by <= before).values(escalated_at=now)
    return _mark(connection, close, "escalated", now)


def escalate(connection: Connection, promise_id: PromiseId, now: datetime) -> bool:
    """Put this promise before a supervisor, whatever its deadline; false if it is there or closed."""
    its_own = update(promises).where(UNESCALATED, promises.c.id == promise_id).values(escalated_at=now)
    return bool(_mark(connection, its_own, "escalated", now))


def _mark(connection: Connection, mark: Update, event: str, now: datetime) -> tuple[Promise, ...]:
    marked = values(Promise, connection.execute(mark.returning(promises)))
    for promise in marked:
        tell(connection, promise.id, event, now)
    return tuple(sorted(marked, key=lambda promise: (promise.due_by, promise.id)))


def page(
    connection: Connection,
    state: PromiseState | None = None,
    due_before: datetime | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page:
    """One page, by deadline and id, of the promises in `state` that are due before `due_before`. Raises BadCursor."""
    query = select(promises).order_by(promises.c.due_by, promises.c.id).limit(limit + 1)
    if state is not None:
        query = query.where(promises.c.state == state)
    if due_before is not None:
        query = query.where(promises.c.due_by < due_before)
    if cursor is not None:
        query = query.where(tuple_(promises.c.due_by, promises.c.id) > place_of(cursor))
    found = many(Promise, connection, query)
    items = found[:limit]
    return Page(items, cursor_at(items[-1].due_by, items[-1].id) if len(found) > limit else None)
