"""The conversations that an agent has had, of every kind, as the agent should know them: one look for all.

A conversation is a reservation that was accepted: of a call, which may have gone through several hands, or of a
callback. Where it ended, and what the agent said of it, stands with the call, with the attempt, or, where the agent
sent the caller on, with the transfer. Reads only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, select

from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app.ledger import attempts as tries
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.ids import AttemptId, Disposition, TransferId
from voice_app.ledger.rows import many, one
from voice_app.ledger.tables import attempts, calls, drafts, reservations, transfers


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of them. `began_at`: when the agent accepted, or, of a callback, when the customer answered; None where no
    customer did. `ended_at` None: it goes on, or its end is not known. `transfer`: by which the caller went on to
    somebody else. `reason`: why this agent; None: that was lost with the board.
    """

    reservation: ReservationId
    agent_id: AgentId
    call_sid: CallSid | None
    promise_id: PromiseId | None
    reason: Mapping[str, Any] | None = field(repr=False)
    reserved_at: datetime
    accepted_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    transfer: TransferId | None
    disposition: Disposition | None
    is_resolved: bool | None
    wrapped_at: datetime | None
    has_draft: bool

    @property
    def is_callback(self) -> bool:
        return self.promise_id is not None

    @property
    def was_talked(self) -> bool:
        """It is over, and the two did talk."""
        return self.began_at is not None and self.ended_at is not None


_r, _c, _a, _t = reservations.c, calls.c, attempts.c, transfers.c


def _said(name: str) -> ColumnElement[Any]:
    """What the agent said of it, wherever that stands; a call that was sent on speaks of its next agent."""
    return case((_r.promise_id.is_not(None), _a[name]), (_t.id.is_not(None), _t[name]), else_=_c[name]).label(name)


def _conversations() -> Select[Any]:
    return (
        select(
            _r.id.label("reservation"),
            _r.agent_id,
            _r.call_sid,
            _r.promise_id,
            _r.reason,
            _r.reserved_at,
            _r.closed_at.label("accepted_at"),
            case((_r.promise_id.is_not(None), _a.customer_answered_at), else_=_r.closed_at).label("began_at"),
            func.coalesce(_t.arrived_at, _a.customer_ended_at, _a.ended_at, _c.ended_at).label("ended_at"),
            _t.id.label("transfer"),
            _said("disposition"),
            _said("is_resolved"),
            _said("wrapped_at"),
            drafts.c.reservation.is_not(None).label("has_draft"),
        )
        .join(calls, _c.sid == _r.call_sid, isouter=True)
        .join(attempts, _a.id == _r.id, isouter=True)
        .join(drafts, drafts.c.reservation == _r.id, isouter=True)
        .join(transfers, and_(_t.talk == _r.id, _t.state == "arrived"), isouter=True)
        .where(_r.result == "accepted")
    )


# Asked with every look at a desk, so built once.
OF_AGENT = (
    _conversations()
    .where(_r.agent_id == bindparam("agent"), _r.closed_at >= bindparam("since"))
    .order_by(_r.closed_at, _r.id)
)
THIS_ONE = _conversations().where(_r.id == bindparam("reservation"))


def of_agent(connection: Connection, agent: AgentId, since: datetime) -> tuple[Conversation, ...]:
    """Those that this agent accepted `since`, oldest first."""
    return many(Conversation, connection, OF_AGENT, agent=agent, since=since)


def get(connection: Connection, reservation: ReservationId) -> Conversation | None:
    """The one under this reservation; None: nobody accepted it, as far as the ledger knows."""
    found = one(Conversation, connection, THIS_ONE, reservation=reservation)
    if found is not None:
        return found
    tried = tries.get(connection, AttemptId(reservation))
    return _of_attempt(tried) if tried is not None and tried.dialled else None


def _of_attempt(tried: Attempt) -> Conversation:
    """A callback whose reservation was lost with the board while the agent's phone rang."""
    return Conversation(
        reservation=ReservationId(tried.id),
        agent_id=tried.agent_id,
        call_sid=None,
        promise_id=tried.promise_id,
        reason=None,
        reserved_at=tried.started_at,
        accepted_at=tried.gated_at or tried.started_at,
        began_at=tried.customer_answered_at,
        ended_at=tried.customer_ended_at or tried.ended_at,
        transfer=None,
        disposition=tried.disposition,
        is_resolved=tried.is_resolved,
        wrapped_at=tried.wrapped_at,
        has_draft=False,
    )
