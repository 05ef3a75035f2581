"""What came of calls by the hour, how the menu was answered, and what they turned out to be about.

Counted by the database; reads only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, select, union_all

from routing.escalation import Cause
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.history import WANTED_AN_AGENT
from voice_app.ledger.instants import Floor
from voice_app.ledger.rows import many
from voice_app.ledger.tables import (
    MISCHOSEN,
    TURNED_OUT,
    agents,
    attempts,
    calls,
    presence_changes,
    promises,
    transfers,
)


@dataclass(frozen=True, slots=True)
class Hour:
    """Of callers who wanted an agent and came in that hour of UTC, about one need (None: whatever it is about)."""

    at: datetime
    need: str | None
    calls: int
    gave_up: int


@dataclass(frozen=True, slots=True)
class Turned:
    """So many calls were chosen as `chosen` and turned out to be about `about`: sent on there, or by the agent's
    word. None: a person, whatever it is about."""

    chosen: str | None
    about: str
    calls: int


def hours(connection: Connection, from_at: datetime, to_at: datetime) -> tuple[Hour, ...]:
    hour = Floor("hour", calls.c.arrived_at)
    gave_up = func.count().filter(calls.c.outcome == "abandoned")
    counted = select(hour.label("at"), calls.c.need, func.count().label("calls"), gave_up.label("gave_up"))
    counted = counted.where(*_within(calls.c.arrived_at, from_at, to_at), WANTED_AN_AGENT)
    return many(Hour, connection, counted.group_by(hour, calls.c.need))


def turned(connection: Connection, from_at: datetime, to_at: datetime) -> tuple[Turned, ...]:
    """The most frequent first. A call that was sent on and that its agent spoke of too is one: who sends it on is not
    asked."""
    t, c, a = transfers.c, calls.c, attempts.c
    sent_on = select(t.need_before.label("chosen"), t.to_need.label("about")).where(
        *_within(t.arrived_at, from_at, to_at),
        t.to_need.is_not(None),
        t.need_before.is_distinct_from(t.to_need),
        t.state == "arrived",
    )
    said = select(c.need, c.turned_out).where(*_within(c.arrived_at, from_at, to_at), TURNED_OUT)
    of_callbacks = (
        select(promises.c.need, a.turned_out)
        .join(promises, promises.c.id == a.promise_id)
        .where(*_within(a.gated_at, from_at, to_at), a.turned_out.is_not(None))
    )
    them = union_all(sent_on, said, of_callbacks).subquery()
    counted = select(them.c.chosen, them.c.about, func.count().label("calls")).group_by(them.c.chosen, them.c.about)
    return many(Turned, connection, counted.order_by(func.count().desc(), them.c.chosen, them.c.about))


def mischosen(connection: Connection, from_at: datetime, to_at: datetime) -> Mapping[str, int]:
    """How often the menu was answered by nothing (`silence`), by a `key` or by `words` that stand for nothing there."""
    within = _within(calls.c.arrived_at, from_at, to_at)
    counted = select(calls.c.choice, func.count()).where(*within, MISCHOSEN).group_by(calls.c.choice)
    return {row.choice: row[1] for row in connection.execute(counted)}


def misses(connection: Connection, from_at: datetime, to_at: datetime) -> Mapping[str, int]:
    """Promises that were due in [from_at, to_at) and broken, by cause, the most frequent first."""
    p = promises.c
    cause = func.coalesce(p.broken_because, literal(Cause.SERVICE_DOWN.value)).label("cause")
    broken = select(cause, func.count()).where(*_within(p.due_by, from_at, to_at), p.broken_at.is_not(None))
    rows = connection.execute(broken.group_by("cause").order_by(func.count().desc(), "cause"))
    return {row.cause: row[1] for row in rows}


def presences(connection: Connection, from_at: datetime, to_at: datetime) -> tuple[PresenceChange, ...]:
    """What everybody declared in [from_at, to_at), and what each had declared before; by agent, oldest first."""
    rows = presence_changes.c
    columns = [rows[name] for name in ("id", "agent_id", "presence", "cause", "at", "reason")]
    last = select(func.max(rows.id)).where(rows.agent_id == agents.c.id, rows.at < from_at).scalar_subquery()
    before = select(*columns).where(rows.id.in_(select(last).select_from(agents)))
    these = union_all(before, select(*columns).where(*_within(rows.at, from_at, to_at))).subquery()
    shown = [these.c[name] for name in ("agent_id", "presence", "cause", "at", "reason")]
    return many(PresenceChange, connection, select(*shown).order_by(these.c.agent_id, these.c.id))


def _within(at: Any, from_at: datetime, to_at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return at >= from_at, at < to_at
