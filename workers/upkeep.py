"""Duties of the ticker that belong to no other room: what is due on the board or the ledger is brought to its use case.

When each is done, and how often: `workers.ticker`. Deliberately decides nothing.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from routing.policy import PromiseHead
from voice_app import attempts, caps, jobs
from voice_app.calls import end_overdue
from voice_app.choices import PROMISES_LOOKED_AT, due, head_of, may_dial
from voice_app.dispatch import look_after, match_agent, match_heads, match_promise, ring_again
from voice_app.foresight import foresee_waits
from voice_app.ledger import flight, incoming
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.line.calendar import coming_holes
from voice_app.planning import plan_callbacks
from voice_app.presence import restore_board, resume_talks_by_list, take_effect
from voice_app.runtime import Runtime
from workers import consults, ghosts, rooms
from workers.guard import guard_promise
from workers.messages import give_up_stale
from workers.shop import Shop

TO_BE_ANSWERED: Final = timedelta(seconds=10)
"""How long a text that came in waits for the job that was rung for it."""

log = structlog.get_logger()


def bring_back_the_board(shop: Shop, now: datetime) -> None:
    """A board that was wiped gets its roster and presences back; its calls come back by themselves."""
    restore_board(shop.house, now)


def bring_talks_by_list_to_the_board(shop: Shop, now: datetime) -> None:
    """Whoever was rung by list while the board was away is talking, also on a board that was not wiped."""
    resume_talks_by_list(shop.house, now)


def show_declared_presences(shop: Shop, now: datetime) -> None:
    """What an agent declared stands on the ledger; a hook that should have brought it to the board may be lost."""
    take_effect(shop.house, now)


def end_what_has_expired(shop: Shop, now: datetime) -> None:
    """Reservations of which nothing was heard, rests and wrap-ups that are over, callers who are no longer there, and
    wishes whose time has passed."""
    house = shop.house
    due = house.board.due(now)
    for reservation in due.expired:
        if held := house.board.reservation(reservation):
            ghosts.expire(shop, held, now)
    for agent in due.lapsed:
        if house.board.lapse(agent, now) == "freed":
            match_agent(house, agent, now)
    ghosts.bury(shop, due.ghosts, now)
    for sid in due.wishes:
        look_after(house, sid, now)


def match_waiting_calls(shop: Shop, now: datetime) -> None:
    """Waiting widens the circle, and nobody tells us when: the match is made again."""
    match_heads(shop.house, now)


def dial_what_is_due(shop: Shop, now: datetime) -> None:
    """Promises that may be kept now, as long as agents are free for them. Each is looked at for itself before any is
    matched: whoever matches one looks at all that are due."""
    house, heads = shop.house, list[PromiseHead]()

    def look_at(promise: Promise) -> None:
        if may_dial(house, promise, now):
            heads.append(head_of(house, promise, now))

    for promise in due(house, now):
        guard_promise(shop, promise.id, partial(look_at, promise), now)
    kept = [head for head in heads if head.wish][:PROMISES_LOOKED_AT]
    anybodys = [head for head in heads if not head.wish][:PROMISES_LOOKED_AT]
    for head in (*kept, *anybodys):
        guard_promise(shop, head.id, partial(_match, house, head, now), now)


def _match(house: Runtime, head: PromiseHead, now: datetime) -> None:
    match_promise(house, head, now)


def ring_lost_bells_again(shop: Shop, now: datetime) -> None:
    ring_again(shop.house, now)


def drive_consults(shop: Shop, now: datetime) -> None:
    """Agents who talk to a colleague while a caller holds: whatever is missing."""
    consults.drive_all(shop)


def drive_rooms(shop: Shop, now: datetime) -> None:
    """Callers who hold, and supervisors who listen: whatever is missing."""
    rooms.drive_all(shop)


def ask_after_silent_rooms(shop: Shop, now: datetime) -> None:
    rooms.ask_after_silent_legs(shop, now)


def ask_after_silent_consults(shop: Shop, now: datetime) -> None:
    consults.ask_after_silent_legs(shop, now)


def presume_outcomes(shop: Shop, now: datetime) -> None:
    """Talks of which no agent has said for a quarter of an hour how they went."""
    with shop.house.ledger.read() as ledger:
        unsettled = flight.unsettled(ledger, now)
    for attempt in unsettled:
        guard_promise(shop, attempt.promise_id, partial(_presume, shop.house, attempt, now), now)


def _presume(house: Runtime, attempt: Attempt, now: datetime) -> None:
    with house.ledger.write() as ledger:
        attempts.presume(ledger, house, attempt, now)


def end_calls_that_must_be_over(shop: Shop, now: datetime) -> None:
    """The carrier ends a call after four hours; where its word of that was lost, nothing else ends it here."""
    end_overdue(shop.house, now)


def answer_texts(shop: Shop, now: datetime) -> None:
    """Texts that came in and were not met by the job that was rung for them."""
    with shop.house.ledger.read() as ledger:
        waiting = incoming.unhandled(ledger, now - TO_BE_ANSWERED)
    for sid in waiting:
        shop.house.jobs.ring(jobs.ANSWER_TEXT, sid)


def send_texts(shop: Shop, now: datetime) -> None:
    give_up_stale(shop, now)
    shop.house.jobs.ring(jobs.SEND_TEXTS)


def plan(shop: Shop, now: datetime) -> None:
    """How many agents are kept free for live callers until the next plan."""
    expected = shop.learning.of(shop.house, now)
    shop.house.board.put_plan(plan_callbacks(shop.house, expected.arrivals, expected.pace, now))


def foresee(shop: Shop, now: datetime) -> None:
    """What the waits of live callers depend on, besides what the board counts."""
    foresee_waits(shop.house, shop.learning.of(shop.house, now).paces, now)


def warn_of_holes(shop: Shop, now: datetime) -> None:
    """Times of the coming four weeks at which nobody can be promised a callback in the usual time: while there is
    still somebody to put on call."""
    for hole in coming_holes(shop.house.line, now):
        log.warning("calendar.hole", from_at=hole.from_at.isoformat(), to_at=hole.to_at.isoformat())


def watch_the_caps(shop: Shop, now: datetime) -> None:
    """Whether dialling has stopped against fraud, and for whom it will start again too late."""
    caps.watch(shop.house, now)
