"""What an agent says of a conversation that is over: how it went, a note, whether it was resolved at once, and perhaps
the promise to call back. Noted at the call, the attempt or the transfer; of a callback it is the outcome.

One transaction: the word, the promise and the end of the draft; the first word stays, and whoever comes second is told.
A conversation stays to be noted when the time for that has run out. A promise is kept by an agent's word only where the
customer's own leg was answered.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from routing.board import BoardGone
from routing.records import Reservation
from routing.skills import AgentId, ReservationId
from voice_app import jobs, legs
from voice_app.attempts import note_outcome
from voice_app.desk.calling_back import CallBack, NoCallback, Promised, against, owe
from voice_app.desk.owners import SETTLED, Refused, conversation, is_over
from voice_app.ledger import AttemptId, attempts, calls, conversations, drafts, flight, transfers
from voice_app.ledger.conversations import Conversation
from voice_app.ledger.ids import Disposition
from voice_app.runtime import Runtime
from voice_app.under_way.consulting import held_for

SPOKE: Final[frozenset[Disposition]] = frozenset({"resolved", "follow_up", "transferred"})
LATE: Final = timedelta(days=7)
"""How long after a conversation it may still be noted without being named."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WrapUp:
    """What the agent says. `is_resolved`: at once, in this conversation; `turned_out`: the need that it was about after
    all; None: the agent does not say. Of a call that was sent on the transfer says what it was about."""

    disposition: Disposition
    note: str | None = field(repr=False, default=None)
    is_resolved: bool | None = None
    call_back: CallBack | None = None
    turned_out: str | None = None


@dataclass(frozen=True, slots=True)
class Wrapped:
    """It is noted, and the agent free. `promised`: the promise that was made with it."""

    promised: Promised | None = None


def wrap_up(
    house: Runtime, agent: AgentId, reservation: ReservationId, form: WrapUp, now: datetime
) -> Wrapped | Refused | NoCallback:
    """Note it all, and end the wrap-up if it is that of this conversation. Where something is against it, nothing is
    noted. Raises LedgerGone: then nothing is."""
    on_board = held_for(house, reservation)
    if on_board is not None and on_board.work.kind == "consult" and on_board.agent == agent:
        return _after_a_word(house, on_board, now)
    with house.ledger.write() as ledger:
        found = _may_be_noted(ledger, agent, reservation, on_board, now)
        outcome = note_down(ledger, house, found, form, now) if isinstance(found, Conversation) else found
    if isinstance(outcome, Wrapped):
        house.jobs.ring(jobs.SEND_TEXTS)
    if isinstance(outcome, Wrapped) or (outcome == "unknown" and _is_in_wrap_up(on_board, agent)):
        _free(house, agent, reservation, now)  # what cannot be noted keeps nobody
    return outcome


def _is_in_wrap_up(on_board: Reservation | None, agent: AgentId) -> bool:
    return on_board is not None and on_board.agent == agent and on_board.state == SETTLED


def _after_a_word(house: Runtime, on_board: Reservation, now: datetime) -> Wrapped | Refused:
    """A colleague who was asked has nothing to note: the call is somebody else's."""
    if on_board.state != SETTLED:
        return "not_over"
    _free(house, on_board.agent, on_board.id, now)
    return Wrapped()


def _may_be_noted(
    ledger: Connection, agent: AgentId, reservation: ReservationId, on_board: Reservation | None, now: datetime
) -> Conversation | Refused:
    found = conversation(ledger, agent, reservation, on_board, now)
    if not isinstance(found, Conversation):
        return found
    if found.wrapped_at is not None:
        return "wrapped_already"
    return found if is_over(found, on_board) else "not_over"


def note_down(
    ledger: Connection, house: Runtime, found: Conversation, form: WrapUp, now: datetime
) -> Wrapped | Refused | NoCallback:
    """Within a transaction, of a conversation that is over; whoever does this rings for the texts and frees the agent
    afterwards."""
    wanted = form.call_back
    hindrance = against(ledger, house, found, wanted, now) if wanted else None
    if hindrance is not None:
        return hindrance
    if not _write(ledger, house, found, form, now):
        return "unknown" if conversations.get(ledger, found.reservation) == found else "wrapped_already"
    drafts.drop(ledger, found.reservation)
    if wanted is None:
        return Wrapped()
    about = CallBack(wanted.window, wanted.by_me, wanted.note or form.note)
    return Wrapped(owe(ledger, house, found, about, now))


def _write(ledger: Connection, house: Runtime, found: Conversation, form: WrapUp, now: datetime) -> bool:
    """Where it belongs: a call that was sent on is somebody else's by now, and what its first agent says stands with
    the transfer."""
    said, note, is_resolved, about = form.disposition, form.note or None, form.is_resolved, form.turned_out
    if found.is_callback:
        attempt = AttemptId(found.reservation)
        noted = attempts.wrap(ledger, attempt, said, now, note=note, is_resolved=is_resolved, turned_out=about)
        if noted and found.began_at is not None:
            note_outcome(ledger, house, attempt, "spoke" if said in SPOKE else said, now)
        return noted
    if found.transfer is not None:
        return transfers.wrap(ledger, found.transfer, said, now, note=note, is_resolved=is_resolved)
    if found.call_sid is None:
        return False
    whose = (found.call_sid, found.agent_id)
    return calls.wrap(ledger, *whose, said, now, note=note, is_resolved=is_resolved, turned_out=about)


def _free(house: Runtime, agent: AgentId, reservation: ReservationId, now: datetime) -> None:
    """Without a board the agent is found free later."""
    try:
        legs.wrap_up_is_over(house, agent, now, reservation)
    except BoardGone:
        log.warning("wrap_up.agent_not_freed", reservation=reservation)


def to_be_noted(house: Runtime, agent: AgentId, now: datetime) -> ReservationId | None:
    """The conversation that an agent means who names none: the one in wrap-up; else the callback that still waits for
    its outcome, else the last one that is over, if nothing was said of it. Raises BoardGone, LedgerGone."""
    on_board = house.board.agent(agent)
    in_hand = house.board.reservation(on_board.reservation) if on_board and on_board.reservation else None
    if in_hand is not None and in_hand.state == SETTLED:
        return in_hand.id
    with house.ledger.read() as ledger:
        awaiting = flight.awaiting_outcome(ledger, agent)
        if awaiting:
            return ReservationId(awaiting[-1].id)
        had = conversations.of_agent(ledger, agent, now - LATE)
    over = [one for one in had if one.was_talked and (in_hand is None or one.reservation != in_hand.id)]
    return over[-1].reservation if over and over[-1].wrapped_at is None else None
