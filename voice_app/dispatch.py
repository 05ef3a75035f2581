"""Matching: look, choose, hold. The choice is routing's; holding is a compare-and-set on the board, and a choice that
lost its race is taken again.

A waiting call that is matched later is redirected to its ring, once per reservation; a promise that is matched wakes
a worker. Deliberately neither rings a phone nor speaks: Dial is the caller's own TwiML, and a promise's agent is rung
by the worker.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

import structlog
from sqlalchemy import Connection

from flows.thread import Step, Thread
from flows.verbs import Ring
from routing.escalation import Cause, Ladder
from routing.policy import Choice, PromiseHead, choose, next_work
from routing.queues import WaitingCall
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app import caps, jobs
from voice_app.failpoints import failpoint
from voice_app.ledger import AttemptId, LedgerGone, attempts, duties, outages, promises
from voice_app.ledger.caps import spent
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.terms import need_of

RACES = 5
"""How often one dispatch chooses again after somebody was quicker; the ticker comes by a second later anyway."""

CARRIER_ADDS = timedelta(seconds=5)
"""Twilio lets a phone ring about so much longer than asked (Twilio docs, <Dial> timeout)."""
WHISPER_TAKES = timedelta(seconds=20)
"""A whisper of 7 s at the longest, the patience for an answer, and the time to find the key."""
CARRIER_QUEUES = timedelta(seconds=60)
"""A call that REST creates may stand in the carrier's own queue: one a second leaves it."""
UNTIL_MISSED = timedelta(minutes=5)
"""Past the longest wait, a caller of whose end we never heard is taken to have gone, and may be called back."""
A_PIECE = timedelta(seconds=19)
"""A piece of music and the second of listening after it."""
BELL_IS_HEARD = timedelta(seconds=5)
"""A worker that lives begins within milliseconds."""
PROMISES_LOOKED_AT = 25
"""How many due promises a free agent's choice looks at; the most urgent come first."""

log = structlog.get_logger()


def match_call(house: Runtime, sid: CallSid, now: datetime) -> ReservationId | None:
    """Hold the right agent for a call that waits, if one is free; the reservation that it has afterwards."""
    waiting = house.board.call(sid)
    if waiting is None or waiting.state != "waiting":
        return waiting.reservation if waiting else None
    return match_waiting(house, waiting.call, now)


def match_waiting(house: Runtime, call: WaitingCall, now: datetime) -> ReservationId | None:
    """The same, for whoever knows the call."""
    if not house.terms.hours(now).is_open(now):
        return None
    for _ in range(RACES):
        snapshot = house.board.snapshot(call.need, call.barred)
        match = choose(call, snapshot.idle, snapshot.staffing, house.terms.rules, now)
        if not isinstance(match, Choice):
            return None
        reservation = _hold(house, match, now)
        if reservation is not None:
            return reservation
    return None


def match_agent(house: Runtime, agent: AgentId, now: datetime) -> ReservationId | None:
    """Give an agent who is free the next work, a waiting call or a promise that is due; the reservation."""
    for _ in range(RACES):
        heads = house.board.heads_for(agent)
        if heads.agent is None or not heads.agent.is_free:
            return None
        live = heads.heads if house.terms.hours(now).is_open(now) else ()
        owed = due_promises(house, now)
        match = next_work(heads.agent, live, owed, idle=heads.idle, plan=heads.plan, rules=house.terms.rules, now=now)
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
    snapshot = house.board.snapshot(promise.need, promise.barred)
    match = choose(promise, snapshot.idle, snapshot.staffing, house.terms.rules, now)
    return match_agent(house, match.agent, now) if isinstance(match, Choice) else None


def due_promises(house: Runtime, now: datetime) -> list[PromiseHead]:
    """The promises that may be dialled at this instant, most urgent first; none where the ledger cannot say."""
    callable_now = (promise for promise in due(house, now) if may_dial(house, promise, now))
    return [head_of(house, promise, now) for promise in islice(callable_now, PROMISES_LOOKED_AT)]


def due(house: Runtime, now: datetime) -> tuple[Promise, ...]:
    """The promises whose time has come, whether or not anybody may be called at this hour; none while all dialling has
    stopped."""
    try:
        with house.ledger.read() as ledger:
            if all_has_stopped(house, ledger, now):
                return ()
            calling_since = now - house.line.waiting.longest_wait - UNTIL_MISSED
            return duties.due(ledger, now, calling_since=calling_since)
    except LedgerGone:
        return ()


def all_has_stopped(house: Runtime, ledger: Connection, now: datetime) -> Cause | None:
    """Why nobody at all is dialled at this instant, if so: a cap was reached, or the carrier takes no calls."""
    if caps.reached(house.spent.get(now, lambda: spent(ledger, now)), house.line.caps):
        return Cause.CAPPED
    outage = outages.of_carrier(ledger)
    return outage.because if outage else None


def head_of(house: Runtime, promise: Promise, now: datetime) -> PromiseHead:
    """A promise as the choice of work sees it. One with a window has given up its place in the line."""
    need, absent = need_of(promise.need, promise.language), barred(house, promise.phone) | off_duty(house, now)
    goes_first = promise.escalation >= Ladder.ANY_AGENT
    return PromiseHead(
        PromiseId(promise.id),
        need,
        None if promise.window else promise.counts_from,
        min(promise.window.to_at, promise.effective_due_by) if promise.window else promise.effective_due_by,
        absent,
        goes_first=goes_first,
        keeps_language=not goes_first or house.board.snapshot(need, absent).staffing.speaking > 0,
    )


def off_duty(house: Runtime, now: datetime) -> frozenset[AgentId]:
    """Who is not to be rung at this hour: in closed hours, everybody but those in an on-call window of their own."""
    if house.terms.hours(now).is_open(now):
        return frozenset()
    return frozenset(house.roster) - house.terms.on_call(now)


def may_dial(house: Runtime, promise: Promise, now: datetime) -> bool:
    """May whoever is owed this be called at this hour?"""
    calling = house.terms.calling(promise.phone, promise.need, now)
    return promise.phone is not None and calling.is_allowed(now, promise.effective_due_by)


def barred(house: Runtime, phone: Phone | None) -> frozenset[AgentId]:
    """Who may not take a call from, or a promise to, this phone: the agent whose own it is."""
    agent = house.by_reach.get(f"tel:{phone}")
    return frozenset({agent.id}) if agent else frozenset()


def _hold(house: Runtime, choice: Choice, now: datetime) -> ReservationId | None:
    """The reason lies on the board with the reservation, and on the ledger when it is accepted or ends."""
    reservation = ReservationId(house.new_id())
    lasts = house.line.waiting.ring_agent + CARRIER_ADDS + WHISPER_TAKES
    if choice.work.kind == "promise":
        lasts += CARRIER_QUEUES
    held = house.board.reserve(choice, reservation, now + lasts, now)
    return reservation if held == "reserved" else None


def redirect_to_ring(house: Runtime, reservation: ReservationId, now: datetime) -> None:
    """Have a waiting call fetch its ring; at most once per reservation, because a second redirect would cut it."""
    if house.board.redirecting(reservation, now) == "marked":
        house.jobs.ring(jobs.REDIRECT, reservation)


def ring_step(house: Runtime, call: WaitingCall, reservation: ReservationId, now: datetime) -> Step:
    """Where a redirected call goes: its place in the hold loop, where it finds the ring.

    The thread of the turn that is cut short is not known here, so it is spun again from what is: the music goes on
    about where it was, and whatever was said last counts as said now, because nobody likes to hear a thing twice.
    """
    return Step(
        "waiting",
        Thread(
            language=call.need.language,
            need=call.need.name,
            arrived_at=call.arrived_at,
            said_at=now,
            offered_at=now,
            piece=(now - call.arrived_at) // A_PIECE,
            promise=_promise_of(house, call.sid),
            subject=reservation,
        ),
    )


def _promise_of(house: Runtime, sid: CallSid) -> PromiseId | None:
    """The promise made in this call, which the caller knows of."""
    try:
        with house.ledger.read() as ledger:
            owed = promises.of_call(ledger, sid)
    except LedgerGone:
        return None
    return owed.id if owed else None


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
        context=_context(house, waiting.call, now),
    )


def _context(house: Runtime, call: WaitingCall, now: datetime) -> dict[str, str]:
    """What a SIP phone or a desk may show while it rings; ids and labels, the rest is behind the API."""
    return {
        "call": call.sid,
        "need": call.need.name or "",
        "language": call.need.language,
        "waited": str(int((now - call.arrived_at).total_seconds())),
    }
