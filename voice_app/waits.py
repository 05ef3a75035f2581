"""The wait of one caller: joining the queue, the sign of life that each turn of the hold loop is, and what may be said.

A board that has lost the call gets it back here, at its old place, from the thread in the call's own URL.
"""

from datetime import datetime

from flows.facts import Wait
from flows.thread import Thread
from routing.forecast import Expectation, Pace, expected_wait
from routing.queues import WaitingCall
from routing.ranges import range_to_say
from routing.records import CallOnBoard
from routing.skills import PromiseId
from voice_app.choices import barred
from voice_app.ledger import LedgerGone, calls, promises
from voice_app.runtime import Runtime
from voice_app.talk import Talk
from voice_app.terms import need_of


def join(talk: Talk, thread: Thread, arrived_at: datetime) -> WaitingCall:
    """Let this call wait; a call that waits already keeps its place. Raises BoardGone."""
    call = WaitingCall(
        sid=talk.hook.sid,
        need=need_of(thread.need, thread.language),
        arrived_at=arrived_at,
        counts_from=min(arrived_at, _owed_since(talk, thread) or arrived_at),
        barred=barred(talk.house, talk.phone),
    )
    talk.house.board.join(call, talk.hook.now)
    return call


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
    on_board = house.board.seen(talk.hook.sid, now)
    if on_board is None and thread.arrived_at is not None and _is_on_the_line(talk):
        join(talk, thread, thread.arrived_at)
        on_board = house.board.seen(talk.hook.sid, now)
    if on_board is None or on_board.state != "waiting":
        return None
    expected = expect(house, on_board, now)
    range_ = range_to_say(expected)
    return Wait(
        position=(on_board.ahead or 0) + 1,
        waited=now - on_board.call.arrived_at,
        low=range_.low,
        high=range_.high or expected.p90,
        may_offer=_may_offer(house, on_board, expected, now),
        only_callback=_is_too_long(house, on_board, now),
    )


def _is_on_the_line(talk: Talk) -> bool:
    """Hooks overtake each other, and old ones are replayed: who has hung up must not be brought back by them."""
    try:
        with talk.ledger() as ledger:
            return not calls.has_ended(ledger, talk.hook.sid)
    except LedgerGone:
        return True


def expect(house: Runtime, waiting: CallOnBoard, now: datetime) -> Expectation:
    """How long this call has still to wait, as far as its own queue tells; a line without agents: the longest wait."""
    staffing = house.board.snapshot(waiting.call.need, waiting.call.barred).staffing
    trained = staffing.best + staffing.good + staffing.can
    able = trained or staffing.speaking or staffing.ready
    return expected_wait(waiting.ahead or 0, able, Pace(), unstaffed=house.line.waiting.longest_wait)


def _may_offer(house: Runtime, waiting: CallOnBoard, expected: Expectation, now: datetime) -> bool:
    terms = house.line.waiting
    return (
        now - waiting.call.arrived_at >= terms.offer_callback_after or expected.p80 > terms.offer_callback_if_wait_over
    )


def _is_too_long(house: Runtime, waiting: CallOnBoard, now: datetime) -> bool:
    """Waited longer than anybody should, or still there when the line closed: nobody will be rung for it any more."""
    waited = now - waiting.call.arrived_at
    return waited >= house.line.waiting.longest_wait or not house.terms.hours(now).is_open(now)
