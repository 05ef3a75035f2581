"""Where a call is turned away: it is over, it stays in the menu for ever, or its phone is on the line already.

Hooks come late and twice, and whoever has seen a signed request can send it again: a call that is over accepts nothing
but one late `1`, which the ledger lets through once. Deliberately knows no caller who shows no number, and bars nobody
while the ledger cannot tell.
"""

from datetime import timedelta
from typing import Final

import structlog

from flows import limits
from flows.thread import Step
from flows.verbs import Hangup, Verb
from routing.board import BoardGone
from voice_app.callers import agent_on
from voice_app.hook import Hook
from voice_app.ledger import LedgerGone, calls
from voice_app.ledger.calls import Bounds, Call
from voice_app.runtime import Runtime
from voice_app.talk import Talk

LONGEST_CALL: Final = timedelta(hours=4)
"""Twilio ends a call by then (Twilio docs, <Dial timeLimit>: 14,400 s); what speaks of an older one is a replay."""
LONGEST_MENU: Final = timedelta(minutes=5)
"""Whoever has chosen nothing by then is nobody; the wait in the queue does not count."""
MOST_CALLS: Final = 2
"""Of one phone at a time."""

OFFERS: Final = frozenset({"closed_answer", "waiting"})
"""Where a `1` asks for a callback, and may be overtaken by hanging up."""
TIDINGS: Final = frozenset({"rang", "emergency_rang", "message_taken"})
"""Steps that tell what happened. Each acts on a reservation that is still there, or not at all; or has been noted, and
may come after a menu and a message that together took long."""

log = structlog.get_logger()


def turn_away(talk: Talk, step: Step) -> tuple[Verb, ...] | None:
    """What a caller gets instead of this step; None: nothing speaks against it."""
    hook = talk.hook
    if not hook.is_callers or step.node in TIDINGS or _is_in_the_wait(hook, step):
        return None
    call = _bounds(talk)
    if call is None:
        return None
    if _is_over(call, hook, step):
        log.info("call.is_over", call=hook.sid, node=step.node)
        return (Hangup(),)
    if step.thread.arrived_at is None and hook.now - call.arrived_at > LONGEST_MENU:
        log.info("call.stays_in_menu", call=hook.sid)
        return limits.stays_too_long(step.thread.language).verbs
    return None


def turn_away_at_the_door(talk: Talk) -> tuple[Verb, ...] | None:
    """What a caller gets whose phone has as many calls here as one may; None: come in."""
    house, hook = talk.house, talk.hook
    others = [call for call in talk.known.live if call.sid != hook.sid and _lives(house, call, hook)]
    if len(others) < MOST_CALLS or agent_on(house, hook) is not None:
        return None
    log.warning("call.one_too_many", call=hook.sid)
    return limits.is_on_the_line_already(house.terms.greeted(talk.phone)).verbs


def _is_in_the_wait(hook: Hook, step: Step) -> bool:
    """A turn of the hold loop without a key changes nothing but a sign of life, and costs no look at the ledger."""
    arrived_at = step.thread.arrived_at
    is_recent = arrived_at is not None and hook.now - arrived_at <= LONGEST_CALL
    return step.node == "waiting" and hook.heard.silence and is_recent


def _bounds(talk: Talk) -> Bounds | None:
    try:
        with talk.ledger() as ledger:
            return calls.bounds(ledger, talk.hook.sid)
    except LedgerGone:
        return None


def _is_over(call: Bounds, hook: Hook, step: Step) -> bool:
    if hook.now - call.arrived_at > LONGEST_CALL:
        return True
    may_be_late = step.node in OFFERS and hook.heard.digits == "1"
    return call.ended_at is not None and not may_be_late


def _lives(house: Runtime, call: Call, hook: Hook) -> bool:
    """Not merely because the word of its end was lost."""
    if hook.now - call.arrived_at <= LONGEST_MENU:
        return True
    try:
        return house.board.call(call.sid) is not None
    except BoardGone:
        return False
