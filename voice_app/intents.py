"""What a turn of the flows makes us do: each intent has one performer, which acts behind a compare-and-set.

Performed in the turn's order, before anything of it is said. Deliberately words nothing and chooses nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from flows.thread import Thread
from flows.turn import (
    AcceptRing,
    ChooseWindow,
    DeclineRing,
    GivePin,
    JoinQueue,
    KeepCandidate,
    LeaveQueue,
    MakePromise,
    MovePromise,
    NoteEntered,
    RecordOutcome,
    SetPresence,
    Turn,
    WithdrawPromise,
)
from routing.agents import Presence
from routing.board import BoardGone
from routing.skills import CallSid, PromiseId
from routing.spans import Span
from voice_app import attempts, legs, presence, promising, waits
from voice_app.callers import agent_on, caller_phone, typed_phone
from voice_app.dispatch import match_call
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, LedgerGone, calls
from voice_app.promising import Wish
from voice_app.runtime import Runtime

log = structlog.get_logger()


def perform(house: Runtime, hook: Hook, thread: Thread, turn: Turn) -> None:
    """Carry out the intents of a turn that was played with this thread."""
    for intent in turn.intents:
        PERFORMERS[type(intent)](house, hook, thread, intent)


def _join_queue(house: Runtime, hook: Hook, thread: Thread, join: JoinQueue) -> None:
    """Let the call wait, and match it at once. Its need stands on the ledger before anybody is rung for it."""
    if not waits.is_on_the_line(house, hook):
        return
    note(house, lambda ledger: calls.note_need(ledger, hook.sid, join.need, join.language))
    try:
        waits.join(house, hook, replace(thread, need=join.need), join.arrived_at)
        match_call(house, hook.sid, hook.now)
    except BoardGone:
        if thread.arrived_at is None:
            raise
        log.warning("call.waits_without_board", call=hook.sid)


def _leave_queue(house: Runtime, hook: Hook, _: Thread, __: LeaveQueue) -> None:
    leave_queue(house, hook.sid, hook.now)


def leave_queue(house: Runtime, sid: CallSid, now: datetime) -> None:
    """This caller waits no more; an agent whose phone rings for the call is free again, without a refusal."""
    waiting = house.board.call(sid)
    held = house.board.reservation(waiting.reservation) if waiting and waiting.reservation else None
    if held is not None and held.state in ("held", "ringing"):
        legs.release(house, held, "caller_left", now)
    house.board.leave(sid, now)


def _make_promise(house: Runtime, hook: Hook, thread: Thread, asked: MakePromise) -> None:
    """Owe the callback. A number that can be none is not recorded; the flows then find no promise and say so."""
    own = caller_phone(house, hook)
    phone = typed_phone(house, hook.sid) if asked.to_candidate else own
    if phone is None or not _may_still_ask(house, hook):
        return
    wish = Wish(
        phone=phone,
        need=asked.need,
        language=asked.language,
        source="wait" if thread.arrived_at else "closed",
        arrived_at=thread.arrived_at,
        call_sid=hook.sid,
        own_phone=phone == own,
    )
    promising.make(house, wish, hook.now)


def _may_still_ask(house: Runtime, hook: Hook) -> bool:
    """An ended call asks for nothing, but for one late `1` to an offer that had been spoken."""
    with house.ledger.write() as ledger:
        call = calls.get(ledger, hook.sid)
        return call is None or call.ended_at is None or calls.take_late_key(ledger, hook.sid, hook.now)


def _note_entered(house: Runtime, hook: Hook, _: Thread, entered: NoteEntered) -> None:
    note(house, lambda ledger: calls.note_entered(ledger, hook.sid, entered.text))


def _keep_candidate(house: Runtime, hook: Hook, _: Thread, typed: KeepCandidate) -> None:
    with house.ledger.write() as ledger:
        calls.keep_candidate(ledger, hook.sid, typed.digits)


def _move_promise(house: Runtime, hook: Hook, _: Thread, moved: MovePromise) -> None:
    if phone := typed_phone(house, hook.sid):
        promising.move(house, PromiseId(moved.promise), phone, hook.now)


def _choose_window(house: Runtime, hook: Hook, _: Thread, chosen: ChooseWindow) -> None:
    window = Span(chosen.window.from_at, chosen.window.to_at)
    promising.choose_window(house, PromiseId(chosen.promise), window, hook.now)


def _withdraw_promise(house: Runtime, hook: Hook, _: Thread, withdrawn: WithdrawPromise) -> None:
    if withdrawn.reason == "undone":
        promising.undo(house, PromiseId(withdrawn.promise), hook.sid, hook.now)
    else:
        promising.withdraw(house, PromiseId(withdrawn.promise), withdrawn.reason, hook.now)


def _set_presence(house: Runtime, hook: Hook, _: Thread, declared: SetPresence) -> None:
    if agent := agent_on(house, hook):
        presence.declare(house, agent.id, Presence(declared.presence), "phone", hook.now)


def _give_pin(_: Runtime, hook: Hook, __: Thread, ___: GivePin) -> None:
    log.info("staff.pin_given", call=hook.sid)  # whether it is right is a fact, read from the same keys


def _accept_ring(house: Runtime, hook: Hook, _: Thread, accepted: AcceptRing) -> None:
    legs.accept(house, accepted.subject, hook.sid, hook.now)


def _decline_ring(house: Runtime, hook: Hook, _: Thread, declined: DeclineRing) -> None:
    legs.decline(house, declined.subject, hook.now)


def _record_outcome(house: Runtime, hook: Hook, _: Thread, recorded: RecordOutcome) -> None:
    attempts.record_outcome(house, AttemptId(recorded.attempt), recorded.outcome, hook.now)


PERFORMERS: Final[Mapping[type, Callable[[Runtime, Hook, Thread, Any], None]]] = {
    JoinQueue: _join_queue,
    LeaveQueue: _leave_queue,
    NoteEntered: _note_entered,
    MakePromise: _make_promise,
    KeepCandidate: _keep_candidate,
    MovePromise: _move_promise,
    ChooseWindow: _choose_window,
    WithdrawPromise: _withdraw_promise,
    SetPresence: _set_presence,
    GivePin: _give_pin,
    AcceptRing: _accept_ring,
    DeclineRing: _decline_ring,
    RecordOutcome: _record_outcome,
}
"""Every intent there is, and who performs it."""


def note(house: Runtime, write: Callable[[Connection], object]) -> None:
    """Write what is good to know tomorrow. Nobody on the phone is held up for it when the ledger is away."""
    try:
        with house.ledger.write() as ledger:
            write(ledger)
    except LedgerGone:
        log.warning("call.not_noted")
