"""The promises of one agent: those that the agent made, and those that the agent is to keep by preference.

Reads only, in one look. A promise that many had a hand in is each one's own.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from routing.calendar import IN_SIGHT
from routing.skills import AgentId, PromiseId
from voice_app.ledger.ids import Outcome, PromiseState
from voice_app.ledger.instants import Instant
from voice_app.ledger.promise import Window
from voice_app.ledger.rows import many
from voice_app.ledger.tables import DIALLED, PREFERRED, attempts, promise_matters, promises

LOOKS_BACK: Final = IN_SIGHT + timedelta(weeks=1)
"""Nothing is promised for later than what is in sight; what is owed longer than that is a supervisor's."""


@dataclass(frozen=True, slots=True)
class OwnPromise:
    """One of them. `promised_at`: when this agent first promised it; None: somebody else did. `note`: what was said of
    it last. `last_tried_at`, `last_outcome`: of the last time that the person's phone was to ring."""

    id: PromiseId
    phone: str | None = field(repr=False)
    need: str | None
    note: str | None = field(repr=False)
    language: str
    state: PromiseState
    due_by: datetime
    effective_due_by: datetime
    not_before: datetime
    window_from: datetime | None
    window_to: datetime | None
    preferred_agent: AgentId | None
    needs_approval: bool
    escalated_at: datetime | None
    broken_at: datetime | None
    closed_at: datetime | None
    promised_at: datetime | None
    last_tried_at: datetime | None
    last_outcome: Outcome | None

    @property
    def window(self) -> Window | None:
        if self.window_from is None or self.window_to is None:
            return None
        return Window(self.window_from, self.window_to)


_p, _m, _a = promises.c, promise_matters.c, attempts.c
_SHOWN = (
    *(_p.id, _p.phone, _p.need, _p.language, _p.state, _p.due_by, _p.effective_due_by, _p.not_before),
    *(_p.window_from, _p.window_to, _p.preferred_agent, _p.needs_approval, _p.escalated_at, _p.broken_at, _p.closed_at),
)


def _last_try(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    newest = select(column).where(_a.promise_id == _p.id, DIALLED).order_by(_a.n.desc()).limit(1)
    return newest.correlate(promises).scalar_subquery().label(name)


def _owns() -> Select[Any]:
    made = (
        select(_m.promise_id, func.min(_m.at, type_=Instant()).label("promised_at"))
        .where(_m.made_by == bindparam("agent"), _m.at >= bindparam("back_to"))
        .group_by(_m.promise_id)
        .subquery()
    )
    preferred = select(_p.id).where(_p.preferred_agent == bindparam("agent"), PREFERRED)
    said = select(_m.note).where(_m.promise_id == _p.id, _m.note.is_not(None)).order_by(_m.id.desc()).limit(1)
    still_shown = (
        _p.closed_at.is_(None) | (_p.closed_at >= bindparam("since")) | (made.c.promised_at >= bindparam("since"))
    )
    return (
        select(
            *_SHOWN,
            made.c.promised_at,
            said.correlate(promises).scalar_subquery().label("note"),
            _last_try(_a.gated_at, "last_tried_at"),
            _last_try(_a.outcome, "last_outcome"),
        )
        .join(made, made.c.promise_id == _p.id, isouter=True)
        .where(_p.id.in_(select(made.c.promise_id).union_all(preferred)), still_shown)
        .order_by(_p.closed_at.is_not(None), _p.effective_due_by, _p.id)
    )


# Asked with every look at a desk, so built once.
OWNS = _owns()


def kept_for(connection: Connection, agent: AgentId) -> int:
    """How many are owed that this agent is to keep by preference."""
    theirs = select(func.count()).select_from(promises).where(_p.preferred_agent == agent, PREFERRED)
    count: int = connection.execute(theirs).scalar_one()
    return count


def of_agent(connection: Connection, agent: AgentId, since: datetime, now: datetime) -> tuple[OwnPromise, ...]:
    """What is owed, by deadline; then what was closed, or promised, `since`."""
    return many(OwnPromise, connection, OWNS, agent=agent, since=since, back_to=now - LOOKS_BACK)
