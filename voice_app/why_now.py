"""Why nothing happens at this moment: for a call that waits, a promise that is owed, an agent who has nothing to do.

Asks what dispatch would decide (`choices`), in the order in which it would. Deliberately has no rule of its own, holds
nobody and writes nothing; what was so earlier stands on the ledger (`why`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast

from routing.policy import Choice, PromiseHead
from routing.reasons import NoMatch, Why
from routing.records import CallOnBoard
from routing.skills import AgentId, PromiseId
from voice_app.choices import (
    Look,
    all_has_stopped,
    best_for_call,
    best_for_promise,
    calling_since,
    due_promises,
    head_of,
    hour_against,
    next_for_agent,
)
from voice_app.ledger import duties
from voice_app.ledger.promise import Promise
from voice_app.runtime import Runtime


def of_call(house: Runtime, call: CallOnBoard, now: datetime, look: Look | None = None) -> Choice | NoMatch:
    """Whom a call that is on the board would be given now, or why nobody is rung for it."""
    if call.state == "reserved":
        return NoMatch("ringing")
    if call.state == "talking":
        return NoMatch("talking")
    return best_for_call(house, call.call, now, look)


def of_promise(house: Runtime, promise: Promise, now: datetime) -> Choice | NoMatch:
    """Who would be rung for a promise now, or why nobody is. Raises LedgerGone, BoardGone."""
    return _own_hindrance(promise, now) or _common_hindrance(house, promise, now) or _its_turn(house, promise, now)


def of_promises(house: Runtime, asked: Collection[Promise], now: datetime) -> Mapping[PromiseId, Choice | NoMatch]:
    """The same for many, in a look or two at the ledger; the board is asked for those alone that are about to be met.
    Raises LedgerGone, BoardGone."""
    found: dict[PromiseId, Choice | NoMatch] = {}
    for promise in asked:
        if own := _own_hindrance(promise, now):
            found[promise.id] = own
    left = [promise for promise in asked if promise.id not in found]
    if not left:
        return found
    with house.ledger.read() as ledger:
        stopped = all_has_stopped(house, ledger, now)
        due = duties.due_among(ledger, [promise.id for promise in left], now, calling_since(house, now))
    for promise in left:
        if stopped is not None:
            found[promise.id] = NoMatch(cast(Why, stopped.value))
        elif promise.id not in due:
            found[promise.id] = NoMatch("on_the_line")
        elif against := hour_against(house, promise, now):
            found[promise.id] = against
    near = [promise for promise in left if promise.id not in found]
    found.update(_turns(house, near, now) if near else {})
    return found


def _turns(house: Runtime, near: Iterable[Promise], now: datetime) -> dict[PromiseId, Choice | NoMatch]:
    first = {head.id: head for head in due_promises(house, now)}
    found: dict[PromiseId, Choice | NoMatch] = {}
    for promise in near:
        own = head_of(house, promise, now)
        match = best_for_promise(house, own, now) if own.wish else None
        found[promise.id] = match if isinstance(match, NoMatch) else NoMatch("others_first")
    open_to_all = [first[id_] for id_, match in found.items() if id_ in first and match == NoMatch("others_first")]
    found.update({head.id: match for head, match in of_due(house, open_to_all, now)})
    return found


def of_agent(house: Runtime, agent: AgentId, now: datetime) -> Choice | NoMatch:
    """What an agent would be given now, or why nothing."""
    return next_for_agent(house, agent, now)


def _own_hindrance(promise: Promise, now: datetime) -> NoMatch | None:
    """What its own row says."""
    if promise.closed_at is not None:
        return NoMatch("ended")
    if promise.state == "attempting":
        return NoMatch("ringing")
    if promise.needs_approval:
        return NoMatch("needs_approval")
    if promise.not_before > now:
        is_its_window = promise.window is not None and promise.not_before == promise.window.from_at
        return NoMatch("window_to_come" if is_its_window else "not_yet", promise.not_before)
    return None


def _common_hindrance(house: Runtime, promise: Promise, now: datetime) -> NoMatch | None:
    """What is against calling anybody, or this person at this hour."""
    with house.ledger.read() as ledger:
        stopped = all_has_stopped(house, ledger, now)
        is_due = duties.is_due(ledger, promise.id, now, calling_since(house, now))
    if stopped is not None:
        return NoMatch(cast(Why, stopped.value))
    if not is_due:  # approved, and its time has come: only its own caller can be in its way
        return NoMatch("on_the_line")
    return hour_against(house, promise, now)


def _its_turn(house: Runtime, promise: Promise, now: datetime) -> Choice | NoMatch:
    own = head_of(house, promise, now)
    match = best_for_promise(house, own, now) if own.wish else None
    if isinstance(match, NoMatch):
        return match
    heads = [head for head in due_promises(house, now) if head.id == promise.id]
    return next((match for _, match in of_due(house, heads, now)), NoMatch("others_first"))


def of_due(
    house: Runtime, heads: Iterable[PromiseHead], now: datetime
) -> Iterator[tuple[PromiseHead, Choice | NoMatch]]:
    """The same for promises that may be dialled now: whether anybody is free for each, and has nothing better to do."""
    asked: dict[AgentId, Choice | NoMatch] = {}
    for head in heads:
        free = best_for_promise(house, head, now)
        if isinstance(free, NoMatch):
            yield head, free
            continue
        if free.agent not in asked:
            asked[free.agent] = next_for_agent(house, free.agent, now)
        taken_up = asked[free.agent]
        is_other = isinstance(taken_up, Choice) and taken_up.work != head.work
        yield head, NoMatch("other_work_first") if is_other else taken_up
