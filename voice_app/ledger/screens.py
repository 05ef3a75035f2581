"""Screens: what shows the wallboard by a link and nothing else, each with a name, until it expires or is revoked.

Deliberately knows no token, only its digest.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from routing.skills import AgentId
from voice_app.ledger.rows import changes, many, one
from voice_app.ledger.tables import UNREVOKED, screens


@dataclass(frozen=True, slots=True)
class Screen:
    """`name`: where it hangs, in the words of whoever made its link. `language`: of what it shows. `seen_at`: when it
    last showed anything, to a few minutes; None: never yet."""

    id: str
    digest: str = field(repr=False)
    name: str
    language: str
    made_by: AgentId
    made_at: datetime
    expires_at: datetime
    seen_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: AgentId | None = None

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def make(connection: Connection, screen: Screen) -> None:
    values = {name: getattr(screen, name) for name in Screen.__slots__}
    connection.execute(insert(screens).values(**values))


def by_digest(connection: Connection, digest: str) -> Screen | None:
    """Also one that is good no longer."""
    return one(Screen, connection, select(screens).where(screens.c.digest == digest))


def unrevoked(connection: Connection, now: datetime) -> tuple[Screen, ...]:
    """Those that still show something, the newest first."""
    good = select(screens).where(UNREVOKED, screens.c.expires_at > now)
    return many(Screen, connection, good.order_by(screens.c.made_at.desc(), screens.c.id))


def touch(connection: Connection, screen: str, now: datetime) -> bool:
    """It shows the wallboard; false where it may no longer."""
    shows = update(screens).where(UNREVOKED, screens.c.id == screen)
    return changes(connection, shows.values(seen_at=now))


def revoke(connection: Connection, screen: str, by: AgentId, now: datetime) -> bool:
    """Says whether that is a change."""
    good = update(screens).where(UNREVOKED, screens.c.id == screen)
    return changes(connection, good.values(revoked_at=now, revoked_by=by))


def revoke_made_by(connection: Connection, agent: AgentId, now: datetime, by: AgentId | None) -> int:
    """All whose links this agent has made; how many there were. `by`: None where it is nobody on the roster."""
    good = update(screens).where(UNREVOKED, screens.c.made_by == agent, screens.c.expires_at > now)
    return connection.execute(good.values(revoked_at=now, revoked_by=by)).rowcount
