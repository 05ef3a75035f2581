"""Agents who are rung by list while the board is away: reservations like any other, but written before the phone rings,
because here the row is all that keeps two callers from one phone.

Deliberately knows no list, and reads no row by anything but a call or an agent.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, exists, select, update

from routing.agents import REST
from routing.skills import AgentId, CallSid
from voice_app.ledger import reservations as noted
from voice_app.ledger.ids import ReservationId
from voice_app.ledger.rows import changes, take_turn
from voice_app.ledger.tables import LIVE, calls, reservations

R = reservations.c
BY_LIST: Final = R.reason["ruling"].as_string() == "by_list"
RINGS_FOR: Final = timedelta(seconds=75)
"""A ring at its longest, and a whisper; of an older one the end was lost."""
IN_ONE_ROUND: Final = timedelta(minutes=5)
"""In which nobody is rung a second time for the same call."""
REFUSALS: Final = ("declined", "no_answer", "busy", "unreachable")

TALKS: Final[ColumnElement[bool]] = (
    exists()
    .where(calls.c.answered_by.is_not(None), LIVE)
    .where(R.call_sid == calls.c.sid, R.agent_id == calls.c.answered_by, R.result == "accepted", BY_LIST)
)
"""Does anybody talk who was rung so?"""


def hold(
    connection: Connection,
    ring: ReservationId,
    agent: AgentId,
    call: CallSid,
    *,
    reason: Mapping[str, Any],
    now: datetime,
) -> bool:
    """This agent's phone may be rung for this call; nobody else's call rings it meanwhile, nor soon after a refusal."""
    take_turn(connection, "rung by list")
    is_held = (R.closed_at.is_(None), R.reserved_at > now - RINGS_FOR)
    rests = (R.closed_at > now - REST, R.result.in_(REFUSALS))
    for is_so in (is_held, rests):
        its_own = select(R.id).where(R.agent_id == agent, BY_LIST, *is_so).limit(1)
        if connection.execute(its_own).first() is not None:
            return False
    return noted.note(connection, ring, agent, reason, now, call_sid=call)


def rung_for(connection: Connection, call: CallSid, now: datetime) -> frozenset[AgentId]:
    """Whose phones have rung for this call in this round."""
    rung = select(R.agent_id).where(R.call_sid == call, BY_LIST, R.reserved_at > now - IN_ONE_ROUND)
    return frozenset(AgentId(agent) for agent in connection.execute(rung).scalars())


def get(connection: Connection, ring: ReservationId) -> noted.Reservation | None:
    """A ring by list; None: there is none of that id."""
    found = noted.get(connection, ring)
    return found if found is not None and found.call_sid and found.reason.get("ruling") == "by_list" else None


def taken(connection: Connection, ring: ReservationId, now: datetime) -> bool:
    """Its agent has the call. That the two were joined counts also where the ring was taken to be over."""
    not_yet = (R.id == ring, R.result.is_distinct_from("accepted"))
    return changes(connection, update(reservations).where(*not_yet).values(closed_at=now, result="accepted"))


def is_talking(connection: Connection, call: CallSid) -> bool:
    """Is this caller with an agent who was rung so?"""
    return bool(connection.execute(select(TALKS.where(calls.c.sid == call))).scalar_one())
