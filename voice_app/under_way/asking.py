"""An agent asks for a word with a colleague before a call goes on: who is held for it; and completes it, or takes the
caller back.

Written first; the workers then move and ring (`workers.consults`). Deliberately moves nobody, and knows nobody's leg
but the agent's own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from routing.consults import Whereto
from routing.policy import Choice, PromiseHead, candidate, choose
from routing.queues import Work
from routing.skills import UNTRAINED, AgentId, CallSid, PromiseId, ReservationId
from voice_app import jobs
from voice_app.ledger import TransferId, consults, rooms, transfers
from voice_app.ledger.transfers import Transfer, Wanted
from voice_app.runtime import Runtime
from voice_app.terms import need_of
from voice_app.under_way import consulting, sending_on
from voice_app.under_way.sending_on import Asked, Hindrance

RING_LASTS: Final = timedelta(seconds=100)
"""What a ring by REST may take beside the ringing itself: the carrier's queue, its five seconds more, the whisper."""


def ask(house: Runtime, asked: Asked, now: datetime) -> Transfer | Hindrance:
    """Have the agent talk to a colleague about the call. Asked again, it is the same. Raises BoardGone, LedgerGone."""
    wanted = sending_on.prepare(house, asked, now)
    if not isinstance(wanted, Wanted):
        return wanted
    with house.ledger.read() as ledger:
        under_way = transfers.under_way(ledger, wanted.call_sid)
        leg, is_moving = consulting.leg_of(ledger, house, wanted), _is_moving(ledger, wanted)
    if under_way is not None and sending_on.is_the_same(under_way, wanted):
        return under_way
    if under_way is not None or is_moving:
        return "under_way"
    if leg is None:
        return "leg_unknown"
    held = _hold_colleague(house, wanted, now)
    if held is None:
        return "nobody_free"
    found = _write_down(house, wanted, held, leg, now)
    if found is not None:
        house.jobs.ring(jobs.CONSULT, wanted.id)
    return found or "under_way"


@dataclass(frozen=True, slots=True)
class HeldColleague:
    """Who is to be asked, and under which reservation."""

    colleague: AgentId
    ring: ReservationId


def _hold_colleague(house: Runtime, wanted: Wanted, now: datetime) -> HeldColleague | None:
    """This colleague, or the best who is free and trained for it."""
    need = need_of(wanted.need, wanted.language)
    snapshot = house.board.snapshot(need, frozenset({wanted.from_agent}))
    if wanted.to_agent is not None:
        on_board = house.board.agent(wanted.to_agent)
        free = [candidate(on_board.agent, need)] if on_board is not None and on_board.agent.is_free else []
    else:
        free = [one for one in snapshot.idle if one.level > UNTRAINED and one.agent != wanted.from_agent]
    work = PromiseHead(PromiseId(wanted.id), need, None, now, keeps_language=wanted.to_agent is None)
    choice = choose(work, free, snapshot.staffing, house.terms.rules, now)
    if not isinstance(choice, Choice):
        return None
    ring, expires_at = ReservationId(house.new_id()), now + house.line.waiting.ring_agent + RING_LASTS
    held = house.board.reserve(Choice(choice.agent, Work("consult", wanted.id), choice.reason), ring, expires_at, now)
    return HeldColleague(choice.agent, ring) if held == "reserved" else None


def _write_down(house: Runtime, wanted: Wanted, held: HeldColleague, leg: CallSid, now: datetime) -> Transfer | None:
    """None: somebody was quicker. The colleague is free again where nothing could be written. Raises LedgerGone."""
    found = None
    try:
        with house.ledger.write() as ledger:
            if transfers.ask(ledger, wanted):
                consults.begin(ledger, wanted.id, held.colleague, held.ring, leg)
            found = transfers.get(ledger, wanted.id)
    finally:
        if found is None:
            house.board.rescind(held.ring, "caller_left", now)
    return found


def _is_moving(ledger: Connection, wanted: Wanted) -> bool:
    """A request is on its way that moves the agent's leg into a room of the talk: a second one would cross it."""
    room = rooms.open_of_talk(ledger, wanted.talk)
    return room is not None and room.standing.is_moving


def complete(house: Runtime, transfer: TransferId) -> bool:
    """The caller is to go to the colleague, who is in the room; says whether that is so now, or was already."""
    return _decide(house, transfer, "colleague")


def cancel(house: Runtime, transfer: TransferId) -> bool:
    """The caller is to come back to the agent."""
    return _decide(house, transfer, "agent")


def _decide(house: Runtime, transfer: TransferId, goes_to: Whereto) -> bool:
    with house.ledger.write() as ledger:
        consults.decide(ledger, transfer, goes_to)
        found = transfers.get(ledger, transfer)
    house.jobs.ring(jobs.CONSULT, transfer)
    return found is not None and found.goes_to == goes_to
