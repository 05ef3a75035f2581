"""Sessions of the pages: who is signed in, on what, since when; each can be ended from here at once.

Deliberately knows no token, only its digest. How long one lasts is decided by `voice_app.accounts`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, delete, insert, select, update

from routing.skills import AgentId
from voice_app.ledger.rows import changes, many, one
from voice_app.ledger.tables import LIVE, sessions


@dataclass(frozen=True, slots=True)
class Session:
    """`device`: a browser and its system, in words. `seen_at`: to a few minutes. `proven_at`: when the second factor
    was shown, or when it was known that none is asked for. `role`: the agent's when it began; a changed one ends it."""

    id: str
    digest: str = field(repr=False)
    agent_id: AgentId
    role: str
    device: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    proven_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str | None = None


def begin(connection: Connection, session: Session) -> None:
    values = {name: getattr(session, name) for name in Session.__slots__}
    connection.execute(insert(sessions).values(**values))


def by_digest(connection: Connection, digest: str) -> Session | None:
    """Also one that is over."""
    return one(Session, connection, select(sessions).where(sessions.c.digest == digest))


def live(connection: Connection, agent: AgentId) -> tuple[Session, ...]:
    """Those of this agent that nobody has ended, the one used last first."""
    query = (
        select(sessions).where(LIVE, sessions.c.agent_id == agent).order_by(sessions.c.seen_at.desc(), sessions.c.id)
    )
    return many(Session, connection, query)


def touch(connection: Connection, session: str, now: datetime) -> bool:
    """It is in use; false where it is over."""
    used = update(sessions).where(LIVE, sessions.c.id == session, sessions.c.seen_at < now)
    return changes(connection, used.values(seen_at=now))


def renew(connection: Connection, session: str, digest: str, now: datetime) -> bool:
    """The second factor was shown, so the session goes on under another token; false where it is over."""
    this = update(sessions).where(LIVE, sessions.c.id == session)
    return changes(connection, this.values(proven_at=now, digest=digest, seen_at=now))


def end(connection: Connection, session: str, because: str, now: datetime) -> bool:
    """Says whether it was still going on."""
    return changes(connection, _ended(sessions.c.id == session, because, now))


def end_all(connection: Connection, agent: AgentId, because: str, now: datetime, *, but: str | None = None) -> int:
    """How many were ended. `but`: the one that may go on."""
    theirs = sessions.c.agent_id == agent
    if but is not None:
        theirs &= sessions.c.id != but
    return connection.execute(_ended(theirs, because, now)).rowcount


def forget_before(connection: Connection, before: datetime) -> None:
    """All that were over by then, one way or the other."""
    connection.execute(delete(sessions).where(sessions.c.ends_at < before))


def _ended(which: ColumnElement[bool], because: str, now: datetime) -> Update:
    return update(sessions).where(LIVE, which).values(ended_at=now, ended_because=because)
