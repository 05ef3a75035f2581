"""What an agent says of a conversation that is over: noted at the call or the attempt; of a callback, its outcome.

A talk is over when its agent wraps up, and stays to be noted when the time for that has run out. Deliberately ends no
wrap-up: that is `legs`. A promise is kept by an agent's word only where the customer's own leg was answered.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.records import Reservation
from routing.skills import AgentId, CallSid
from voice_app.attempts import record_outcome
from voice_app.ledger import AttemptId, attempts, calls, flight, transfers
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.calls import Call
from voice_app.ledger.ids import Disposition
from voice_app.ledger.transfers import Transfer
from voice_app.runtime import Runtime

SPOKE: Final[frozenset[Disposition]] = frozenset({"resolved", "follow_up", "transferred"})


def note_wrap_up(house: Runtime, agent: AgentId, disposition: Disposition, note: str | None, now: datetime) -> bool:
    """Note it at the conversation that it is about; false where there is none. Raises BoardGone, LedgerGone."""
    on_board = house.board.agent(agent)
    held = house.board.reservation(on_board.reservation) if on_board and on_board.reservation else None
    wrapping_up = held if held is not None and held.state == "settled" else None
    with house.ledger.write() as ledger:
        talk = _talk(ledger, agent, wrapping_up)
        if isinstance(talk, Transfer):
            transfers.wrap(ledger, talk.id, disposition, now, note=note)
        elif isinstance(talk, Call):
            calls.wrap(ledger, talk.sid, agent, disposition, now, note=note)
        elif talk is not None:
            attempts.wrap(ledger, talk.id, disposition, now, note=note)
    if isinstance(talk, Attempt) and talk.customer_answered_at is not None:
        record_outcome(house, talk.id, "spoke" if disposition in SPOKE else disposition, now)
    return talk is not None or wrapping_up is not None


def _talk(ledger: Connection, agent: AgentId, wrapping_up: Reservation | None) -> Call | Attempt | Transfer | None:
    """A call that was sent on is somebody else's by now: what its first agent says stands with the transfer."""
    if wrapping_up is None:
        return _last_unnoted(ledger, agent)
    if wrapping_up.work.kind == "promise":
        return attempts.get(ledger, AttemptId(wrapping_up.id))
    transfer = transfers.of_talk(ledger, wrapping_up.id)
    if transfer is not None and transfer.state == "arrived":
        return transfer
    return calls.get(ledger, CallSid(wrapping_up.work.id))


def _last_unnoted(ledger: Connection, agent: AgentId) -> Call | Attempt | Transfer | None:
    """The callback that still waits for its outcome, else the last call, if that is over and nothing was said of it."""
    awaiting = flight.awaiting_outcome(ledger, agent)
    if awaiting:
        return awaiting[-1]
    last, sent = calls.last_of_agent(ledger, agent), transfers.last_of_agent(ledger, agent)
    if sent is not None and not sent.is_callback and (last is None or _began(last) < sent.asked_at):
        return sent if sent.wrapped_at is None else None
    return last if last is not None and last.ended_at is not None and last.wrapped_at is None else None


def _began(call: Call) -> datetime:
    return call.answered_at or call.arrived_at
