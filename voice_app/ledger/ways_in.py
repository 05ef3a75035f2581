"""How each agent gets in, all of them in a few looks: account, second factor, open invitation, sessions, last sign of
life. And who could open the supervisors' pages.

Reads only. Deliberately judges no session: how long one lasts is decided by `voice_app.accounts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from routing.skills import AgentId
from voice_app.ledger.instants import Instant
from voice_app.ledger.tables import LIVE, ON_ROSTER, accounts, agents, invitations, sessions


@dataclass(frozen=True, slots=True)
class WayIn:
    """`invited_until`: an invitation is open until then. `sessions`: those that nobody has ended and whose time is not
    over. `seen_at`: on the pages, to a few minutes."""

    has_password: bool = False
    has_second_factor: bool = False
    is_disabled: bool = False
    invited_until: datetime | None = None
    sessions: int = 0
    seen_at: datetime | None = None


NO_WAY = WayIn()


def all(connection: Connection, now: datetime) -> Mapping[AgentId, WayIn]:
    """Of whoever has an account; who has none was never invited."""
    live = _counted(connection, now)
    seen = select(sessions.c.agent_id, func.max(sessions.c.seen_at, type_=Instant()).label("at"))
    last = {row.agent_id: row.at for row in connection.execute(seen.group_by(sessions.c.agent_id))}
    good = and_(invitations.c.used_at.is_(None), invitations.c.expires_at > now, invitations.c.kind == "password")
    until = {row.agent_id: row.expires_at for row in connection.execute(select(invitations).where(good))}
    return {
        AgentId(row.agent_id): WayIn(
            has_password=row.password_hash is not None,
            has_second_factor=row.totp_at is not None,
            is_disabled=row.disabled_at is not None,
            invited_until=until.get(row.agent_id),
            sessions=live.get(row.agent_id, 0),
            seen_at=last.get(row.agent_id),
        )
        for row in connection.execute(select(accounts))
    }


def _counted(connection: Connection, now: datetime) -> dict[str, int]:
    live = select(sessions.c.agent_id, func.count().label("n")).where(LIVE, sessions.c.ends_at > now)
    return {row.agent_id: row.n for row in connection.execute(live.group_by(sessions.c.agent_id))}


def supervisors_who_can_come(connection: Connection) -> frozenset[AgentId]:
    """On the roster, with a password, and not disabled."""
    ours = (agents.c.role == "supervisor", accounts.c.password_hash.is_not(None), accounts.c.disabled_at.is_(None))
    query = select(agents.c.id).join(accounts, accounts.c.agent_id == agents.c.id).where(ON_ROSTER, *ours)
    return frozenset(AgentId(id_) for id_ in connection.execute(query).scalars())
