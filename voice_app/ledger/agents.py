"""The roster: who the agents are, how they are reached, and what presence they declared.

Declared presence only: whether an agent is ringing or talking is true only right now and lies on the board.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, insert, select, true, update

from routing.skills import AgentId
from voice_app.ledger.ids import Presence
from voice_app.ledger.rows import changes, insert_once, many
from voice_app.ledger.tables import account_events, accounts, agents, line_versions, presence_changes

CHANGES = select(*(presence_changes.c[name] for name in ("agent_id", "presence", "cause", "at", "reason", "by")))


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An agent as the line file names one. `reach`: `tel:`, `sip:` or `client:`; `on_call`: the file's own words."""

    id: AgentId
    name: str
    reach: str = field(repr=False)
    languages: tuple[str, ...]
    skills: Mapping[str, int]
    role: str = "agent"
    on_call: tuple[str, ...] = ()
    pin_hash: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent of the roster, with the presence last declared. `summoned_at`: when the own phone was last rung, though
    not signed on, for a promise that would else be broken. `reason`: of a break, where the agent gave one."""

    id: AgentId
    name: str
    reach: str = field(repr=False)
    languages: tuple[str, ...]
    skills: Mapping[str, int]
    role: str
    on_call: tuple[str, ...]
    pin_hash: str | None = field(repr=False)
    presence: Presence
    presence_at: datetime
    summoned_at: datetime | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """One declaration; `cause` is a code: "phone", "api", "desk", "refused_twice", "unreachable", …; `reason`: of a
    break, as the agent gave it: a code of the line file. `by`: the supervisor who declared it in the agent's place."""

    agent_id: AgentId
    presence: Presence
    cause: str
    at: datetime
    reason: str | None = None
    by: AgentId | None = None


def enrol(connection: Connection, roster: Sequence[Enrolment], now: datetime) -> None:
    """Create or update these agents; a new one is signed out.

    A phone belongs to one agent: somebody outside `roster` whose phone it names has left, and is signed out.
    Within the roster phones may change hands.
    """
    for agent in roster:
        _let_go(connection, agent, {other.id for other in roster}, now)
    for agent in roster:
        _write(connection, agent, now)


def _let_go(connection: Connection, agent: Enrolment, staying: set[AgentId], now: datetime) -> None:
    holder = by_reach(connection, agent.reach)
    if holder is None or holder.id == agent.id:
        return
    if holder.id not in staying:
        declare_presence(connection, holder.id, "signed_out", "phone_reassigned", now)
    connection.execute(update(agents).where(agents.c.id == holder.id).values(left_at=now))


def _write(connection: Connection, agent: Enrolment, now: datetime) -> None:
    said: dict[str, Any] = {
        "name": agent.name,
        "reach": agent.reach,
        "languages": list(agent.languages),
        "skills": dict(agent.skills),
        "role": agent.role,
        "on_call": list(agent.on_call),
    }
    if agent.pin_hash is not None:  # whoever names an agent again, without a PIN, takes none away
        said["pin_hash"] = agent.pin_hash
    created = insert_once(connection, agents, id=agent.id, presence="signed_out", presence_at=now, **said)
    if not created:
        connection.execute(update(agents).where(agents.c.id == agent.id).values(**said))
        connection.execute(update(agents).where(agents.c.id == agent.id, ~_is_disabled()).values(left_at=None))


def _is_disabled() -> ColumnElement[bool]:
    """Who was disabled by command stays away, whatever the line file says."""
    return exists().where(accounts.c.agent_id == agents.c.id, accounts.c.disabled_at.is_not(None))


def leave(connection: Connection, agent: AgentId, cause: str, now: datetime) -> None:
    """Off the roster, and signed out; old calls and promises still name that person."""
    declare_presence(connection, agent, "signed_out", cause, now)
    connection.execute(update(agents).where(agents.c.id == agent).values(left_at=now))


def come_back(connection: Connection, agent: AgentId) -> None:
    """On the roster again. Nobody else has that phone meanwhile: ask `by_reach` first."""
    connection.execute(update(agents).where(agents.c.id == agent).values(left_at=None))


def declare_presence(
    connection: Connection,
    agent: AgentId,
    presence: Presence,
    cause: str,
    now: datetime,
    *,
    reason: str | None = None,
    by: AgentId | None = None,
) -> bool:
    """The agent is `presence` from now on; says whether that is a change. Every change is kept for good.

    Another reason for the same break is a change, too; no reason for it is none. Who has left, perhaps a moment ago, is
    signed out and nothing else.
    """
    is_other = agents.c.presence != presence
    if reason is not None:
        is_other |= agents.c.presence_reason.is_distinct_from(reason)
    may = true() if presence == "signed_out" else agents.c.left_at.is_(None)
    new = {"presence": presence, "presence_at": now, "presence_reason": reason}
    changed = changes(connection, update(agents).where(agents.c.id == agent, is_other, may).values(**new))
    if changed:
        said = {"agent_id": agent, "presence": presence, "cause": cause, "at": now, "reason": reason, "by": by}
        connection.execute(insert(presence_changes).values(**said))
    return changed


def summon(connection: Connection, agent: AgentId, unless_since: datetime, now: datetime) -> bool:
    """The right to ring this agent, who is not signed on: false where that was done since then."""
    rested = agents.c.summoned_at.is_(None) | (agents.c.summoned_at <= unless_since)
    return changes(connection, update(agents).where(agents.c.id == agent, rested).values(summoned_at=now))


def set_pin(connection: Connection, agent: AgentId, hashed: str) -> None:
    connection.execute(update(agents).where(agents.c.id == agent).values(pin_hash=hashed))


def presence_history(connection: Connection, agent: AgentId) -> tuple[PresenceChange, ...]:
    """All declarations of this agent, oldest first."""
    its = CHANGES.where(presence_changes.c.agent_id == agent).order_by(presence_changes.c.id)
    return many(PresenceChange, connection, its)


def changes_since(connection: Connection, agent: AgentId, since: datetime) -> tuple[PresenceChange, ...]:
    """What this agent declared from then on, and the declaration before, which still stood then; oldest first."""
    rows = presence_changes.c
    before = select(func.max(rows.id)).where(rows.agent_id == agent, rows.at < since).scalar_subquery()
    these = CHANGES.where(rows.agent_id == agent, (rows.at >= since) | (rows.id == before))
    return many(PresenceChange, connection, these.order_by(rows.id))


def get(connection: Connection, agent: AgentId) -> Agent | None:
    """One agent, also one who has left: old calls and promises still name that person."""
    return _one(connection, select(agents).where(agents.c.id == agent))


def on_roster(connection: Connection, agent: AgentId) -> Agent | None:
    """One agent who has not left."""
    return _one(connection, select(agents).where(agents.c.id == agent, agents.c.left_at.is_(None)))


def by_reach(connection: Connection, reach: str) -> Agent | None:
    """Whose phone this is."""
    return _one(connection, select(agents).where(agents.c.reach == reach, agents.c.left_at.is_(None)))


def mark(connection: Connection) -> tuple[int | None, int | None]:
    """Another one whenever somebody may have been added, changed, disabled or enabled; found without reading them."""
    latest = (select(func.max(table.c.id)).scalar_subquery() for table in (line_versions, account_events))
    version, event = connection.execute(select(*latest)).one()
    return version, event


def ever(connection: Connection) -> tuple[Agent, ...]:
    """Everybody who was on the roster at any time, by id."""
    return tuple(map(_agent, connection.execute(select(agents).order_by(agents.c.id))))


def all(connection: Connection) -> tuple[Agent, ...]:
    """The roster, by id."""
    rows = connection.execute(select(agents).where(agents.c.left_at.is_(None)).order_by(agents.c.id))
    return tuple(map(_agent, rows))


def on_break_since(connection: Connection) -> dict[AgentId, datetime]:
    """Who of the roster has declared a break, and when."""
    on_break = (agents.c.left_at.is_(None), agents.c.presence == "on_break")
    found = connection.execute(select(agents.c.id, agents.c.presence_at).where(*on_break))
    return {AgentId(row.id): row.presence_at for row in found}


def _one(connection: Connection, query: Select[Any]) -> Agent | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else _agent(row)


def _agent(row: Row[Any]) -> Agent:
    return Agent(
        id=row.id,
        name=row.name,
        reach=row.reach,
        languages=tuple(row.languages),
        skills=row.skills,
        role=row.role,
        on_call=tuple(row.on_call),
        pin_hash=row.pin_hash,
        presence=row.presence,
        presence_at=row.presence_at,
        summoned_at=row.summoned_at,
        reason=row.presence_reason,
    )
