"""Invitations: a link that works once, for a while, and of which only the digest lies here.

`password`: to choose one's own. `pass`: straight to the desk, on the machine of whoever started the demonstration.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from routing.skills import AgentId
from voice_app.ledger.rows import changes, many, one, take_turn
from voice_app.ledger.tables import invitations

Kind = Literal["password", "pass"]


@dataclass(frozen=True, slots=True)
class Invitation:
    digest: str = field(repr=False)
    agent_id: AgentId
    kind: Kind
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


def make(connection: Connection, invitation: Invitation) -> None:
    """Whoever is invited anew can use none of the older ones of that kind; of two who invite at once, the first's
    either."""
    take_turn(connection, f"invitations of {invitation.agent_id}")
    withdraw(connection, invitation.agent_id, invitation.made_at, kind=invitation.kind)
    values = {name: getattr(invitation, name) for name in Invitation.__slots__}
    connection.execute(insert(invitations).values(**values))


def by_digest(connection: Connection, digest: str) -> Invitation | None:
    """Also one that is used up."""
    return one(Invitation, connection, select(invitations).where(invitations.c.digest == digest))


def use(connection: Connection, digest: str, now: datetime) -> bool:
    """Once, and not too late."""
    good = (invitations.c.digest == digest, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
    return changes(connection, update(invitations).where(*good).values(used_at=now))


def withdraw(connection: Connection, agent: AgentId, now: datetime, *, kind: Kind | None = None) -> None:
    """None of this agent's is good any more; of one kind only, where it is given."""
    unused = update(invitations).where(invitations.c.agent_id == agent, invitations.c.used_at.is_(None))
    if kind is not None:
        unused = unused.where(invitations.c.kind == kind)
    connection.execute(unused.values(used_at=now))


def still_good(connection: Connection, now: datetime) -> tuple[Invitation, ...]:
    good = select(invitations).where(invitations.c.used_at.is_(None), invitations.c.expires_at > now)
    return many(Invitation, connection, good.order_by(invitations.c.agent_id))


def forget_before(connection: Connection, before: datetime) -> None:
    """All that had expired by then."""
    connection.execute(delete(invitations).where(invitations.c.expires_at < before))
