"""The wait of one caller: joining the queue, the sign of life that each turn of the hold loop is, and what may be said.

A board that has lost the call gets it back here, at its old place, from the thread in the call's own URL.
"""

from datetime import datetime, timedelta

import structlog

from flows.facts import Person, Wait
from flows.thread import Thread
from routing import expectation
from routing.agents import Presence
from routing.board import BoardGone, Told
from routing.expectation import Standing
from routing.forecast import Expectation
from routing.queues import AHEAD_OF_ALL, WaitingCall, Wish
from routing.ranges import range_to_say
from routing.records import CallOnBoard
from routing.skills import AgentId, PromiseId
from voice_app import choices, familiar
from voice_app.ledger import LedgerGone, calls, promises, transfers
from voice_app.ledger.transfers import Transfer
from voice_app.runtime import Runtime
from voice_app.talk import Talk
from voice_app.terms import need_of
from voice_app.under_way import sending_on

log = structlog.get_logger()


def join(talk: Talk, thread: Thread, arrived_at: datetime) -> WaitingCall:
    """Let this call wait; a call that waits already keeps its place, and is as it was. Raises BoardGone."""
    house, now, sent = talk.house, talk.hook.now, _sent_on(talk, thread)
    barred = choices.barred(house, talk.phone)
    call_for = need_of(thread.need, thread.language)
    begins = thread.arrived_at is None and not thread.emergency  # who is in danger waits for nobody in particular
    known = familiar.before(talk, call_for, barred) if begins else familiar.Before()
    arrived_at = known.place or arrived_at
    owed_since, sent_since = _owed_since(talk, thread) or arrived_at, sent.counts_from if sent else arrived_at
    ahead = AHEAD_OF_ALL if thread.emergency else timedelta()
    call = WaitingCall(
        sid=talk.hook.sid,
        need=call_for,
        arrived_at=arrived_at,
        counts_from=min(arrived_at - ahead, owed_since, sent_since),
        barred=barred | sending_on.barred(house, sent, call_for) if sent else barred,
        wish=sending_on.wish(sent, now) if sent else familiar.wish(house, thread, known.last_agent, now),
        last_agent=known.last_agent,
        sent_on_at=sent.arrived_at if sent else None,
    )
    if house.board.join(call, now) == "joined":
        return call
    on_board = house.board.call(call.sid)
    return on_board.call if on_board else call


def keep_for(talk: Talk, agent: AgentId) -> None:
    """The caller chooses to wait for this agent. One who is not ready by now is not waited for. Raises BoardGone."""
    if agent in talk.house.roster:
        talk.house.board.keep(talk.hook.sid, Wish(agent, "by_name", None), talk.hook.now)


def open_up(talk: Talk) -> None:
    """The caller no longer waits for one agent. Raises BoardGone."""
    on_board = talk.house.board.call(talk.hook.sid)
    if on_board is not None and on_board.call.wish is not None:
        talk.house.board.open_up(talk.hook.sid, on_board.call.wish)


def person(house: Runtime, agent: AgentId) -> Person | None:
    """An agent as a caller may hear of one. Raises BoardGone."""
    known, on_board = house.roster.get(agent), house.board.agent(agent)
    if known is None:
        return None
    is_ready = on_board is not None and on_board.agent.presence is Presence.READY
    return Person(known.id, known.name, is_ready)


def _sent_on(talk: Talk, thread: Thread) -> Transfer | None:
    """How this call came to wait again, if an agent sent it on; only a call that had its place before can have been."""
    if thread.arrived_at is None:
        return None
    try:
        with talk.ledger() as ledger:
            return transfers.last_of_call(ledger, talk.hook.sid)
    except LedgerGone:
        return None


def _owed_since(talk: Talk, thread: Thread) -> datetime | None:
    """Who rings while a promise is open goes ahead: the call counts from when the callback was asked for."""
    if thread.promise is None:
        return None
    try:
        with talk.ledger() as ledger:
            owed = promises.get(ledger, PromiseId(thread.promise))
    except LedgerGone:
        return None
    return owed.counts_from if owed and owed.call_sid != talk.hook.sid else None


def stand(talk: Talk, thread: Thread) -> Wait | None:
    """Where this caller stands, and that the caller is still there. None: rung at this moment, or gone. Raises
    BoardGone."""
    house, now = talk.house, talk.hook.now
    on_board, standing = _look(talk)
    if on_board is None and thread.arrived_at is not None and _is_on_the_line(talk):
        join(talk, thread, thread.arrived_at)
        _, standing = _look(talk)
    if standing is None:
        return None
    _let_back(talk, standing)
    expected, waited = expect(house, standing, now), now - standing.call.waits_from
    told = thread.told_until - now if thread.told_until else None
    range_ = range_to_say(expected, standing.behind_the_first, told)
    is_open = house.terms.hours(now).is_open(now)
    return Wait(
        position=standing.position,
        waited=waited,
        low=range_.low,
        high=(range_.high or expected.p90) if standing.staffing.ready else None,
        is_longer=range_.is_longer,
        may_offer=not standing.staffing.ready or _may_offer(house, waited, expected),
        only_callback=waited >= house.line.waiting.longest_wait or not is_open,
        is_closing=not is_open,
        arrived_at=standing.call.arrived_at,
        person=_person(house, standing.call, thread),
        is_kept=standing.call.wish is not None and standing.call.wish.agent == thread.waits_for,
    )


def _person(house: Runtime, call: WaitingCall, thread: Thread) -> Person | None:
    """Whom the caller waits for, was offered, or may be offered: not while the call is kept for that agent anyway."""
    if named := thread.waits_for or thread.person:
        return person(house, AgentId(named))
    return person(house, call.last_agent) if call.last_agent and call.wish is None else None


def _let_back(talk: Talk, standing: Standing) -> None:
    """Whoever sent this call on may have it again once nobody else is there. (It is matched with the next tick.)"""
    always_barred = choices.barred(talk.house, talk.phone)
    if standing.call.barred > always_barred and not standing.staffing.ready:
        talk.house.board.unbar(standing.call.sid, always_barred)


def _look(talk: Talk) -> tuple[CallOnBoard | None, Standing | None]:
    rules = talk.house.terms.rules
    return talk.house.board.standing(talk.hook.sid, rules.head_start, talk.hook.now, is_alive=True)


def _is_on_the_line(talk: Talk) -> bool:
    """Hooks overtake each other, and old ones are replayed: who has hung up must not be brought back by them."""
    try:
        with talk.ledger() as ledger:
            return not calls.has_ended(ledger, talk.hook.sid)
    except LedgerGone:
        return True


def note_told(talk: Talk, thread: Thread) -> None:
    """Keep until when the caller is being told to wait, and who is being offered by name: a ring may cut this very turn
    short, and its thread with it."""
    try:
        talk.house.board.note_told(talk.hook.sid, Told(thread.told_until, AgentId(thread.person or "") or None))
    except BoardGone:
        log.warning("call.told_without_board", call=talk.hook.sid)


def expect(house: Runtime, standing: Standing, now: datetime) -> Expectation:
    """How long this call has still to wait; on a line without agents, the longest wait."""
    return expectation.expect(standing, house.terms.rules, house.line.waiting.longest_wait, now)


def _may_offer(house: Runtime, waited: timedelta, expected: Expectation) -> bool:
    """A callback helps whoever has waited for a while, and at once whoever is likely to."""
    terms = house.line.waiting
    return waited >= terms.offer_callback_after or expected.p80 > terms.offer_callback_if_wait_over
