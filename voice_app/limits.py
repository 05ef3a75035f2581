"""Where a call is turned away: it is over, it stays in the menu for ever, its phone is refused or on the line already,
or more people call than we can hear.

Hooks come late and twice, and whoever has seen a signed request can send it again: a call that is over accepts nothing
but one late `1`, which the ledger lets through once. Deliberately knows no caller who shows no number, and bars nobody
while the ledger cannot tell.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from flows import limits
from flows.thread import Step
from flows.verbs import Hangup, Verb
from routing.board import BoardGone
from routing.crowds import TurnedAway
from voice_app.callers import agent_on, caller_phone
from voice_app.hook import Hook
from voice_app.ledger import LedgerGone, calls
from voice_app.ledger.calls import Bounds, Call
from voice_app.runtime import Runtime
from voice_app.seeing import families
from voice_app.talk import Talk

LONGEST_CALL: Final = timedelta(hours=4)
"""Twilio ends a call by then (Twilio docs, <Dial timeLimit>: 14,400 s); what speaks of an older one is a replay."""
LONGEST_MENU: Final = timedelta(minutes=5)
"""Whoever has chosen nothing by then is nobody; the wait in the queue does not count."""
MOST_CALLS: Final = 2
"""Of one phone at a time."""

OFFERS: Final = frozenset({"closed_answer", "crowded_answer", "waiting"})
"""Where a `1` asks for a callback, and may be overtaken by hanging up."""
TIDINGS: Final = frozenset({"rang", "list_rang", "emergency_rang", "message_taken"})
"""Steps that tell what happened. Each acts on a reservation that is still there, or not at all; or has been noted, and
may come after a menu and a message that together took long."""

log = structlog.get_logger()


def turn_away(talk: Talk, step: Step) -> tuple[Verb, ...] | None:
    """What a caller gets instead of this step; None: nothing speaks against it."""
    hook = talk.hook
    if not hook.is_callers or step.node in TIDINGS or _is_in_the_wait(hook, step):
        return None
    try:
        call = _written(talk)
    except LedgerGone:
        return None
    if call is None:
        talk.begin()  # it came in while the ledger was away, which is back
        return None
    if _is_over(call, hook, step):
        log.info("call.is_over", call=hook.sid, node=step.node)
        return (Hangup(),)
    if step.thread.arrived_at is None and hook.now - call.arrived_at > LONGEST_MENU:
        log.info("call.stays_in_menu", call=hook.sid)
        return limits.stays_too_long(step.thread.language).verbs
    return None


def turn_away_at_the_door(talk: Talk) -> tuple[Verb, ...] | None:
    """What a caller gets whose phone has as many calls here as one may, or whose call is over and comes in again; None:
    come in."""
    house, hook = talk.house, talk.hook
    others = [call for call in talk.known.live if call.sid != hook.sid and _lives(house, call, hook)]
    if _was_here_before(talk) and _is_over_already(talk):
        log.info("call.is_over", call=hook.sid, node="answer")
        return (Hangup(),)
    if len(others) < MOST_CALLS or agent_on(house, hook) is not None:
        return None
    log.warning("call.one_too_many", call=hook.sid)
    return limits.is_on_the_line_already(house.terms.greeted(talk.phone)).verbs


def _was_here_before(talk: Talk) -> bool:
    if talk.phone is None or talk.house.line.is_shared(talk.phone):
        talk.write_notes()  # nobody is known by such a number, so nothing was asked
    return talk.is_new is False


def is_refused(house: Runtime, hook: Hook) -> bool:
    """The line file names this number, or how it begins."""
    phone, refused = caller_phone(house, hook), house.line.callers.refused
    return phone is not None and phone.startswith(refused)


def is_one_of_too_many(talk: Talk) -> bool:
    """More than the line takes are in the menu or wait, this one among them. Without a board nobody is turned away for
    it; nor does it matter by how few a count a second ago was wrong."""
    house, hook = talk.house, talk.hook
    try:
        live = house.live.get(hook.now, lambda: _live(house, hook.now))
    except (BoardGone, LedgerGone):
        return False
    if live <= house.line.callers.most_live or agent_on(house, hook) is not None:
        return False
    turned_away(house, hook, "too_many")
    return True


def turned_away(house: Runtime, hook: Hook, why: TurnedAway) -> None:
    """Counted, so that supervisors are told."""
    log.info("call.turned_away", call=hook.sid, why=why)
    house.counts.count(families.TURNED_AWAY, why)


def _live(house: Runtime, now: datetime) -> int:
    """Callers who came lately, whatever they do, and those who wait for longer. Whoever is said to have come long ago
    and waits nowhere talks, or has gone and the word of it was lost."""
    lately = now - LONGEST_MENU
    with house.ledger.read() as ledger:
        return calls.live_since(ledger, lately) + house.board.waiting_since_before(lately)


def _is_in_the_wait(hook: Hook, step: Step) -> bool:
    """A turn of the hold loop without a key changes nothing but a sign of life, and costs no look at the ledger."""
    arrived_at = step.thread.arrived_at
    is_recent = arrived_at is not None and hook.now - arrived_at <= LONGEST_CALL
    return step.node == "waiting" and hook.heard.silence and is_recent


def _is_over_already(talk: Talk) -> bool:
    try:
        call = _written(talk)
    except LedgerGone:
        return False
    return call is not None and _is_over(call, talk.hook, Step("", talk.hook.thread))


def _written(talk: Talk) -> Bounds | None:
    """The call as the ledger has it; None: not at all. Raises LedgerGone."""
    with talk.ledger() as ledger:
        return calls.bounds(ledger, talk.hook.sid)


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
