"""When something of ours is broken while a person is on the phone: the best that is left.

A phone of the line's list where only the board is away, a promise where the ledger lives; else the place in the queue,
the firm's fallback number, or the truth. Deliberately repairs nothing, and makes up no wish: a call that is over, or
was helped, asks for nothing.
"""

from dataclasses import replace

import structlog

from flows import book
from flows.apology import plain
from flows.facts import NOTHING, Facts, Promised
from flows.tongues import language_of
from flows.verbs import Hangup, Ring, Verb
from voice_app import attempts, by_list, numbers, promising
from voice_app.callers import agent_on, caller_phone
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, LedgerGone, calls
from voice_app.promising import Wish
from voice_app.runtime import Runtime
from voice_app.said import said
from voice_app.spoken_promise import promised

log = structlog.get_logger()


def apologise(house: Runtime, hook: Hook, *, board_is_away: bool = False) -> tuple[Verb, ...]:
    """What the person on this leg hears now. An agent's leg is hung up: the caller is looked after elsewhere."""
    if not hook.is_callers and hook.thread.subject is not None:
        _excuse_agent(house, AttemptId(hook.thread.subject), hook)
    if not hook.is_callers or hook.has_ended or hook.was_bridged:
        return (Hangup(),)
    if agent_on(house, hook) is not None:
        return plain(hook.thread.language).verbs
    spoken = house.terms.spoken(caller_phone(house, hook))
    if board_is_away and (ring := _from_list(house, hook)):
        listed = Facts(now=hook.now, line=spoken, thread=ring.then.thread, next_on_list=ring)
        return book.play("list_next", NOTHING, listed).verbs
    facts = Facts(
        now=hook.now,
        line=spoken,
        thread=hook.thread,
        promise=None if _is_helped_at_once(house, hook) else _promise(house, hook),
        fallback_number=house.line.fallback_number,
    )
    return book.play("apology", NOTHING, facts).verbs


def _from_list(house: Runtime, hook: Hook) -> Ring | None:
    """An agent of the line's list, for a caller who wants a person and does not wait yet; once in a call. Who is in
    danger gets the fallback number first."""
    thread = hook.thread
    if thread.subject is not None or thread.arrived_at is not None or _is_helped_at_once(house, hook):
        return None
    return by_list.next_ring(house, hook, replace(thread, tries=0))


def _is_helped_at_once(house: Runtime, hook: Hook) -> bool:
    """Somebody in danger is owed no callback where a person can be had."""
    has_way = house.line.fallback_number is not None or (hook.thread.arrived_at is not None and hook.thread.tries == 0)
    return hook.thread.emergency and has_way


def _excuse_agent(house: Runtime, attempt: AttemptId, hook: Hook) -> None:
    """Whatever the agent pressed, it was we who did not hear it: no refusal, and the promise is open again."""
    try:
        attempts.excuse(house, attempt, hook.now)
    except LedgerGone:
        log.warning("apology.agent_not_excused", attempt=attempt)


def _promise(house: Runtime, hook: Hook) -> Promised | None:
    """Owed about what the caller chose, as far as the thread or the ledger knows it; None: nothing could be owed."""
    phone = caller_phone(house, hook)
    if phone is None or numbers.judge(phone, house.line.policy).decision != "callable":
        return None
    try:
        with house.ledger.read() as ledger:
            call = calls.get(ledger, hook.sid)
        if call is not None and call.ended_at is not None:
            return None
        wish = Wish(
            phone=phone,
            need=hook.thread.need or (call.need if call else None),
            language=language_of(hook.thread.language),
            source="apology",
            arrived_at=hook.thread.arrived_at,
            call_sid=hook.sid,
            own_phone=True,
        )
        owed, _ = promising.make(house, wish, hook.now)
    except LedgerGone:
        log.error("apology.no_promise", call=hook.sid)
        return None
    told = promised(house, owed, phone, hook.now)
    with house.ledger.write() as ledger:
        said(told, "apology", hook.thread.language, hook)(ledger)
    return told
