"""When the ledger was last copied, and what is done to one that was laid back: all that it says may be out of date.

What a restore lost is between two instants: the copy began, the restore was done. Whoever is owed something may have
been called in that time, so nobody is dialled before the carrier's list was looked at (`workers.restored`); a text that
was queued may have left, and is not sent again; and what opened a door then must be shown anew. Deliberately asks no
carrier and knows no file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, union, update

from routing.skills import PromiseId
from voice_app.ledger import heartbeats, opt_outs, promises
from voice_app.ledger.ids import Phone
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import changes, many
from voice_app.ledger.tables import (
    AGREED,
    CLAIMED,
    LIVE,
    OWED,
    QUEUED,
    attempts,
    calls,
    follow_ups,
    invitations,
    metadata,
    sessions,
    texts,
)
from voice_app.ledger.tables import promises as owed
from voice_app.ledger.texts import BODY_KEPT
from voice_app.ledger.timeline import tell

BEGUN, MADE = "backup_begun", "backup"
"""Under these names the ledger knows when the last copy was begun, as the copy itself does, and when it was made."""
SINCE, AT, SETTLED = "restored_from", "restored", "restored_settled"
RESTORED: Final = "restored"
"""Why a promise is held, a text given up, a session over."""
LOST: Final = "lost"
"""The outcome of a call that was under way when the copy was begun: what came of it is not written."""


@dataclass(frozen=True, slots=True)
class Restore:
    """What happened between these two is not written."""

    since_at: datetime
    at: datetime

    def covers(self, at: datetime) -> bool:
        return self.since_at <= at <= self.at


def begin_backup(connection: Connection, now: datetime, fresh: str) -> None:
    """Before the copy: it is to know when it was begun, and under which key whoever is erased later will be known."""
    heartbeats.beat(connection, BEGUN, now)
    opt_outs.who(connection, Phone(""), fresh)


def end_backup(connection: Connection, now: datetime) -> None:
    """There is a copy, and it is whole."""
    heartbeats.beat(connection, MADE, now)


def known_until(connection: Connection) -> datetime | None:
    """Up to when everything that happened is in this copy; None: it has never been in use."""
    return heartbeats.by_process(connection).get(BEGUN) or heartbeats.last(connection)


def last(connection: Connection) -> Restore | None:
    """The last one, if this ledger was ever laid back."""
    beats = heartbeats.by_process(connection)
    return Restore(beats[SINCE], beats[AT]) if SINCE in beats and AT in beats else None


def unsettled(connection: Connection) -> Restore | None:
    """The same, while promises wait for it."""
    beats = heartbeats.by_process(connection)
    if SINCE not in beats or AT not in beats or beats.get(SETTLED, heartbeats.NEVER) >= beats[AT]:
        return None
    return Restore(beats[SINCE], beats[AT])


def settle(connection: Connection, now: datetime) -> None:
    """No promise waits for it any more."""
    heartbeats.beat(connection, SETTLED, now)


# ── what is done to a ledger that was laid back ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Done:
    """How many were held, given up, ended."""

    promises: int
    texts: int
    calls: int
    sessions: int


def lay_down(connection: Connection, since: datetime, look: str, now: datetime) -> Done:
    """Everything, in one transaction. `look`: under which name the ledger knows when the carrier's calls were looked at
    last; the next look goes back to the first call of which the end is not written."""
    live = calls.c.ended_at.is_(None)
    first = connection.execute(select(func.min(calls.c.arrived_at)).where(live)).scalar_one()
    looked = heartbeats.by_process(connection).get(look, since)
    heartbeats.beat(connection, look, min(looked, since, first or since))
    done = Done(
        promises=_hold(connection, now),
        texts=_doubt_texts(connection, now),
        calls=connection.execute(
            update(calls).where(live, calls.c.answered_at.is_(None)).values(ended_at=since, outcome=LOST)
        ).rowcount,
        sessions=connection.execute(update(sessions).where(LIVE).values(ended_at=now, ended_because=RESTORED)).rowcount,
    )
    connection.execute(update(invitations).where(invitations.c.used_at.is_(None)).values(used_at=now))
    connection.execute(update(follow_ups).where(AGREED).values(state="dropped", cause=RESTORED))
    heartbeats.beat(connection, SINCE, since)
    heartbeats.beat(connection, AT, now)
    return done


def _hold(connection: Connection, now: datetime) -> int:
    free = select(owed.c.id).where(OWED, owed.c.needs_approval.is_(False))
    return sum(
        promises.hold(connection, PromiseId(id_), RESTORED, now) for id_ in connection.execute(free).scalars().all()
    )


def _doubt_texts(connection: Connection, now: datetime) -> int:
    """Whatever may have left by now."""
    rows = texts.c
    may_have_left = select(rows.id).where(CLAIMED).union(select(rows.id).where(QUEUED, rows.not_before <= now))
    doubted = (
        update(texts)
        .where(rows.id.in_(may_have_left))
        .values(state="unknown", closed_at=now, cause=RESTORED, body=BODY_KEPT)
    )
    found = connection.execute(doubted.returning(rows.id, rows.promise_id, rows.phrase)).all()
    for id_, promise, phrase in found:
        if promise is not None:
            tell(connection, promise, "text_in_doubt", now, phrase=phrase, text=id_, cause=RESTORED)
    return len(found)


def phones(connection: Connection) -> Iterator[Phone]:
    """Every phone that stands anywhere, once."""
    found = [select(column) for table in metadata.tables.values() for column in table.columns if column.name == "phone"]
    for phone in connection.execute(union(*found)).scalars():
        if phone is not None:
            yield Phone(phone)


# ── what is found out afterwards ────────────────────────────────────────────────────────────────────────────────────


def held(connection: Connection) -> tuple[Promise, ...]:
    """Promises that wait for the look, the most urgent first."""
    theirs = select(owed).where(OWED, owed.c.needs_approval.is_(True), owed.c.approval_because == RESTORED)
    return many(Promise, connection, theirs.order_by(owed.c.effective_due_by, owed.c.id))


def release(connection: Connection, promise: PromiseId, now: datetime) -> bool:
    """Nothing came of the wait: it goes on as before, without anybody's approval."""
    waits = (owed.c.id == promise, OWED, owed.c.needs_approval.is_(True), owed.c.approval_because == RESTORED)
    freed = changes(connection, update(owed).where(*waits).values(needs_approval=False, approval_because=None))
    if freed:
        tell(connection, promise, "cleared", now, cause=RESTORED)
    return freed


def known_legs(connection: Connection, promise: PromiseId) -> frozenset[str]:
    """The customer's legs that are written."""
    theirs = select(attempts.c.customer_sid).where(
        attempts.c.promise_id == promise, attempts.c.customer_sid.is_not(None)
    )
    return frozenset(connection.execute(theirs).scalars())
