"""The one decision that dispatch and what-if share: which agent takes this call, what work does this agent take.

Orders are named tuples, never weighted numbers (POLICIES 1.3, 2.4). Deliberately holds nobody: the board does, by
compare-and-set, and a decision that comes too late is taken again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from routing.agents import Agent
from routing.plan import Plan
from routing.queues import (
    CallOrder,
    Staffing,
    Step,
    WaitingCall,
    Widening,
    Wish,
    Work,
    call_order,
    is_kept_for,
    widen,
    widens_at,
)
from routing.reasons import WISHED, NoMatch, Reason, Ruling, Why
from routing.rules import LEVEL_COUNTS, Rules
from routing.skills import BEST, UNTRAINED, AgentId, Level, Need, PromiseId


@dataclass(frozen=True, slots=True)
class PromiseHead:
    """A promise that may be dialled now. `counts_from`: the place that it kept in the line; None: it has none.

    `goes_first`: before every live caller: else it is broken, or a supervisor wants it made now. `keeps_language`: only
    by agents who speak it. `wish`: the agent whom the person expects, and until when nobody else calls, ready or not.
    `is_awaited`: the time that this agent has agreed on with the person has come; it is its place in the line.
    """

    id: PromiseId
    need: Need
    counts_from: datetime | None
    effective_due_by: datetime
    barred: frozenset[AgentId] = frozenset()
    goes_first: bool = False
    keeps_language: bool = True
    wish: Wish | None = None
    is_awaited: bool = False

    @property
    def work(self) -> Work:
        return Work("promise", self.id)

    def is_kept(self, now: datetime) -> bool:
        """Is it its own agent's alone? Not where that agent may not call at all."""
        wish = self.wish
        if wish is None or wish.agent in self.barred:
            return False
        return wish.until_at is None or now < wish.until_at


@dataclass(frozen=True, slots=True)
class Head:
    """A call that is the first of its kind, with the staffing for its need. `wished`: the agent of its wish, as that
    agent is now, where it is not the one who asks."""

    call: WaitingCall
    staffing: Staffing
    wished: Agent | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice looks at in an agent, for one need. `breadth`: the number of skills."""

    agent: AgentId
    level: Level
    speaks: bool
    breadth: int
    idle_since: datetime


def candidate(agent: Agent, need: Need) -> Candidate:
    """An idle agent as the choice sees it."""
    skills = agent.skills
    return Candidate(agent.id, skills.level_for(need), skills.speaks(need.language), skills.breadth, agent.since)


@dataclass(frozen=True, slots=True)
class Choice:
    """This agent is to be held for this work, and why."""

    agent: AgentId
    work: Work
    reason: Reason


class AgentOrder(NamedTuple):
    """Best level first, then the fewest skills (generalists stay free for what only they can do), then longest idle.
    Where levels do not count, the trained still go before others; where breadth does not, it is the same of all."""

    short_of_best: int
    breadth: int
    idle_since: datetime
    agent: AgentId


def agent_order(one: Candidate, rules: Rules) -> AgentOrder:
    short_of_best = BEST - one.level if rules.by_level else int(one.level == UNTRAINED)
    return AgentOrder(short_of_best, one.breadth if rules.fewest_skills else 0, one.idle_since, one.agent)


class DeadlineOrder(NamedTuple):
    """Promises by effective deadline, then by the time from which they count."""

    effective_due_by: datetime
    counts_from: datetime
    id: PromiseId


def deadline_order(promise: PromiseHead) -> DeadlineOrder:
    return DeadlineOrder(promise.effective_due_by, promise.counts_from or promise.effective_due_by, promise.id)


def choose(
    work: WaitingCall | PromiseHead,
    idle: Iterable[Candidate],
    staffing: Staffing,
    rules: Rules,
    now: datetime,
    *,
    wished: Agent | None = None,
) -> Choice | NoMatch:
    """The agent for a call that has arrived or waits, or for a promise that is to be kept now.

    `idle`: the agents who are free, or at least the first of each level who is not barred; the answer is the same.
    `wished`: the agent of its wish, as that agent is now.
    """
    widening = _circle(work, staffing, rules, now)
    if work.wish and _is_kept(work, wished, now):
        return _grant(work, work.wish, wished, circle=widening, idle=staffing.idle, now=now)
    fit = [one for one in idle if one.agent not in work.barred and widening.admits(one.level, one.speaks)]
    if fit:
        best = min(fit, key=lambda one: agent_order(one, rules))
        return _give("best_match", work, best, circle=widening, idle=staffing.idle, now=now)
    if not staffing.ready:
        return NoMatch("nobody_ready", circle=widening)
    if not staffing.idle:
        return NoMatch("nobody_idle", circle=widening)
    if isinstance(work, WaitingCall) and (again_at := widens_at(work, widening, rules.steps)):
        return NoMatch("widens_later", again_at, widening)
    return NoMatch("nobody_suitable", circle=widening)


def next_work(
    agent: Agent,
    heads: Collection[Head],
    promises: Iterable[PromiseHead],
    *,
    idle: int,
    plan: Plan,
    rules: Rules,
    now: datetime,
) -> Choice | NoMatch:
    """What an agent who is free takes up, if anything; never more than one piece of work (POLICIES 2.4).

    `heads`: all waiting calls, or at least the first of each kind (need, language, barred agents, wished agent); the
    work chosen is the same. `promises`: those that may be dialled now. `idle`: how many agents are free, this one
    included. A call that is kept for somebody else is left alone; one that is kept for this agent waits its turn among
    the others that this agent can take, because older callers have waited longer. So with promises; but whoever was
    promised a call by this agent, for now, is not kept waiting for a reserve.
    """
    if not agent.is_free:
        return NoMatch("not_free")
    kept = {head.call for head in heads if is_kept_for(head.call, agent, now)}
    circles = {
        head.call: _circle(head.call, head.staffing, rules, now)
        for head in heads
        if agent.id not in head.call.barred and (head.call in kept or not is_kept_for(head.call, head.wished, now))
    }
    mine = [call for call, circle in circles.items() if call in kept or _is_in(circle, agent, call.need)]
    turns = {call: _turn(call, BEST if call in kept else agent.skills.level_for(call.need), rules) for call in mine}
    owed = [promise for promise in promises if _can_keep(agent, promise, now)]
    first = min(mine, key=turns.__getitem__, default=None)
    rushed = (promise for promise in owed if promise.goes_first or plan.puts_first(promise.need))
    at_risk = min(rushed, key=lambda promise: (not promise.goes_first, deadline_order(promise)), default=None)

    def give(ruling: Ruling, work: WaitingCall | PromiseHead) -> Choice:
        circle = circles[work] if isinstance(work, WaitingCall) else _circle_of_promise(work)
        return _give(ruling, work, candidate(agent, work.need), circle=circle, idle=idle, now=now)

    if at_risk and not (first and first.is_emergency):
        return give("deadline_at_risk", at_risk)
    if first:
        if earlier := _earlier_place(owed, first, rules):
            return give("promised" if earlier.is_kept(now) else "place_in_line", earlier)
        ruling: Ruling = WISHED[first.wish.because] if first.wish and first in kept else "next_in_line"
        return give(ruling, first)
    awaited = [promise for promise in owed if promise.is_awaited and promise.is_kept(now)]
    urgent = min(awaited or owed, key=deadline_order, default=None)
    if urgent and (awaited or idle > plan.reserve):
        return give("promised" if urgent.is_kept(now) else "room_to_call_back", urgent)
    return NoMatch("kept_free") if urgent else _stay_free(circles, rules)


def _is_kept(work: WaitingCall | PromiseHead, wished: Agent | None, now: datetime) -> bool:
    """A caller waits for nobody who is not ready; whoever is called back does not notice."""
    return work.is_kept(now) if isinstance(work, PromiseHead) else is_kept_for(work, wished, now)


def _grant(
    work: WaitingCall | PromiseHead, wish: Wish, wished: Agent | None, *, circle: Widening, idle: int, now: datetime
) -> Choice | NoMatch:
    """The agent for whom it is kept, as soon as that agent is free."""
    if wished is None or not wished.is_free:
        why: Why = "kept_for_agent" if isinstance(work, WaitingCall) else "kept_for_its_agent"
        return NoMatch(why, wish.until_at, circle)
    return _give(WISHED[wish.because], work, candidate(wished, work.need), circle=circle, idle=idle, now=now)


def _circle(work: WaitingCall | PromiseHead, staffing: Staffing, rules: Rules, now: datetime) -> Widening:
    if isinstance(work, PromiseHead):
        return _circle_of_promise(work)
    return widen(work, staffing, rules.steps, now, by_gate=rules.by_gate)


def _turn(call: WaitingCall, level: Level, rules: Rules) -> CallOrder:
    """When the call's turn comes, for an agent of this level. Younger by a minute for a level: nobody idles for it, and
    no call waits for ever, because a minute later it is as old."""
    order = call_order(call)
    if not (rules.by_level and rules.trained_at_once):
        return order
    return order._replace(counts_from=order.counts_from + (BEST - level) * LEVEL_COUNTS)


def _circle_of_promise(promise: PromiseHead) -> Widening:
    """A promise has waited for longer than any step; but it is kept in its own language, as long as anybody is there
    who speaks it, or there is time."""
    return Widening(Step.ANYBODY, promise.keeps_language)


def _is_in(circle: Widening, agent: Agent, need: Need) -> bool:
    return circle.admits(agent.skills.level_for(need), agent.skills.speaks(need.language))


def _can_keep(agent: Agent, promise: PromiseHead, now: datetime) -> bool:
    """Who has talked with the person need not be asked about the language."""
    if promise.wish and promise.is_kept(now):
        return promise.wish.agent == agent.id
    speaks = agent.skills.speaks(promise.need.language) or not promise.keeps_language
    return speaks and agent.id not in promise.barred


def _earlier_place(owed: Iterable[PromiseHead], call: WaitingCall, rules: Rules) -> PromiseHead | None:
    """The promise that is so far ahead of the call in the line that the caller's head start does not bridge it."""
    placed = [(promise.counts_from, promise.id, promise) for promise in owed if promise.counts_from is not None]
    if not placed:
        return None
    counts_from, _, promise = min(placed, key=lambda place: place[:2])
    return promise if call.counts_from - counts_from > rules.head_start else None


def _stay_free(circles: Mapping[WaitingCall, Widening], rules: Rules) -> NoMatch:
    """Why a free agent takes none of the calls, and when waiting may change that."""
    if not circles:
        return NoMatch("nothing_waits")
    widens = [at for call, circle in circles.items() if (at := widens_at(call, circle, rules.steps))]
    return NoMatch("widens_later", min(widens)) if widens else NoMatch("not_suitable")


def _give(
    ruling: Ruling, work: WaitingCall | PromiseHead, to: Candidate, *, circle: Widening, idle: int, now: datetime
) -> Choice:
    since = work.arrived_at if isinstance(work, WaitingCall) else work.counts_from
    reason = Reason(
        ruling=ruling,
        need=work.need,
        level=to.level,
        speaks=to.speaks,
        step=circle.step,
        breadth=to.breadth,
        idle_for=now - to.idle_since,
        others_idle=idle - 1,
        waited=now - since if since else None,
        skipped=circle.skipped,
    )
    return Choice(to.agent, work.work, reason)
