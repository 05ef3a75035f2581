"""The use cases of somebody on a phone: a call comes in, a step of it is played, it ends.

Here a conversation meets the house: facts are gathered, the flows decide, intents are performed, and only then is
anything said. Deliberately words nothing and chooses nobody.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from flows import book
from flows.facts import Facts
from flows.limits import comes_too_fast, is_refused
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Ask, Hangup, Say, Verb
from routing.board import BoardGone
from routing.skills import CallSid, PromiseId, ReservationId
from voice_app import attempts, by_list, legs, limits, numbers, presence, promising, waits
from voice_app.callers import agent_on, caller_phone
from voice_app.facts import gather
from voice_app.hook import Hook
from voice_app.in_haste import Hurried
from voice_app.intents import leave_queue, perform
from voice_app.ledger import AttemptId, LedgerGone, calls, promises
from voice_app.ledger.calls import Call
from voice_app.ledger.promise import Promise
from voice_app.limits import OFFERS
from voice_app.numbers import Phone
from voice_app.promising import Wish
from voice_app.runtime import Runtime
from voice_app.said import note_said
from voice_app.sound import voicemail
from voice_app.talk import Talk
from voice_app.texting import agent_texts
from voice_app.under_way import consulting, rooms, sending_on

AT_A_TIME: Final = 100
"""Of those who were turned away in haste: others write, too."""

log = structlog.get_logger()


def answer(house: Runtime, hook: Hook) -> tuple[Verb, ...]:
    """A call comes in. It is answered also while the ledger is away, only without knowing the caller again."""
    if limits.is_refused(house, hook):
        log.info("call.refused", call=hook.sid)
        return is_refused().verbs
    talk = Talk(house, hook)
    talk.begin()
    if turned_away := limits.turn_away_at_the_door(talk):
        return turned_away
    return _follow(talk, Step("crowded" if limits.is_one_of_too_many(talk) else "welcome", Thread(_tongue(talk))))


def answer_in_haste(house: Runtime, hook: Hook) -> tuple[Verb, ...] | None:
    """A call comes in where there is no time for it: a word, and nothing is looked up, nor written before there is time
    (`write_down_in_haste`). None: it is one of ours, who is let in."""
    if limits.is_refused(house, hook):
        return is_refused().verbs
    if agent_on(house, hook) is not None:
        return None
    limits.turned_away(house, hook, "too_fast")
    phone, language = caller_phone(house, hook), hook.thread.language
    house.in_haste.keep(Hurried(hook.sid, phone, language_of(language), house.line_version, hook.now))
    return comes_too_fast(language).verbs


def write_down_in_haste(house: Runtime, now: datetime) -> None:
    """Some of those who were turned away in haste are on the ledger from now on. What is owed to them comes first:
    whoever dies in between is found by the carrier's list, and owed nothing twice."""
    callers = house.in_haste.take(AT_A_TIME)
    try:
        if house.line.callback.missed_calls:
            for one in callers:
                _owe_missed_call(house, one.sid, one.phone, one.at, now, language=one.language)
        with house.ledger.write() as ledger:
            for one in callers:
                calls.begin(ledger, one.sid, one.phone, one.line_version, one.at)
                calls.end(ledger, one.sid, "left", one.at)
    except LedgerGone:
        house.in_haste.keep(*callers)
        raise


def _tongue(talk: Talk) -> str:
    """That of the callback we owe, because its language was chosen; else the one that the firm knows this customer to
    want; else the one that the number tells."""
    terms, known = talk.house.terms, talk.known
    language = known.owed.language if known.owed is not None else known.language
    if language is not None and language in talk.house.line.languages:
        return terms.tongue(language, talk.phone)
    return terms.greeted(talk.phone)


def play(house: Runtime, hook: Hook, step: Step) -> tuple[Verb, ...]:
    """One answer to a phone: the step that its URL names, and those that follow from it at once."""
    if arrival := ARRIVALS.get(step.node):
        arrival(house, step.thread.subject or "", hook)
    if hook.has_ended:  # the action of a Dial or Record is requested after a hang-up too, and its answer ignored
        if hook.is_callers:
            end(house, hook)
        return (Hangup(),)
    talk = Talk(house, hook)
    return limits.turn_away(talk, step) or _follow(talk, step)


def _follow(talk: Talk, step: Step) -> tuple[Verb, ...]:
    turn = book.follow(step, talk.hook.heard, partial(gather, talk), partial(_carry_out, talk))
    for verb in turn.verbs:
        if isinstance(verb, Ask) and verb.then.node in OFFERS and not (step.node in OFFERS and _is_music_only(verb)):
            talk.note(partial(_note_offer, talk, verb.then.thread))
        if isinstance(verb, Ask) and _is_news(verb.then.thread, step.thread):
            waits.note_told(talk, verb.then.thread)
    talk.write_notes()
    return turn.verbs


def _is_news(told: Thread, before: Thread) -> bool:
    return (told.told_until, told.person) != (before.told_until, before.person)


def _carry_out(talk: Talk, step: Step, facts: Facts, turn: Turn) -> None:
    perform(talk, step.thread, turn)
    note_said(talk, step, facts, turn)


def _is_music_only(ask: Ask) -> bool:
    """Most turns of the wait are; what they offer was noted by the turn that led to them, and they cost no look at the
    ledger."""
    return not any(isinstance(prompt, Say) for prompt in ask.prompts)


def _note_offer(talk: Talk, thread: Thread, ledger: Connection) -> None:
    """A callback is offered. Who does not wait has come to nobody: what it was about is noted here or nowhere.

    Within the hours that caller asked for somebody, and nobody was there: it counts as a wait, and as one that nobody
    ended. While the line is closed a call is offered to nobody.
    """
    now = talk.hook.now
    calls.note_offer(ledger, talk.hook.sid, now)
    if thread.arrived_at is None:
        asks = talk.asks(waits=talk.house.terms.hours(now).is_open(now))
        calls.note_need(ledger, talk.hook.sid, thread.need, language_of(thread.language), asks)


def _customer_has_gone(house: Runtime, subject: str, hook: Hook) -> None:
    attempts.customer_has_gone(house, AttemptId(subject), hook)


def _message_was_left(house: Runtime, _: str, hook: Hook) -> None:
    voicemail.take(house, PromiseId(hook.thread.promise or ""), hook)


def _was_sent_on(house: Runtime, talk: str, hook: Hook) -> None:
    rooms.caller_goes_on(house, hook.sid, hook.now)
    sending_on.caller_has_left(house, talk, hook)


def _list_has_rung(house: Runtime, ring: str, hook: Hook) -> None:
    by_list.ring_is_over(house, ReservationId(ring), hook)
    legs.ring_is_over(house, ring, hook)  # a board that is back has the talk


ARRIVALS: Final[Mapping[str, Callable[[Runtime, str, Hook], None]]] = {
    "rang": legs.ring_is_over,
    "list_rang": _list_has_rung,
    "called": _customer_has_gone,
    "sent_on": _was_sent_on,
    "message_taken": _message_was_left,
}
"""Steps whose very request tells that something is over, before anything is decided."""


def end(house: Runtime, hook: Hook) -> None:
    """The caller's leg is over: nobody is rung for it any more, whoever talked wraps up, and the ledger knows how it
    ended."""
    was_on_board = _leave_board(house, hook.sid, hook.now)
    if agent_on(house, hook) is not None:
        presence.take_effect(house, hook.now)
    # Where the end of a ring tells it, the call has left the board a moment ago.
    was_waiting = was_on_board or hook.thread.arrived_at is not None
    _note_end(house, hook.sid, hook.now, was_waiting=was_waiting)


def learn_of_end(house: Runtime, sid: CallSid, now: datetime) -> bool:
    """The carrier, asked, says that this caller's leg is over; says whether that was news."""
    was_on_board = _leave_board(house, sid, now)
    return _note_end(house, sid, now, was_waiting=was_on_board) or was_on_board


def _leave_board(house: Runtime, sid: CallSid, now: datetime) -> bool:
    """Take the call off the board; says whether it was on it. Without a board its agents are found free later."""
    consulting.caller_is_gone(house, sid, now)
    rooms.caller_is_gone(house, sid, now)
    try:
        waiting = house.board.call(sid)
        if waiting is not None and waiting.state == "talking" and waiting.reservation is not None:
            house.board.settle(waiting.reservation, now, now + house.line.waiting.wrap_up)
        leave_queue(house, sid, now)
    except BoardGone:
        log.warning("call.left_without_board", call=sid)
        return False
    return waiting is not None


def _note_end(house: Runtime, sid: CallSid, now: datetime, *, was_waiting: bool) -> bool:
    """How the call ended, on the ledger; the first word stays. Who gave up waiting may be owed a callback for it."""
    with house.ledger.write() as ledger:
        call = calls.get(ledger, sid)
        if call is None:
            return False
        outcome = _outcome(call, promises.of_call(ledger, sid), was_waiting=was_waiting)
        is_first_word = calls.end(ledger, sid, outcome, now)
    if is_first_word and call.answered_by is not None:
        agent_texts.is_over(house, call.answered_by)
    if is_first_word and outcome == "abandoned" and house.line.callback.missed_calls:
        _owe_missed_call(house, call.sid, call.phone, call.arrived_at, now, need=call.need, language=call.language)
    return is_first_word


def _outcome(call: Call, promise: Promise | None, *, was_waiting: bool) -> str:
    """Who was sent on and never reached the next agent was not helped by the first."""
    if call.answered_by is not None:
        return "answered"
    if promise is not None and (call.answered_at is None or promise.state in ("open", "attempting")):
        return "promised"
    if was_waiting:
        return "abandoned"
    return "left" if call.answered_at is None else "answered"


def end_overdue(house: Runtime, now: datetime) -> None:
    """A call that must be over, and nobody told us so: the ledger knows how it ended as far as we heard."""
    with house.ledger.write() as ledger:
        for call in calls.overdue(ledger, now - limits.LONGEST_CALL):
            outcome = _outcome(call, promises.of_call(ledger, call.sid), was_waiting=False)
            calls.end(ledger, call.sid, outcome, now)


def _owe_missed_call(
    house: Runtime,
    sid: CallSid,
    phone: str | None,
    arrived_at: datetime,
    now: datetime,
    *,
    need: str | None = None,
    language: str | None,
) -> None:
    """The line file may say that who hangs up while waiting, or is not let in, is owed a callback; only to numbers we
    may call."""
    if phone is None or numbers.judge(Phone(phone), house.line.policy).decision != "callable":
        return
    wish = Wish(
        phone=Phone(phone),
        need=need,
        language=language or house.line.languages[0],
        source="missed_call",
        arrived_at=arrived_at,
        call_sid=sid,
        own_phone=True,
    )
    promising.make(house, wish, now)
