"""To whom the digest of a day was sent: at most once, whoever races or dies.

    queued    to be tried (again) at `not_before`: it surely has not arrived
    claimed   a worker sends it at this moment
    sent · failed · unknown    the end; unknown: it may have arrived, and is not sent again

Deliberately keeps nothing of what stood in it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, Update, select, update

from voice_app.ledger.rows import changes, insert_once, many
from voice_app.ledger.tables import digests

State = Literal["queued", "claimed", "sent", "failed", "unknown"]
CLAIM_LEASE: Final = timedelta(minutes=5)
"""A claim older than this has lost its worker."""


@dataclass(frozen=True, slots=True)
class Sending:
    """That one target is sent the digest of one day. `cause`: why it was not, a code."""

    day: str
    target: str = field(repr=False)
    state: State
    tries: int
    claimed_at: datetime
    not_before: datetime | None
    closed_at: datetime | None
    cause: str | None


def claim(connection: Connection, day: date, target: str, now: datetime) -> bool:
    """The right to send it, once; again only where it surely did not arrive and it is time."""
    if insert_once(connection, digests, day=day.isoformat(), target=target, state="claimed", tries=1, claimed_at=now):
        return True
    again = _of(day, target).where(digests.c.state == "queued", digests.c.not_before <= now)
    return changes(connection, again.values(state="claimed", tries=digests.c.tries + 1, claimed_at=now))


def sent(connection: Connection, day: date, target: str, now: datetime) -> bool:
    return _end(connection, _of(day, target), "sent", now)


def failed(connection: Connection, day: date, target: str, cause: str, now: datetime) -> bool:
    """It was refused for good, or tried often enough."""
    return _end(connection, _of(day, target), "failed", now, cause)


def in_doubt(connection: Connection, day: date, target: str, cause: str, now: datetime) -> bool:
    """The answer was lost: it may have arrived."""
    return _end(connection, _of(day, target), "unknown", now, cause)


def again(connection: Connection, day: date, target: str, cause: str, at: datetime) -> bool:
    """It surely did not arrive, and is tried again then."""
    mine = _of(day, target).where(digests.c.state == "claimed")
    return changes(connection, mine.values(state="queued", cause=cause, not_before=at))


def give_up_lost(connection: Connection, now: datetime) -> int:
    """Claims that nobody was heard of again: it may have arrived."""
    lost = update(digests).where(digests.c.state == "claimed", digests.c.claimed_at < now - CLAIM_LEASE)
    return connection.execute(lost.values(state="unknown", cause="worker_lost", closed_at=now)).rowcount


def of_day(connection: Connection, day: date) -> tuple[Sending, ...]:
    """To whom that day's was sent, or is to be."""
    those = select(digests).where(digests.c.day == day.isoformat()).order_by(digests.c.target)
    return many(Sending, connection, those)


def _end(connection: Connection, sending: Update, state: State, now: datetime, cause: str | None = None) -> bool:
    mine = sending.where(digests.c.state == "claimed")
    return changes(connection, mine.values(state=state, cause=cause, closed_at=now))


def _of(day: date, target: str) -> Update:
    return update(digests).where(digests.c.day == day.isoformat(), digests.c.target == target)
