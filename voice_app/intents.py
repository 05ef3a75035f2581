"""What a turn of the flows makes us do: each intent has one performer, which acts behind a compare-and-set.

Performed in the turn's order, before anything of it is said. Deliberately words nothing and chooses nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog

from flows.intents import (
    AcceptEmergency,
    AcceptRing,
    AnnounceRecording,
    ChooseWindow,
    DeclineRing,
    EnterRoom,
    EnterTalkroom,
    GivePin,
    HoldCaller,
    JoinListening,
    JoinQueue,
    KeepCandidate,
    LeaveHold,
    LeaveListening,
    LeaveQueue,
    LeaveTalkroom,
    MakePromise,
    MoveCaller,
    MovePromise,
    NoteEmergency,
    NoteEntered,
    RaiseEmergency,
    RecordOutcome,
    SetPresence,
    WaitFor,
    WaitForAnybody,
    WithdrawPromise,
)
from flows.thread import Thread
from flows.turn import Turn
from routing.agents import Presence
from routing.board import BoardGone
from routing.skills import AgentId, CallSid, PromiseId
from routing.spans import Span
from voice_app import attempts, by_list, legs, presence, promising, rescue, waits
from voice_app.accounts import pins
from voice_app.callers import agent_on, typed_phone
from voice_app.customers import looking_up
from voice_app.dispatch import match_call, match_waiting
from voice_app.ledger import AttemptId, LedgerGone, ListeningId, calls
from voice_app.promising import Wish
from voice_app.runtime import Runtime
from voice_app.sound import voicemail
from voice_app.talk import Talk
from voice_app.texting import after_talk
from voice_app.under_way import consulting, listening, rooms
from voice_app.why import note_emergency

log = structlog.get_logger()


def perform(talk: Talk, thread: Thread, turn: Turn) -> None:
    """Carry out the intents of a turn that was played with this thread."""
    for intent in turn.intents:
        PERFORMERS[type(intent)](talk, thread, intent)


def _join_queue(talk: Talk, thread: Thread, join: JoinQueue) -> None:
    """Let the call wait, and match it at once. One who waited already holds on when the board is away."""
    if not _note_need(talk, thread, join):
        return
    if thread.promise is not None:
        _stop_ringing(talk, PromiseId(thread.promise))
    try:
        call = waits.join(talk, replace(thread, need=join.need, waits_for=join.agent), join.arrived_at)
        match_waiting(talk.house, call, talk.hook.now)
        looking_up.begin(talk.house, call.sid)
    except BoardGone:
        if thread.arrived_at is None:
            raise
        log.warning("call.waits_without_board", call=talk.hook.sid)


def _wait_for(talk: Talk, _: Thread, wanted: WaitFor) -> None:
    """Whether it came about is read back from the board, and said."""
    try:
        waits.keep_for(talk, AgentId(wanted.agent))
        match_call(talk.house, talk.hook.sid, talk.hook.now)
    except BoardGone:
        log.warning("call.wish_not_noted", call=talk.hook.sid)


def _wait_for_anybody(talk: Talk, _: Thread, __: WaitForAnybody) -> None:
    try:
        waits.open_up(talk)
        match_call(talk.house, talk.hook.sid, talk.hook.now)
    except BoardGone:
        log.warning("call.wish_not_ended", call=talk.hook.sid)


def _stop_ringing(talk: Talk, promise: PromiseId) -> None:
    """Whoever wants to talk now is not to be rung at the same time."""
    try:
        with talk.house.ledger.write() as ledger:
            attempts.call_off(ledger, talk.house, promise, talk.hook.now)
    except LedgerGone:
        log.warning("call.ring_not_stopped", call=talk.hook.sid)


def _note_need(talk: Talk, thread: Thread, join: JoinQueue) -> bool:
    """What the call is about, on the ledger; says whether the caller is still there, as far as it is known."""
    sid, took = talk.hook.sid, list[bool]()  # a call that has ended takes no need
    is_menus, by_name = _answers_the_menu(thread), thread.person is not None
    note = partial(calls.note_first_need, by_name=by_name) if is_menus else calls.note_need
    talk.note(lambda ledger: took.append(note(ledger, sid, join.need, join.language, talk.asks(waits=True))))
    try:
        with talk.ledger() as ledger:
            return took[-1] or not calls.has_ended(ledger, sid)
    except LedgerGone:
        return True


def _answers_the_menu(thread: Thread) -> bool:
    """Whoever waits already, is owed a callback or is in danger has answered something else."""
    return thread.arrived_at is None and thread.promise is None and not thread.emergency


def _leave_queue(talk: Talk, _: Thread, __: LeaveQueue) -> None:
    leave_queue(talk.house, talk.hook.sid, talk.hook.now)


def leave_queue(house: Runtime, sid: CallSid, now: datetime) -> None:
    """This caller waits no more; an agent whose phone rings for the call is free again, without a refusal."""
    waiting = house.board.call(sid)
    held = house.board.reservation(waiting.reservation) if waiting and waiting.reservation else None
    if held is not None and held.state in ("held", "ringing"):
        legs.release(house, held, "caller_left", now)
    house.board.leave(sid, now)


def _make_promise(talk: Talk, thread: Thread, asked: MakePromise) -> None:
    """Owe the callback. A number that can be none is not recorded; the flows then find no promise and say so."""
    house, hook = talk.house, talk.hook
    with talk.ledger() as ledger:
        phone = typed_phone(ledger, house.line, hook.sid) if asked.to_candidate else talk.phone
        may_ask = not calls.has_ended(ledger, hook.sid) or calls.take_late_key(ledger, hook.sid, hook.now)
    if phone is None or not may_ask:
        return
    wish = Wish(
        phone=phone,
        need=asked.need,
        language=asked.language,
        source="wait" if thread.arrived_at else "closed",
        arrived_at=thread.arrived_at,
        call_sid=hook.sid,
        own_phone=phone == talk.phone,
    )
    owed, _ = promising.make(house, wish, hook.now)
    talk.promise = owed.id


def _note_entered(talk: Talk, _: Thread, entered: NoteEntered) -> None:
    talk.note(lambda ledger: calls.note_entered(ledger, talk.hook.sid, entered.text))


def _keep_candidate(talk: Talk, _: Thread, typed: KeepCandidate) -> None:
    talk.note(lambda ledger: calls.keep_candidate(ledger, talk.hook.sid, typed.digits))


def _move_promise(talk: Talk, _: Thread, moved: MovePromise) -> None:
    with talk.ledger() as ledger:
        phone = typed_phone(ledger, talk.house.line, talk.hook.sid)
    if phone is not None and (owed := promising.move(talk.house, PromiseId(moved.promise), phone, talk.hook.now)):
        talk.promise = owed.id


def _choose_window(talk: Talk, _: Thread, chosen: ChooseWindow) -> None:
    window = Span(chosen.window.from_at, chosen.window.to_at)
    promising.choose_window(talk.house, PromiseId(chosen.promise), window, talk.hook.now)


def _withdraw_promise(talk: Talk, _: Thread, withdrawn: WithdrawPromise) -> None:
    if withdrawn.reason == "undone":
        promising.undo(talk.house, PromiseId(withdrawn.promise), talk.hook.sid, talk.hook.now)
    else:
        promising.withdraw(talk.house, PromiseId(withdrawn.promise), withdrawn.reason, talk.hook.now)


def _announce_recording(talk: Talk, _: Thread, announced: AnnounceRecording) -> None:
    voicemail.announce(talk.house, PromiseId(announced.promise), talk.hook)


def _set_presence(talk: Talk, _: Thread, declared: SetPresence) -> None:
    """Noted now; it takes effect when the agent has hung up, because a phone in a call cannot be rung."""
    if agent := agent_on(talk.house, talk.hook):
        presence.note(talk.house, agent.id, Presence(declared.presence), "phone", talk.hook.now)


def _give_pin(talk: Talk, _: Thread, given: GivePin) -> None:
    """Counted, before anybody looks; whether it is right is a fact, read from the same keys."""
    log.info("staff.pin_given", call=talk.hook.sid)
    if agent := agent_on(talk.house, talk.hook):
        pins.note_try(talk.house, agent.id, given.digits, talk.hook.now)


def _accept_ring(talk: Talk, _: Thread, accepted: AcceptRing) -> None:
    legs.accept(talk.house, accepted.subject, talk.hook.sid, talk.hook.now)


def _decline_ring(talk: Talk, _: Thread, declined: DeclineRing) -> None:
    legs.decline(talk.house, declined.subject, talk.hook.now)


def _hold_caller(talk: Talk, _: Thread, hold: HoldCaller) -> None:
    rooms.consult_begins(talk.house, hold.talk, talk.hook.now)
    consulting.caller_holds(talk.house, hold.talk, talk.hook.now)


def _leave_hold(talk: Talk, _: Thread, leave: LeaveHold) -> None:
    consulting.move_caller(talk.house, leave.talk, talk.hook)


def _enter_room(talk: Talk, _: Thread, enter: EnterRoom) -> None:
    rooms.consult_begins(talk.house, enter.talk, talk.hook.now)
    consulting.agent_is_in(talk.house, enter.talk, talk.hook.sid, talk.hook.now)


def _move_caller(talk: Talk, _: Thread, moved: MoveCaller) -> None:
    rooms.move_caller(talk.house, moved.talk, talk.hook)


def _enter_talkroom(talk: Talk, _: Thread, enter: EnterTalkroom) -> None:
    rooms.agent_enters(talk.house, enter.talk, talk.hook.sid, talk.hook.now)


def _leave_talkroom(talk: Talk, _: Thread, leave: LeaveTalkroom) -> None:
    rooms.agent_leg_is_over(talk.house, leave.talk, talk.hook.sid, talk.hook.now)


def _join_listening(talk: Talk, _: Thread, join: JoinListening) -> None:
    listening.joins(talk.house, ListeningId(join.listening), talk.hook.sid, talk.hook.now)


def _leave_listening(talk: Talk, _: Thread, leave: LeaveListening) -> None:
    listening.is_over(talk.house, ListeningId(leave.listening), talk.hook.sid, "left", talk.hook.now)


def _record_outcome(talk: Talk, _: Thread, recorded: RecordOutcome) -> None:
    attempts.record_outcome(talk.house, AttemptId(recorded.attempt), recorded.outcome, talk.hook.now)


def _note_emergency(talk: Talk, _: Thread, __: NoteEmergency) -> None:
    talk.note(lambda ledger: note_emergency(ledger, talk.hook.sid, talk.hook.now))


def _accept_emergency(talk: Talk, _: Thread, accepted: AcceptEmergency) -> None:
    rescue.accept(talk, CallSid(accepted.call))


def _raise_emergency(talk: Talk, _: Thread, __: RaiseEmergency) -> None:
    rescue.tell_supervisors(talk)


PERFORMERS: Final[Mapping[type, Callable[[Talk, Thread, Any], None]]] = {
    JoinQueue: _join_queue,
    WaitFor: _wait_for,
    WaitForAnybody: _wait_for_anybody,
    LeaveQueue: _leave_queue,
    NoteEntered: _note_entered,
    MakePromise: _make_promise,
    KeepCandidate: _keep_candidate,
    MovePromise: _move_promise,
    ChooseWindow: _choose_window,
    WithdrawPromise: _withdraw_promise,
    AnnounceRecording: _announce_recording,
    SetPresence: _set_presence,
    GivePin: _give_pin,
    AcceptRing: _accept_ring,
    DeclineRing: _decline_ring,
    HoldCaller: _hold_caller,
    LeaveHold: _leave_hold,
    EnterRoom: _enter_room,
    MoveCaller: _move_caller,
    EnterTalkroom: _enter_talkroom,
    LeaveTalkroom: _leave_talkroom,
    JoinListening: _join_listening,
    LeaveListening: _leave_listening,
    RecordOutcome: _record_outcome,
    NoteEmergency: _note_emergency,
    AcceptEmergency: _accept_emergency,
    RaiseEmergency: _raise_emergency,
    **after_talk.PERFORMERS,
    **by_list.PERFORMERS,
}
"""Every intent there is, and who performs it."""
