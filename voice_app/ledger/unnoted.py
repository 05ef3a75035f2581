"""Calls that are over and of which their agent has said nothing yet, and what the agent was asked about them by text.

A code of two figures names a call in a text; it cannot be taken for an answer, which is one figure. Deliberately holds
no outcome: what the agent says stands with the call (`calls.wrap`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from routing.skills import AgentId, CallSid
from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import changes, insert_once, many, one, take_turn
from voice_app.ledger.tables import agents_asked, calls

FIRST_CODE, CODES = 10, 90


@dataclass(frozen=True, slots=True)
class Unnoted:
    """Such a call. `code`: None where its agent was not asked; `unread`: what the agent texted of it that nobody could
    read."""

    sid: CallSid
    agent_id: AgentId
    phone: Phone | None = field(repr=False)
    need: str | None
    language: str | None
    answered_at: datetime
    ended_at: datetime
    code: int | None
    unread: str | None = field(repr=False)


_c, _a = calls.c, agents_asked.c
UNNOTED = (
    select(_c.sid, _c.answered_by.label("agent_id"), _c.phone, _c.need, _c.language, _c.answered_at, _c.ended_at)
    .add_columns(_a.code, _a.unread)
    .outerjoin(agents_asked, _a.call_sid == _c.sid)
    .where(_c.ended_at.is_not(None), _c.wrapped_at.is_(None))
)


def of_agent(connection: Connection, agent: AgentId, since: datetime) -> tuple[Unnoted, ...]:
    """This agent's, of those answered since then, the one that ended last first."""
    theirs = UNNOTED.where(_c.answered_by == agent, _c.answered_at >= since)
    return many(Unnoted, connection, theirs.order_by(_c.ended_at.desc(), _c.sid))


def one_of_agent(connection: Connection, agent: AgentId, sid: CallSid) -> Unnoted | None:
    """This call, if it is the agent's and nothing was said of it."""
    return one(Unnoted, connection, UNNOTED.where(_c.answered_by == agent, _c.sid == sid))


def unasked(connection: Connection, agents: Collection[AgentId], since: datetime) -> tuple[Unnoted, ...]:
    """Those of these agents, ended since then, about which they were not asked; the oldest first."""
    theirs = UNNOTED.where(_c.answered_by.in_(agents), _c.answered_at.is_not(None), _c.ended_at >= since)
    return many(Unnoted, connection, theirs.where(_a.call_sid.is_(None)).order_by(_c.ended_at, _c.sid))


def ask(connection: Connection, sid: CallSid, agent: AgentId, now: datetime) -> int | None:
    """The agent is asked about this call, once: the code that names it in texts; None where that was done."""
    take_turn(connection, f"asks {agent}")
    before = select(func.count()).select_from(agents_asked).where(_a.agent_id == agent)
    code = FIRST_CODE + connection.execute(before).scalar_one() % CODES
    is_new = insert_once(connection, agents_asked, call_sid=sid, agent_id=agent, code=code, asked_at=now)
    return code if is_new else None


def noted_under(connection: Connection, agent: AgentId, code: int, since: datetime) -> CallSid | None:
    """The agent's call that this code names since then, and of which something was said meanwhile."""
    theirs = (_a.agent_id == agent, _a.code == code, _a.asked_at >= since, _c.wrapped_at.is_not(None))
    query = select(_c.sid).join(agents_asked, _a.call_sid == _c.sid).where(*theirs)
    return connection.execute(query.order_by(_a.asked_at.desc()).limit(1)).scalar_one_or_none()


def keep_unread(connection: Connection, sid: CallSid, body: str) -> bool:
    """The agent texted this of the call, and nobody could read it: it goes into the note when there is one."""
    more = func.coalesce(_a.unread + "\n", "") + body
    return changes(connection, update(agents_asked).where(_a.call_sid == sid).values(unread=more))
