"""What the caps against toll fraud are held against: who asked lately, whom we dialled, how long we talked.

Counts only. What follows from a cap is decided by `voice_app.caps`; how high it is stands in the line file.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, and_, bindparam, case, exists, func, or_, select

from routing.skills import PromiseId
from voice_app.ledger.instants import Instant
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import many, take_turn
from voice_app.ledger.tables import ACTIVE, DIALLED, OPEN, attempts, promises, texts, timeline

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


_a = attempts.c
_LATELY = (DIALLED, _a.gated_at > bindparam("a_day_ago", type_=Instant()))
_WITHIN_THE_HOUR = func.count(case((_a.gated_at > bindparam("an_hour_ago", type_=Instant()), 1)))
_GOES_ON = ACTIVE & _a.customer_answered_at.is_not(None) & _a.customer_ended_at.is_(None)
DIALLED_LATELY = select(_WITHIN_THE_HOUR, func.coalesce(func.sum(_a.talked_seconds), 0.0)).where(*_LATELY)
TALKS_LATELY = select(_a.customer_answered_at).where(*_LATELY, _GOES_ON)
"""Asked before each dial and with each plan, so built once."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What calling customers has come to: `dials` in the last hour, `talked` in the last 24, talks that go on
    included."""

    dials: int
    talked: timedelta


def asked_lately(connection: Connection, prefix: str, now: datetime, *, besides: PromiseId | None = None) -> int:
    """Promises that came to numbers of this prefix within the hour, whatever became of them; made there or moved there.

    Those of shared numbers do not count: behind a switchboard are many people. Whoever asks holds the prefix until the
    transaction ends, so that of requests at the same time each counts the ones before it.
    """
    take_turn(connection, f"prefix {prefix}")
    since = now - HOUR
    moved = exists().where(timeline.c.promise_id == promises.c.id, timeline.c.event == "moved", timeline.c.at > since)
    came = or_(promises.c.made_at > since, moved)
    there = and_(promises.c.prefix == prefix, promises.c.shared.is_(False), came)
    if besides is not None:
        there = and_(there, promises.c.id != besides)
    return _count(connection, select(func.count()).select_from(promises).where(there))


def texted_lately(connection: Connection, prefix: str, phrase: str, now: datetime) -> int:
    """Texts of this phrase that were queued within the hour about promises to this prefix; others wait, as above."""
    take_turn(connection, f"texts {prefix}")  # never the prefix itself: by now the promise may be locked
    their = select(func.count()).select_from(texts.join(promises, promises.c.id == texts.c.promise_id))
    lately = (texts.c.queued_at > now - HOUR, texts.c.phrase == phrase, promises.c.prefix == prefix)
    return _count(connection, their.where(*lately))


def spent(connection: Connection, now: datetime) -> Spent:
    """What has been spent until now, in one narrow query by the instant of the dial."""
    since = {"an_hour_ago": now - HOUR, "a_day_ago": now - DAY}
    dials, seconds = connection.execute(DIALLED_LATELY, since).one()
    talks = connection.execute(TALKS_LATELY, since).scalars()
    going_on = sum((now - began for began in talks), timedelta())
    return Spent(dials, timedelta(seconds=seconds) + going_on)


def free_again_at(connection: Connection, promise: Promise, most: int, now: datetime) -> datetime | None:
    """When this promise's number may be dialled again, having been dialled `most` times within 24 hours; None: now.

    Behind a shared number only the dials of this promise count.
    """
    a = attempts.c
    its_own = a.promise_id == promise.id if promise.shared else a.phone == promise.phone
    latest = select(a.gated_at).where(DIALLED, its_own, a.gated_at > now - DAY).order_by(a.gated_at.desc())
    dials = connection.execute(latest.limit(most)).scalars().all()
    return dials[-1] + DAY if len(dials) == most else None


def dialled_enough(connection: Connection, most: int, now: datetime) -> tuple[tuple[Promise, datetime], ...]:
    """Open promises that would be tried before their number may be dialled again, each with that instant."""
    a = attempts.c
    often = select(a.phone).where(DIALLED, a.gated_at > now - DAY).group_by(a.phone).having(func.count() >= most)
    theirs = many(Promise, connection, select(promises).where(OPEN, promises.c.phone.in_(often)))
    free = ((promise, free_again_at(connection, promise, most, now)) for promise in theirs)
    return tuple((promise, at) for promise, at in free if at is not None and promise.not_before < at)


def _count(connection: Connection, query: Select[int]) -> int:
    return connection.execute(query).scalar_one()
