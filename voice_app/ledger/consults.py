"""A transfer on which the agent talks to the colleague first: who is where, each step a compare-and-set.

The row is the transfer's. The agent goes into a room, the colleague is rung and joins, the caller holds; each of the
three is where the own leg says. `caller_moves` ends it: only one move of the caller is let through. Deliberately
decides nothing of where the caller goes: `routing.consults` does.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from routing.consults import Presences, Whereto
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.ledger.ids import TransferId
from voice_app.ledger.rows import changes, many, one
from voice_app.ledger.tables import LIVE, OWED, calls, transfers
from voice_app.ledger.transfers import Transfer

T = transfers.c
CONSULT = T.mode == "consult"
STATE_AFTER = {"colleague": "arrived", "agent": "cancelled", "line": "arrived"}


def begin(
    connection: Connection, transfer: TransferId, colleague: AgentId, ring: ReservationId, agent_leg: CallSid | None
) -> bool:
    """Who is to join, held under which reservation; and the agent's own leg, as far as it is known."""
    return _write(connection, transfer, T.ring.is_(None), colleague=colleague, ring=ring, agent_leg=agent_leg)


def ringing(connection: Connection, transfer: TransferId, now: datetime) -> bool:
    """May the colleague's phone be rung? Once: a second ring would be a second leg."""
    return _write(connection, transfer, T.rung_at.is_(None), T.goes_to.is_(None), rung_at=now)


def colleague_leg(connection: Connection, transfer: TransferId, leg: CallSid) -> bool:
    """The colleague's leg; the first word of it stays."""
    return _write(connection, transfer, T.colleague_leg.is_(None), colleague_leg=leg)


def agent_is_in(connection: Connection, transfer: TransferId, leg: CallSid, now: datetime) -> bool:
    """The agent's leg has asked for the room."""
    return _write(connection, transfer, T.agent_in_at.is_(None), agent_in_at=now, agent_leg=leg)


def agent_left(connection: Connection, transfer: TransferId, now: datetime) -> bool:
    return _write(connection, transfer, T.agent_left_at.is_(None), agent_left_at=now)


def caller_holds(connection: Connection, transfer: TransferId, now: datetime) -> bool:
    return _write(connection, transfer, T.held_at.is_(None), held_at=now)


def joined(connection: Connection, transfer: TransferId, leg: CallSid, now: datetime) -> bool:
    """The colleague has accepted and goes into the room; not where the caller is already called back."""
    waits = (T.joined_at.is_(None), T.colleague_left_at.is_(None), T.goes_to.is_(None))
    return _write(connection, transfer, *waits, joined_at=now, colleague_leg=leg)


def colleague_left(connection: Connection, transfer: TransferId, now: datetime) -> bool:
    """The colleague has left the room, or will not come."""
    return _write(connection, transfer, T.colleague_left_at.is_(None), colleague_left_at=now)


def decide(connection: Connection, transfer: TransferId, goes_to: Whereto) -> bool:
    """The agent's word: the caller goes to the colleague, who is there, or back to the agent; the first word stays."""
    guards = [T.goes_to.is_(None)]
    if goes_to == "colleague":
        guards += [T.joined_at.is_not(None), T.colleague_left_at.is_(None)]
    return _write(connection, transfer, *guards, goes_to=goes_to)


def calling(connection: Connection, transfer: TransferId, again_after: timedelta, now: datetime) -> bool:
    """May the caller's leg be redirected off hold, or onto it? Not where the last request may still have its effect."""
    rested = or_(T.called_at.is_(None), T.called_at <= now - again_after)
    return _write(connection, transfer, rested, called_at=now)


def not_called(connection: Connection, transfer: TransferId) -> bool:
    """That request certainly did nothing."""
    return _write(connection, transfer, called_at=None)


def caller_moves(connection: Connection, transfer: TransferId, to: Whereto, now: datetime) -> bool:
    """The caller's leg goes there at this moment; once."""
    arrived_at = None if to == "agent" else now
    new = {"state": STATE_AFTER[to], "goes_to": to, "arrived_at": arrived_at, "closed_at": now}
    return _write(connection, transfer, **new)


def stays(connection: Connection, transfer: TransferId, now: datetime) -> bool:
    """The caller stays with the agent: nobody is to be asked any more, and neither of the two has been moved."""
    unmoved = (T.agent_in_at.is_(None), T.held_at.is_(None))
    return _write(connection, transfer, *unmoved, state=STATE_AFTER["agent"], goes_to="agent", closed_at=now)


def give_up(connection: Connection, transfer: TransferId, cause: str, now: datetime) -> bool:
    """The caller is no longer on the line, or never left the talk."""
    return _write(connection, transfer, state="failed", cause=cause, closed_at=now)


def presences(transfer: Transfer) -> Presences:
    """Who is in the room."""
    return Presences(
        agent_is_in=transfer.agent_in_at is not None,
        agent_left=transfer.agent_left_at is not None,
        colleague_is_in=transfer.joined_at is not None,
        colleague_left=transfer.colleague_left_at is not None,
    )


def of_ring(connection: Connection, ring: ReservationId) -> Transfer | None:
    """The one for which a colleague is held under this reservation."""
    return one(Transfer, connection, select(transfers).where(T.ring == ring))


def in_a_room(connection: Connection) -> tuple[Transfer, ...]:
    """Those whose caller went to one of the two in the room, and is on the line still. Looked for by the calls that go
    on, of which there are few."""
    ended = (CONSULT, T.state.in_(("arrived", "cancelled")), T.goes_to.in_(("colleague", "agent")))
    of_live_calls = T.call_sid.in_(select(calls.c.sid).where(LIVE))
    return many(Transfer, connection, select(transfers).where(of_live_calls, *ended).order_by(T.closed_at))


def _write(connection: Connection, transfer: TransferId, *guards: Any, **new: Any) -> bool:
    return changes(connection, update(transfers).where(T.id == transfer, CONSULT, OWED, *guards).values(**new))
