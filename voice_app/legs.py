"""An agent's leg, whatever it is about: accepted, declined, over. And the end of a caller's ring.

One reservation stands for work of either kind; a call's truth is on the board, a promise's on the ledger (`attempts`).
Whoever becomes free here is given the next work at once.
"""

from datetime import datetime

import structlog

from routing.agents import Cause, Presence
from routing.board import BoardGone
from routing.records import Reservation
from routing.skills import AgentId, CallSid, ReservationId
from voice_app import attempts, by_list, presence, promising
from voice_app.dispatch import let_go, match_agent
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, LedgerGone, calls
from voice_app.runtime import Runtime
from voice_app.texting import agent_texts
from voice_app.under_way import consulting, notices, rooms, sending_on
from voice_app.why import note_end

log = structlog.get_logger()


def accept(house: Runtime, subject: str, leg: CallSid, now: datetime) -> None:
    """The agent on this leg takes the work, if it is still to be had; whether it was is read back from the stores."""
    held = house.board.reservation(ReservationId(subject))
    if held is not None and held.work.kind == "call":
        _accept_call(house, held, leg, now)
    elif held is not None and held.work.kind == "consult":
        consulting.colleague_joins(house, held, leg, now)
    elif attempts.may_dial(house, AttemptId(subject), leg, held, now):
        house.board.accept(ReservationId(subject), leg, now)
        if held is not None:
            agent_texts.accepted(house, held.id, held.agent)


def _accept_call(house: Runtime, held: Reservation, leg: CallSid, now: datetime) -> None:
    if house.board.accept(held.id, leg, now) != "accepted":
        return
    notices.was_heard(house, held.id, now)
    try:
        _note_answer(house, held, now)
        agent_texts.accepted(house, held.id, held.agent)
    except LedgerGone:
        log.warning("leg.answer_not_noted", reservation=held.id)


def _note_answer(house: Runtime, held: Reservation, now: datetime) -> None:
    """The call is answered, and a promise about it is kept; a phone that rings for that promise stops."""
    sid = CallSid(held.work.id)
    with house.ledger.write() as ledger:
        sending_on.note_late_arrival(ledger, house, held)
        calls.answered(ledger, sid, held.agent, now)
        note_end(ledger, held, "accepted", now)
        call = calls.get(ledger, sid)
        kept = promising.keep_by_talking(ledger, house, call, now) if call else None
        if kept is not None:
            attempts.call_off(ledger, house, kept, now)


def decline(house: Runtime, subject: str, now: datetime) -> None:
    """The agent on this leg does not take it. A promise is open again when the leg has ended."""
    held = house.board.reservation(ReservationId(subject))
    if held is not None and held.work.kind != "promise":
        release(house, held, "declined", now)


def ring_is_over(house: Runtime, subject: str, hook: Hook) -> None:
    """A caller's Dial has ended: after a talk the agent wraps up; after a ring that nobody took the agent rests.

    A browser phone accepts by answering, and the hook that tells so may be late: being bridged is as good a word.
    Without a board the agent is found free later.
    """
    notices.was_heard(house, ReservationId(subject), hook.now)
    try:
        held = house.board.reservation(ReservationId(subject))
        if held is not None and not (held.state == "accepted" and _goes_on(house, subject)):
            _end_ring(house, held, hook)
    except BoardGone:
        log.warning("leg.end_not_noted", reservation=subject)


def _goes_on(house: Runtime, talk: str) -> bool:
    """The two have only left the Dial that joined them."""
    return consulting.is_open(house, talk) or rooms.is_open(house, talk)


def _end_ring(house: Runtime, held: Reservation, hook: Hook) -> None:
    if held.state in ("held", "ringing") and hook.was_bridged and hook.dialled_leg:
        _accept_call(house, held, hook.dialled_leg, hook.now)
        held = house.board.reservation(held.id) or held
    if held.state == "accepted":
        house.board.settle(held.id, hook.now, hook.now + house.line.waiting.wrap_up)
    elif held.state in ("held", "ringing"):
        cause: Cause = "caller_left" if hook.has_ended else attempts.refusal(hook.dial_status)
        release(house, held, cause, hook.now)


def expire(house: Runtime, held: Reservation, now: datetime) -> None:
    """Nothing was heard of this reservation in its time: it is over, unless it is a talk already.

    A browser phone accepts by answering, which a hook tells, and hooks are lost. But a ring ends long before its
    reservation does, and the caller then tells so: one that still goes on was answered.
    """
    if is_presumed_answered(house, held):
        _accept_call(house, held, CallSid(held.work.id), now)
    else:
        release(house, held, "expired", now)


def is_presumed_answered(house: Runtime, held: Reservation) -> bool:
    """Past its time, is this ring taken to be a talk?"""
    return held.work.kind == "call" and held.state == "ringing" and _accepts_by_answering(house, held)


def release(house: Runtime, held: Reservation, cause: Cause, now: datetime) -> None:
    """End a reservation that was not accepted, note why, and give the agent other work if there is any."""
    became = house.board.rescind(held.id, cause, now)
    if held.work.kind == "consult":
        consulting.colleague_is_gone(house, held.id, now)
    if became == "gone":
        return
    try:
        if became == "on_break":
            why = "unreachable" if cause == "unreachable" else "refused_twice"
            presence.note(house, held.agent, Presence.ON_BREAK, why, now)
            log.warning("agent.on_break", agent=held.agent, because=why)
        with house.ledger.write() as ledger:
            note_end(ledger, held, cause, now)
    except LedgerGone:
        log.warning("leg.release_not_noted", reservation=held.id, cause=cause)
    if became == "freed":
        match_agent(house, held.agent, now)
    elif became == "on_break":
        let_go(house, held.agent, now)


def status(house: Runtime, subject: str, hook: Hook) -> None:
    """How an agent's leg goes: a promise's whole life; of a call's only that a browser phone was answered."""
    held = _on_board(house, subject)
    if held is not None and held.work.kind == "call":
        if _accepts_by_answering(house, held) and hook.status == "in-progress":
            _accept_call(house, held, hook.sid, hook.now)
        if hook.has_ended and held.state in ("accepted", "settled"):
            in_room = rooms.agent_leg_is_over(house, subject, hook.sid, hook.now)
            if not in_room and held.leg == hook.sid:
                consulting.agent_leg_is_over(house, subject, hook.now)
    elif held is not None and held.work.kind == "consult":
        if hook.has_ended:
            _colleague_leg_is_over(house, held, hook)
        else:
            consulting.colleague_leg_lives(house, held, hook.sid)
    elif held is None and by_list.phone_is_answered(house, ReservationId(subject), hook):
        pass  # its caller's Dial tells the rest
    elif hook.has_ended:
        promise_leg_is_over(house, AttemptId(subject), hook.status, hook.now)
        if not rooms.agent_leg_is_over(house, subject, hook.sid, hook.now):
            consulting.agent_leg_is_over(house, subject, hook.now)
        consulting.colleague_is_gone(house, subject, hook.now)
    else:
        attempts.agent_leg_lives(house, AttemptId(subject), hook)


def _colleague_leg_is_over(house: Runtime, held: Reservation, hook: Hook) -> None:
    """Of a colleague who was asked: did not come, or has had a word and gone."""
    if held.state == "accepted":
        house.board.settle(held.id, hook.now, hook.now + house.line.waiting.wrap_up)
        consulting.colleague_is_gone(house, held.id, hook.now)
    elif held.state in ("held", "ringing"):
        release(house, held, attempts.refusal(hook.status), hook.now)


def promise_leg_is_over(house: Runtime, attempt: AttemptId, status: str, now: datetime) -> None:
    """The leg of an agent who was rung for a promise has ended so: after a customer the agent wraps up."""
    cause = attempts.agent_leg_is_over(house, attempt, status, now)
    held = _on_board(house, attempt)
    if held is None:
        return
    if held.state == "accepted":
        house.board.settle(held.id, now, now + house.line.waiting.wrap_up)
    elif held.state in ("held", "ringing"):
        release(house, held, cause, now)


def _accepts_by_answering(house: Runtime, held: Reservation) -> bool:
    return house.roster[held.agent].reach.startswith("client:")


def _on_board(house: Runtime, subject: str) -> Reservation | None:
    try:
        return house.board.reservation(ReservationId(subject))
    except BoardGone:
        return None


def wrap_up_is_over(house: Runtime, agent: AgentId, now: datetime, talk: ReservationId | None = None) -> None:
    """The agent is ready for the next; `talk`: it is the wrap-up of this one that is over."""
    if house.board.wrapped(agent, now, talk) == "freed":
        match_agent(house, agent, now)
