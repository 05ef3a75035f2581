"""The one decision that dispatch and what-if share: which agent takes this call, what work does this agent take.

Orders are named tuples, never weighted numbers (POLICIES 1.3, 2.4). Deliberately holds nobody: the board does, by
compare-and-set, and a decision that comes too late is taken again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from routing.agents import Agent
from routing.queues import (
    Staffing,
    Step,
    WaitingCall,
    WidenAfter,
    Widening,
    Work,
    call_order,
    widen,
    widens_at,
)
from routing.reasons import NoMatch, Reason, Ruling
from routing.skills import BEST, AgentId, Language, Level, Need, PromiseId


@dataclass(frozen=True, slots=True)
class Rules:
    """What the line file's `[waiting]` says of matching. `head_start`: how much earlier a live caller counts than a
    promise that kept its place."""

    widen_after: WidenAfter
    head_start: timedelta


@dataclass(frozen=True, slots=True)
class Room:
    """How many more promises may have the usual deadline until the next plan, and the time by which those after them
    can be kept; None: no time in sight."""

    promises: int
    then_by: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How callbacks share the agents with live callers until the next plan: so many idle agents are kept free.
    red: promises come first, or they are broken; those in the languages `first_in`, None being all. Without a plan
    nobody is kept free. `room`: for new promises, by language; where none is named there is enough of it."""

    reserve: int = 0
    zone: Literal["green", "yellow", "red"] = "green"
    first_in: frozenset[Language] | None = None
    room: Mapping[Language, Room] = field(default_factory=dict)
    made_at: datetime | None = None

    def puts_first(self, promise: "PromiseHead") -> bool:
        """Is it dialled before any live call is taken?"""
        return self.zone == "red" and (self.first_in is None or promise.need.language in self.first_in)


@dataclass(frozen=True, slots=True)
class PromiseHead:
    """A promise that may be dialled now. `counts_from`: the place that it kept in the line; None: it has none.

    `goes_first`: before every live caller, or it is broken. `keeps_language`: only by agents who speak it.
    """

    id: PromiseId
    need: Need
    counts_from: datetime | None
    effective_due_by: datetime
    barred: frozenset[AgentId] = frozenset()
    goes_first: bool = False
    keeps_language: bool = True

    @property
    def work(self) -> Work:
        return Work("promise", self.id)


@dataclass(frozen=True, slots=True)
class Head:
    """A call that is the first of its kind, with the staffing for its need."""

    call: WaitingCall
    staffing: Staffing


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
    """Best level first, then the fewest skills (generalists stay free for what only they can do), then longest idle."""

    short_of_best: int
    breadth: int
    idle_since: datetime
    agent: AgentId


def agent_order(one: Candidate) -> AgentOrder:
    return AgentOrder(BEST - one.level, one.breadth, one.idle_since, one.agent)


class DeadlineOrder(NamedTuple):
    """Promises by effective deadline, then by the time from which they count."""

    effective_due_by: datetime
    counts_from: datetime
    id: PromiseId


def deadline_order(promise: PromiseHead) -> DeadlineOrder:
    return DeadlineOrder(promise.effective_due_by, promise.counts_from or promise.effective_due_by, promise.id)


def choose(
    work: WaitingCall | PromiseHead, idle: Iterable[Candidate], staffing: Staffing, rules: Rules, now: datetime
) -> Choice | NoMatch:
    """The agent for a call that has arrived or waits, or for a promise that is to be kept now.

    `idle`: the agents who are free, or at least the first of each level who is not barred; the answer is the same.
    """
    widening = _circle(work, staffing, rules, now)
    fit = [one for one in idle if one.agent not in work.barred and widening.admits(one.level, one.speaks)]
    if fit:
        return _give("best_match", work, min(fit, key=agent_order), step=widening.step, idle=staffing.idle, now=now)
    if not staffing.ready:
        return NoMatch("nobody_ready", step=widening.step)
    if not staffing.idle:
        return NoMatch("nobody_idle", step=widening.step)
    if isinstance(work, WaitingCall) and (again_at := widens_at(work, widening, rules.widen_after)):
        return NoMatch("widens_later", again_at, widening.step)
    return NoMatch("nobody_suitable", step=widening.step)


def next_work(
    agent: Agent,
    heads: Iterable[Head],
    promises: Iterable[PromiseHead],
    *,
    idle: int,
    plan: Plan,
    rules: Rules,
    now: datetime,
) -> Choice | NoMatch:
    """What an agent who is free takes up, if anything; never more than one piece of work (POLICIES 2.4).

    `heads`: all waiting calls, or at least the first of each kind (need, language, barred agents); the work chosen is
    the same. `promises`: those that may be dialled now. `idle`: how many agents are free, this one included.
    """
    if not agent.is_free:
        return NoMatch("not_free")
    circles = {
        head.call: widen(head.call, head.staffing, rules.widen_after, now)
        for head in heads
        if agent.id not in head.call.barred
    }
    mine = [call for call, circle in circles.items() if _is_in(circle, agent, call.need)]
    owed = [promise for promise in promises if _can_keep(agent, promise)]
    first = min(mine, key=call_order, default=None)
    rushed = (promise for promise in owed if promise.goes_first or plan.puts_first(promise))
    at_risk = min(rushed, key=deadline_order, default=None)

    def give(ruling: Ruling, work: WaitingCall | PromiseHead, step: Step = Step.ANYBODY) -> Choice:
        return _give(ruling, work, candidate(agent, work.need), step=step, idle=idle, now=now)

    if at_risk:
        return give("deadline_at_risk", at_risk)
    if first:
        if earlier := _earlier_place(owed, first, rules):
            return give("place_in_line", earlier)
        return give("next_in_line", first, circles[first].step)
    urgent = min(owed, key=deadline_order, default=None)
    if urgent and idle > plan.reserve:
        return give("room_to_call_back", urgent)
    return NoMatch("kept_free") if urgent else _stay_free(circles, rules)


def _circle(work: WaitingCall | PromiseHead, staffing: Staffing, rules: Rules, now: datetime) -> Widening:
    """Who may take the work. A promise has waited for longer than any step; but it is kept in its own language, as long
    as anybody is there who speaks it, or there is time."""
    if isinstance(work, PromiseHead):
        return Widening(Step.ANYBODY, work.keeps_language)
    return widen(work, staffing, rules.widen_after, now)


def _is_in(circle: Widening, agent: Agent, need: Need) -> bool:
    return circle.admits(agent.skills.level_for(need), agent.skills.speaks(need.language))


def _can_keep(agent: Agent, promise: PromiseHead) -> bool:
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
    widens = [at for call, circle in circles.items() if (at := widens_at(call, circle, rules.widen_after))]
    return NoMatch("widens_later", min(widens)) if widens else NoMatch("not_suitable")


def _give(
    ruling: Ruling, work: WaitingCall | PromiseHead, to: Candidate, *, step: Step, idle: int, now: datetime
) -> Choice:
    since = work.arrived_at if isinstance(work, WaitingCall) else work.counts_from
    reason = Reason(
        ruling=ruling,
        need=work.need,
        level=to.level,
        speaks=to.speaks,
        step=step,
        breadth=to.breadth,
        idle_for=now - to.idle_since,
        others_idle=idle - 1,
        waited=now - since if since else None,
    )
    return Choice(to.agent, work.work, reason)
