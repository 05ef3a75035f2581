"""The outbox of invitations that leave by e-mail: each is handed to the mail server at most once.

As with notices of alarms, a letter that was claimed and not heard of again becomes `unknown` and is not sent again;
only what surely did not arrive goes back into the queue. No link lies here: the seed opens nothing without the
`SECRET_KEY`. The address is kept until the invitation is used, withdrawn or over, so that it can be sent again; then it
is forgotten.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Update, exists, insert, select, update

from routing.skills import AgentId
from voice_app.ledger.ids import TextState
from voice_app.ledger.rows import many, one
from voice_app.ledger.tables import ADDRESSED, CLAIMED, QUEUED, invitation_letters, invitations

CLAIM_LEASE: Final = timedelta(seconds=120)
"""A claim older than this has lost its worker. A slow mail server may take that long."""

_l = invitation_letters.c


@dataclass(frozen=True, slots=True)
class Letter:
    """One invitation on its way. `seed`: of its link. `invitation`: its digest. `asked_by`: who invites; `address`:
    None once it is of no use any more. `cause`: why it did not leave, a code."""

    id: str
    seed: str = field(repr=False)
    invitation: str = field(repr=False)
    agent_id: AgentId
    asked_by: str
    address: str | None = field(repr=False)
    state: TextState
    tries: int
    queued_at: datetime
    not_before: datetime
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    cause: str | None = None


def queue(connection: Connection, letter: Letter) -> None:
    values = {name: getattr(letter, name) for name in Letter.__slots__}
    connection.execute(insert(invitation_letters).values(**values))


def claim(connection: Connection, now: datetime) -> Letter | None:
    """Take the next one; of two workers one gets it. Commit before sending it. Whose invitation is good no more is
    nobody's to send."""
    first = (
        select(_l.id)
        .where(QUEUED, _l.not_before <= now, ADDRESSED, _is_good(now))
        .order_by(_l.not_before, _l.id)
        .limit(1)
        .scalar_subquery()
    )
    mine = update(invitation_letters).where(_l.id == first, QUEUED).returning(invitation_letters)
    return one(Letter, connection, mine.values(state="claimed", claimed_at=now, tries=_l.tries + 1))


def sent(connection: Connection, letter: str, now: datetime) -> None:
    connection.execute(_claimed(letter).values(state="sent", closed_at=now, cause=None))


def failed(connection: Connection, letter: str, cause: str, now: datetime, retry_at: datetime | None = None) -> None:
    """It surely did not arrive: for good, or until `retry_at`."""
    if retry_at is None:
        connection.execute(_claimed(letter).values(state="failed", closed_at=now, cause=cause))
    else:
        connection.execute(_claimed(letter).values(state="queued", not_before=retry_at, claimed_at=None, cause=cause))


def in_doubt(connection: Connection, letter: str, cause: str, now: datetime) -> None:
    """It may have arrived: it is not sent again."""
    connection.execute(_claimed(letter).values(state="unknown", closed_at=now, cause=cause))


def _claimed(letter: str) -> Update:
    return update(invitation_letters).where(_l.id == letter, CLAIMED)


def give_up_stale(connection: Connection, now: datetime) -> int:
    """Letters whose worker died between claim and answer are `unknown` from now on; how many there were."""
    stale = update(invitation_letters).where(CLAIMED, _l.claimed_at <= now - CLAIM_LEASE)
    return connection.execute(stale.values(state="unknown", closed_at=now, cause="worker_died")).rowcount


def forget_addresses(connection: Connection, now: datetime) -> int:
    """Of whatever invitation is used, withdrawn or over; how many there were."""
    over = update(invitation_letters).where(ADDRESSED, ~_is_good(now))
    return connection.execute(over.values(address=None)).rowcount


def are_there(connection: Connection) -> bool:
    """Is there any whose address is still known, and of which something may be to do?"""
    return connection.execute(select(_l.id).where(ADDRESSED).limit(1)).first() is not None


def waits(connection: Connection, now: datetime) -> bool:
    """Is there one to be sent now?"""
    query = select(_l.id).where(QUEUED, _l.not_before <= now, ADDRESSED).limit(1)
    return connection.execute(query).first() is not None


def addressed(connection: Connection) -> tuple[Letter, ...]:
    """Those of invitations that may still be open."""
    return many(Letter, connection, select(invitation_letters).where(ADDRESSED).order_by(_l.queued_at, _l.id))


def _is_good(now: datetime) -> ColumnElement[bool]:
    theirs = invitations.c.digest == _l.invitation
    return exists().where(theirs, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
