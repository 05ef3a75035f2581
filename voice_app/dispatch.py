"""Matching: look and choose (`choices`), then hold, which is a compare-and-set on the board; a choice that lost its
race is taken again.

A waiting call that is matched later is redirected to its ring, once per reservation; a promise that is matched wakes
a worker. Deliberately neither rings a phone nor speaks: Dial is the caller's own TwiML, and a promise's agent is rung
by the worker.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from flows.thread import Step, Thread
from flows.verbs import Ring
from routing.policy import Choice, PromiseHead
from routing.queues import WaitingCall, call_order
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app import jobs
from voice_app.choices import best_for_call, best_for_promise, next_for_agent
from voice_app.context.passing import passed_on
from voice_app.customers import looking_up
from voice_app.failpoints import failpoint
from voice_app.ledger import AttemptId, LedgerGone, attempts, calls, promises
from voice_app.numbers import Phone
from voice_app.runtime import Runtime, seconds
from voice_app.seeing import families
from voice_app.under_way import notices

MATCHES_A_TICK = 100
"""One pass of the ticker stays short; the next one goes on."""
RACES = 5
"""How often one dispatch chooses again after somebody was quicker; the ticker comes by a second later anyway."""

CARRIER_ADDS = timedelta(seconds=5)
"""Twilio lets a phone ring about so much longer than asked (Twilio docs, <Dial> timeout)."""
WHISPER_TAKES = timedelta(seconds=20)
"""A whisper of 7 s at the longest, the patience for an answer, and the time to find the key."""
CARRIER_QUEUES = timedelta(seconds=60)
"""A call that REST creates may stand in the carrier's own queue: one a second leaves it."""
A_PIECE = timedelta(seconds=19)
"""A piece of music and the second of listening after it."""
BELL_IS_HEARD = timedelta(seconds=5)
"""A worker that lives begins within milliseconds."""

log = structlog.get_logger()


def match_call(house: Runtime, sid: CallSid, now: datetime) -> ReservationId | None:
    """Hold the right agent for a call that waits, if one is free; the reservation that it has afterwards."""
    waiting = house.board.call(sid)
    if waiting is None or waiting.state != "waiting":
        return waiting.reservation if waiting else None
    return match_waiting(house, waiting.call, now)


def match_waiting(house: Runtime, call: WaitingCall, now: datetime) -> ReservationId | None:
    """The same, for whoever knows the call."""
    with _timed(house):
        return _match_waiting(house, call, now)


def _match_waiting(house: Runtime, call: WaitingCall, now: datetime) -> ReservationId | None:
    for _ in range(RACES):
        match = best_for_call(house, call, now)
        if not isinstance(match, Choice):
            if call.wish and match.why not in ("kept_for_agent", "closed"):
                house.board.open_up(call.sid, call.wish)  # its wish is over, and others shall find it
            return None
        reservation = _hold(house, match, now)
        if reservation is not None:
            return reservation
    return None


def look_after(house: Runtime, sid: CallSid, now: datetime) -> None:
    """A call that is kept for one agent: ring that agent who is free by now, or let anybody take it, at its old place,
    where the wish is over; else look again later."""
    if reservation := match_call(house, sid, now):
        redirect_to_ring(house, reservation, now)
    else:
        house.board.look_again(sid, now)


def let_go(house: Runtime, agent: AgentId, now: datetime) -> None:
    """This agent is no longer ready: whoever is kept for the agent is anybody's at once."""
    for sid in house.board.kept_for(agent):
        look_after(house, sid, now)


def match_heads(house: Runtime, now: datetime) -> None:
    """Match what can be matched of all that waits, oldest first: waiting widens a circle, and nobody tells us when.

    Only the first call of each kind is looked at. Those behind it differ in age alone: who is not good enough for it
    is not good enough for them. So a tick costs the same with ten thousand callers as with ten.
    """
    in_vain = set[CallSid]()
    for _ in range(MATCHES_A_TICK):
        if not _match_oldest(house, in_vain, now):
            return


def _match_oldest(house: Runtime, in_vain: set[CallSid], now: datetime) -> bool:
    """Says whether somebody was free for any of them; who was not looked at in vain before is looked at."""
    for call in sorted((head.call for head in house.board.heads()), key=call_order):
        if call.sid in in_vain:
            continue
        if reservation := match_waiting(house, call, now):
            redirect_to_ring(house, reservation, now)
            return True
        in_vain.add(call.sid)
    return False


def match_agent(house: Runtime, agent: AgentId, now: datetime) -> ReservationId | None:
    """Give an agent who is free the next work, a waiting call or a promise that is due; the reservation."""
    with _timed(house):
        return _match_agent(house, agent, now)


def _match_agent(house: Runtime, agent: AgentId, now: datetime) -> ReservationId | None:
    for _ in range(RACES):
        match = next_for_agent(house, agent, now)
        if not isinstance(match, Choice):
            return None
        if match.work.kind == "promise" and house.board.ring_slot(now) == "later":
            return None  # the ticker comes by within a second, and then the most urgent is still the first
        reservation = _hold(house, match, now)
        if reservation is None:
            continue
        failpoint("match.before_bell")
        if match.work.kind == "call":
            redirect_to_ring(house, reservation, now)
        else:
            house.jobs.ring(jobs.KEEP_PROMISE, match.work.id, reservation, agent)
            looking_up.begin(house, PromiseId(match.work.id))
        return reservation
    return None


def ring_again(house: Runtime, now: datetime) -> None:
    """Wake a worker once more for each agent who is held for a promise of which no worker knows yet: whoever matched
    them died before the bell, or the bell was lost. A job that comes twice does nothing the second time."""
    for reservation in house.board.held():
        held = house.board.reservation(reservation)
        if held is None or held.work.kind != "promise" or now - held.reserved_at < BELL_IS_HEARD:
            continue
        with house.ledger.read() as ledger:
            has_begun = attempts.get(ledger, AttemptId(held.id)) is not None
        if not has_begun:
            log.warning("promise.bell_was_lost", promise=held.work.id, attempt=held.id)
            house.jobs.ring(jobs.KEEP_PROMISE, held.work.id, held.id, held.agent)


def match_promise(house: Runtime, promise: PromiseHead, now: datetime) -> ReservationId | None:
    """Find an agent for a promise that is due. Whether that agent has something better to do is decided as ever."""
    match = best_for_promise(house, promise, now)
    return match_agent(house, match.agent, now) if isinstance(match, Choice) else None


def _hold(house: Runtime, choice: Choice, now: datetime) -> ReservationId | None:
    """The reason lies on the board with the reservation, and on the ledger when it is accepted or ends."""
    reservation = ReservationId(house.new_id())
    lasts = house.line.waiting.ring_agent + CARRIER_ADDS + WHISPER_TAKES + notices.takes(house)
    if choice.work.kind == "promise":
        lasts += CARRIER_QUEUES
    held = house.board.reserve(choice, reservation, now + lasts, now)
    if held == "reserved":
        return reservation
    house.counts.count(families.LOST_RACES, "reserve")
    return None


@contextmanager
def _timed(house: Runtime) -> Iterator[None]:
    """How long one choice takes, lost races included."""
    began = seconds()
    try:
        yield
    finally:
        house.counts.time(families.MATCH_TOOK, seconds() - began)


def redirect_to_ring(house: Runtime, reservation: ReservationId, now: datetime) -> None:
    """Have a waiting call fetch its ring; at most once per reservation, because a second redirect would cut it."""
    if house.board.redirecting(reservation, now) == "marked":
        house.jobs.ring(jobs.REDIRECT, reservation)


def ring_step(house: Runtime, call: WaitingCall, reservation: ReservationId | None, now: datetime) -> Step:
    """Where a redirected call goes: its place in the hold loop, where it finds the ring.

    The thread of the turn that is cut short is not known here, so it is spun again from what is: the music goes on
    about where it was, and whatever was said last counts as said now, because nobody likes to hear a thing twice.
    """
    (phone, promise), told = caller_of(house, call.sid), house.board.told(call.sid)
    return Step(
        "waiting",
        Thread(
            language=house.terms.tongue(call.need.language, phone),
            need=call.need.name,
            arrived_at=call.arrived_at,
            said_at=now,
            told_until=told.until_at,
            offered_at=now,
            piece=(now - call.arrived_at) // A_PIECE,
            promise=promise,
            subject=reservation,
            emergency=call.is_emergency,
            person=told.person,
        ),
    )


def caller_of(house: Runtime, sid: CallSid) -> tuple[Phone | None, PromiseId | None]:
    """Who is on the line, and the promise made in this call, which the caller knows of; as far as the ledger tells."""
    try:
        with house.ledger.read() as ledger:
            call, owed = calls.get(ledger, sid), promises.of_call(ledger, sid)
    except LedgerGone:
        return None, None
    return call.phone if call else None, owed.id if owed else None


def ring_for(house: Runtime, sid: CallSid, thread: Thread, now: datetime) -> Ring | None:
    """The ring that this call may be given now: an agent is held for it, and no redirect is on its way with it."""
    waiting = house.board.call(sid)
    if waiting is None or waiting.state != "reserved" or waiting.reservation is None or waiting.agent is None:
        return None
    reservation = waiting.reservation
    if house.board.hand_out(reservation, "redirect" if thread.subject == reservation else "loop", now) != "ring":
        return None
    agent = house.roster[waiting.agent]
    return Ring(
        reservation=reservation,
        reach=agent.reach,
        rings_for=house.line.waiting.ring_agent,
        whisper=Step("whisper", Thread(house.terms.spoken_to(agent.languages), subject=reservation)),
        then=Step("rang", replace(thread, arrived_at=waiting.call.arrived_at, subject=reservation)),
        context=passed_on(house, waiting.call, agent.reach, now),
        notice=notices.before_ring(house, sid, reservation, thread, now),
    )
