"""What would be decided at this instant: for a waiting call, for an agent, for a promise that is owed.

The stores are read and routing decides; dispatch acts on it, and whoever asks why is told the same. Deliberately holds
nobody and writes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from routing.escalation import Cause, Ladder
from routing.policy import Choice, PromiseHead, choose, next_work
from routing.queues import WaitingCall, Wish
from routing.reasons import NoMatch
from routing.records import Snapshot
from routing.skills import AgentId, Need, PromiseId
from voice_app import caps
from voice_app.ledger import LedgerGone, duties, outages
from voice_app.ledger.caps import spent
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.terms import need_of

UNTIL_MISSED = timedelta(minutes=5)
"""Past the longest wait, a caller of whose end we never heard is taken to have gone, and may be called back."""
PROMISES_LOOKED_AT = 25
"""How many due promises a free agent's choice looks at; the most urgent come first."""


Look = Callable[[Need, frozenset[AgentId], AgentId | None], Snapshot]
"""A look at the board, as `Board.snapshot` is one; whoever asks about many calls at once looks once for all alike."""


def best_for_call(house: Runtime, call: WaitingCall, now: datetime, look: Look | None = None) -> Choice | NoMatch:
    """Whom a waiting call would be given at this instant, or why nobody. Holds nobody."""
    if not house.terms.hours(now).is_open(now):
        return NoMatch("closed")
    snapshot = (look or house.board.snapshot)(call.need, call.barred, call.wish.agent if call.wish else None)
    return choose(call, snapshot.idle, snapshot.staffing, house.terms.rules, now, wished=snapshot.wished)


def next_for_agent(house: Runtime, agent: AgentId, now: datetime) -> Choice | NoMatch:
    """What an agent would be given at this instant, or why nothing. Holds nobody."""
    heads = house.board.heads_for(agent)
    if heads.agent is None or not heads.agent.is_free:
        return NoMatch("not_free")
    live = heads.heads if house.terms.hours(now).is_open(now) else ()
    owed = due_promises(house, now, agent)
    return next_work(heads.agent, live, owed, idle=heads.idle, plan=heads.plan, rules=house.terms.rules, now=now)


def best_for_promise(house: Runtime, promise: PromiseHead, now: datetime) -> Choice | NoMatch:
    """Who is free for a promise that is due, or why nobody. Holds nobody."""
    snapshot = house.board.snapshot(promise.need, promise.barred, promise.wish.agent if promise.wish else None)
    return choose(promise, snapshot.idle, snapshot.staffing, house.terms.rules, now, wished=snapshot.wished)


def due_promises(house: Runtime, now: datetime, agent: AgentId | None = None) -> list[PromiseHead]:
    """The promises that may be dialled at this instant, most urgent first; none where the ledger cannot say. `agent`:
    who asks, and is not shown those that are kept for somebody else."""
    callable_now = (
        promise
        for promise in due(house, now)
        if (agent is None or _kept_for(promise, now) in (None, agent)) and may_dial(house, promise, now)
    )
    return [head_of(house, promise, now) for promise in islice(callable_now, PROMISES_LOOKED_AT)]


def _kept_for(promise: Promise, now: datetime) -> AgentId | None:
    """Whose alone this promise is at this instant."""
    until_at = promise.preferred_until
    return promise.preferred_agent if until_at is not None and now < until_at else None


def due(house: Runtime, now: datetime) -> tuple[Promise, ...]:
    """The promises whose time has come, whether or not anybody may be called at this hour; none while all dialling has
    stopped."""
    try:
        with house.ledger.read() as ledger:
            found = duties.due(ledger, now, calling_since=calling_since(house, now))
            return () if found and all_has_stopped(house, ledger, now) else found
    except LedgerGone:
        return ()


def calling_since(house: Runtime, now: datetime) -> datetime:
    """Since when somebody may have called who is still on the line; who called sooner has gone unheard."""
    return now - house.line.waiting.longest_wait - UNTIL_MISSED


def all_has_stopped(house: Runtime, ledger: Connection, now: datetime) -> Cause | None:
    """Why nobody at all is dialled at this instant, if so: a cap was reached, or the carrier takes no calls."""
    if caps.reached(house.spent.get(now, lambda: spent(ledger, now)), house.line.caps):
        return Cause.CAPPED
    outage = outages.of_carrier(ledger)
    return outage.because if outage else None


def head_of(house: Runtime, promise: Promise, now: datetime) -> PromiseHead:
    """A promise as the choice of work sees it. One with a window has given up its place in the line; but where an agent
    has agreed on that time, its place is the time's beginning."""
    need, absent = need_of(promise.need, promise.language), barred(house, promise.phone) | off_duty(house, now)
    is_in_danger = promise.escalation >= Ladder.ANY_AGENT
    wish = None if is_in_danger else _wish(house, promise, now)
    awaited_from = promise.window.from_at if wish and promise.window else None
    return PromiseHead(
        PromiseId(promise.id),
        need,
        awaited_from if promise.window else promise.counts_from,
        min(promise.window.to_at, promise.effective_due_by) if promise.window else promise.effective_due_by,
        absent,
        goes_first=is_in_danger or promise.hurried_at is not None,
        keeps_language=not is_in_danger or house.board.snapshot(need, absent).staffing.speaking > 0,
        wish=wish,
        is_awaited=awaited_from is not None,
    )


def _wish(house: Runtime, promise: Promise, now: datetime) -> Wish | None:
    """For whom it is kept; nobody waits for an agent who has left."""
    agent = _kept_for(promise, now)
    return Wish(agent, "promised", promise.preferred_until) if agent in house.roster and agent else None


def off_duty(house: Runtime, now: datetime) -> frozenset[AgentId]:
    """Who is not to be rung at this hour: in closed hours, everybody but those in an on-call window of their own."""
    if house.terms.hours(now).is_open(now):
        return frozenset()
    return frozenset(house.roster) - house.terms.on_call(now)


def may_dial(house: Runtime, promise: Promise, now: datetime) -> bool:
    """May whoever is owed this be called at this hour?"""
    calling = house.terms.calling(promise.phone, promise.need, now)
    return promise.phone is not None and calling.is_allowed(now, promise.effective_due_by)


def hour_against(house: Runtime, promise: Promise, now: datetime) -> NoMatch | None:
    """Why whoever is owed this is not called at this hour, and until when; None: nothing is against it."""
    calling = house.terms.calling(promise.phone, promise.need, now)
    hindrance = calling.hindrance(now, promise.effective_due_by)
    return NoMatch(hindrance, calling.next_at(now, promise.effective_due_by)) if hindrance else None


def barred(house: Runtime, phone: Phone | None) -> frozenset[AgentId]:
    """Who may not take a call from, or a promise to, this phone: the agent whose own it is."""
    agent = house.by_reach.get(f"tel:{phone}")
    return frozenset({agent.id}) if agent else frozenset()
