"""Putting promises before a supervisor, step by step, and marking those that were not kept in time.

Every mark is set once, so that two tickers shout once; what is marked is returned. The causes and steps are decided by
`routing.escalation`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, Update, and_, literal, select, update

from routing.escalation import Cause, Ladder, Waiting
from routing.skills import Language, PromiseId
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import changes, many, one, values
from voice_app.ledger.tables import CLIMBING, OPEN, OWED, POISONED, UNBROKEN, UNESCALATED, promises
from voice_app.ledger.timeline import tell

RESTORED = Cause.RESTORED.value

Guard = ColumnElement[bool] | TextClause


def waiting(connection: Connection) -> list[Waiting]:
    """Every promise that is owed, in the order of its effective deadline, as the forecast sees it. One that waits for a
    look after a restore most likely goes on by itself in a moment: nobody has to decide yet."""
    p = promises.c
    decides = and_(p.needs_approval, p.approval_because.is_distinct_from(RESTORED))
    columns = (p.id, p.effective_due_by, p.language, decides, p.escalated_at.is_not(None))
    found = connection.execute(select(*columns).where(OWED).order_by(p.effective_due_by, p.id))
    return [
        Waiting(PromiseId(id_), due_by, Language(language), needs_approval, bool(is_known))
        for id_, due_by, language, needs_approval, is_known in found
    ]


def escalate(connection: Connection, promise_id: PromiseId, because: Cause, now: datetime) -> Promise | None:
    """Put this promise before a supervisor, whatever its deadline; None if it is there already, or closed."""
    told = {"escalated_at": now, "escalated_because": because.value, "escalation": Ladder.TOLD.value}
    its_own = update(promises).where(UNESCALATED, promises.c.id == promise_id).values(**told)
    escalated = one(Promise, connection, its_own.returning(promises))
    if escalated is not None:
        tell(connection, promise_id, "escalated", now, step=Ladder.TOLD.value, because=because.value)
    return escalated


def explain(connection: Connection, promise_id: PromiseId, because: Cause, now: datetime) -> Promise | None:
    """A supervisor knows of it, and must know this too; None where that is the cause already."""
    new = (OWED, promises.c.id == promise_id, promises.c.escalated_because != because.value)
    explained = update(promises).where(*new).values(escalated_because=because.value).returning(promises)
    promise = one(Promise, connection, explained)
    if promise is not None:
        tell(connection, promise_id, "escalated", now, step=promise.escalation, because=because.value)
    return promise


def unescalated(connection: Connection, before: datetime) -> tuple[Promise, ...]:
    """Promises that cannot be kept after `before`, and of which no supervisor knows."""
    return many(Promise, connection, select(promises).where(UNESCALATED, promises.c.effective_due_by <= before))


def climb(connection: Connection, to: Ladder, before: datetime, now: datetime) -> tuple[Promise, ...]:
    """Take this step for every promise that cannot be kept after `before`; not for those that nobody may dial."""
    close = (CLIMBING, promises.c.effective_due_by <= before, promises.c.escalation < to.value)
    climbed = _mark(connection, update(promises).where(*close).values(escalation=to.value))
    for promise in climbed:
        tell(connection, promise.id, "escalated", now, step=to.value, because=promise.escalated_because)
    return climbed


def summonable(connection: Connection, now: datetime, limit: int) -> tuple[Promise, ...]:
    """Promises that may be tried now and for which supervisors are rung, most urgent first."""
    last_step = (OPEN, promises.c.not_before <= now, promises.c.escalation == literal(Ladder.SUPERVISORS.value))
    urgent = select(promises).where(*last_step).order_by(promises.c.effective_due_by, promises.c.id).limit(limit)
    return many(Promise, connection, urgent)


def mark_broken(connection: Connection, now: datetime) -> tuple[Promise, ...]:
    """Mark every promise whose deadline has passed unkept; returns the newly marked, earliest deadline first."""
    return _mark(connection, update(promises).where(UNBROKEN, promises.c.due_by <= now).values(broken_at=now))


def note_miss(connection: Connection, promise_id: PromiseId, because: Cause, now: datetime) -> None:
    """Why it was not kept in time."""
    its_own = update(promises).where(promises.c.id == promise_id)
    connection.execute(its_own.values(broken_because=because.value))
    tell(connection, promise_id, "broken", now, because=because.value)


def _mark(connection: Connection, mark: Update) -> tuple[Promise, ...]:
    marked = values(Promise, connection.execute(mark.returning(promises)))
    return tuple(sorted(marked, key=lambda promise: (promise.due_by, promise.id)))


# ── promises whose handling breaks down ─────────────────────────────────────────────────────────────────────────────


def begin_handling(connection: Connection, promise_id: PromiseId) -> None:
    """Count a crash before anything can crash: whatever kills this process, the count is kept; `forget_crashes` when it
    went well."""
    open_one = update(promises).where(OPEN, promises.c.id == promise_id)
    connection.execute(open_one.values(crashes=promises.c.crashes + 1))


def note_crash(connection: Connection, promise_id: PromiseId, now: datetime, not_before: datetime) -> None:
    """Handling it failed; it is left alone until `not_before`."""
    its_own = update(promises).where(OWED, promises.c.id == promise_id)
    if changes(connection, its_own.values(crashes=promises.c.crashes + 1, not_before=not_before)):
        tell(connection, promise_id, "crashed", now)


def forget_crashes(connection: Connection, promise_id: PromiseId) -> None:
    """Handling it went well, whatever came of it."""
    crashed = (promises.c.id == promise_id, promises.c.crashes > 0)
    connection.execute(update(promises).where(*crashed).values(crashes=0))


def poisoned(connection: Connection) -> Sequence[PromiseId]:
    """Promises whose handling broke down too often to be tried again (three times: the index's own condition)."""
    return [PromiseId(id_) for id_ in connection.execute(select(promises.c.id).where(POISONED, OPEN)).scalars()]
