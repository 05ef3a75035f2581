"""Days on a support line, on a virtual clock: impatient callers, agents, promises; and the house's own rules.

What is decided here is what the service decides: `routing` chooses the work, makes the plan, admits promises, climbs
the retry ladder. Only the world is made up: when people call, how long they wait, whether they answer. Chance is an
argument.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from routing import retry_ladder
from routing.admission import later_than, room
from routing.agents import Activity, Agent, Move, Presence
from routing.calendar import Calendar, CallBetween, Calling, DaySpan, WeeklyHours
from routing.capacity import Owed, Pool, Team, replan
from routing.deadlines import deadline
from routing.forecast import Arrivals, Pace, expected_wait
from routing.plan import Plan
from routing.policy import Choice, Head, PromiseHead, candidate, choose, next_work
from routing.promises import Event, Outcome, Promise, PromiseState, Tried, head, is_due, milestone, move
from routing.queues import WaitingCall, count_staff
from routing.skills import BEST, AgentId, CallSid, Language, Need, NeedName, PromiseId, Skills
from routing.supply import Outlook, Shift
from tools.scenario import Line, Tally, World

START = datetime(2026, 3, 2, tzinfo=UTC)
HOURS = DaySpan(9 * 60, 19 * 60)
ZONE = ZoneInfo("UTC")
DUTCH, BILLING = Language("nl"), NeedName("billing")
NEED, SKILLS = Need(BILLING, DUTCH), Skills({BILLING: BEST}, (DUTCH,))
DAY = timedelta(days=1)
AHEAD = timedelta(days=3)
LOOKED_AT = 25
"""How many due promises a choice looks at, as in the service."""


@dataclass
class Days:
    """A run: `Days(world, line, random).play(days)`."""

    world: World
    line: Line
    random: Random
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.now = START
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._agents: dict[AgentId, Agent] = {}
        self._waiting: dict[CallSid, WaitingCall] = {}
        self._owed: dict[PromiseId, Promise] = {}
        self._plan, self._made_since = Plan(), 0
        hours = Calendar(ZONE, WeeklyHours.daily(HOURS))
        self._calling = Calling(hours, CallBetween(HOURS, (ZONE,)))
        by_hour = {(day, hour): self._forecast() for day in range(7) for hour in range(24)}
        self._arrivals = Arrivals(ZONE, by_hour)
        self._pace = Pace(self.world.handling, self.world.patience)
        for n in range(self.world.agents - self.world.ill):
            agent = Agent(AgentId(f"agent{n}"), SKILLS, START, Presence.READY)
            self._agents[agent.id] = agent

    def play(self, days: int) -> Tally:
        """So many days, one after the other; what is owed at the end of the last is left out."""
        ends_at = datetime.combine((START + (days - 1) * DAY).date(), time(19), UTC)
        for day in range(days):
            opens_at = datetime.combine((START + day * DAY).date(), time(9), UTC)
            closes_at = opens_at + timedelta(hours=10)
            self._at(opens_at, self._next_call(closes_at))
            for n in range((closes_at - opens_at) // self.line.replan_every):
                self._at(opens_at + n * self.line.replan_every, self._replan)
            self._at(closes_at, self._close)
        while self._events and self._events[0][0] <= ends_at:
            self.now, _, happens = heapq.heappop(self._events)
            happens()
        return self.tally

    # callers

    def _next_call(self, closes_at: datetime) -> Callable[[], None]:
        def called() -> None:
            next_at = self.now + self._exponential(timedelta(hours=1) / self.world.calls_per_hour)
            if next_at < closes_at:
                self._at(next_at, self._next_call(closes_at))
                self._at(next_at, self._call)

        return called

    def _call(self) -> None:
        self.tally.calls += 1
        call = WaitingCall(CallSid(f"CA{next(self._order)}"), NEED, self.now, self.now)
        self._waiting[call.sid] = call
        choice = choose(
            call,
            [candidate(agent, NEED) for agent in self._agents.values() if agent.is_free],
            count_staff(self._agents.values(), NEED),
            self.line.rules,
            self.now,
        )
        if isinstance(choice, Choice):
            self._take(choice)
            return
        self._at(self.now + self._exponential(self.world.patience), lambda: self._hang_up(call))
        self._at(self.now + self._offered_after(), lambda: self._offer(call))

    def _offered_after(self) -> timedelta:
        expected = expected_wait(len(self._waiting) - 1, len(self._agents), self._pace, DAY)
        return timedelta() if expected.p80 > self.line.offer_if_wait_over else self.line.offer_after

    def _offer(self, call: WaitingCall) -> None:
        if call.sid in self._waiting and self.random.random() < self.world.accepts:
            del self._waiting[call.sid]
            self._promise(call)

    def _hang_up(self, call: WaitingCall) -> None:
        if self._waiting.pop(call.sid, None):
            self.tally.abandoned += 1

    def _close(self) -> None:
        """Everybody who still waits is offered a callback, and the line is closed."""
        for call in list(self._waiting.values()):
            self._offer(call)
            self._hang_up(call)

    # promises

    def _promise(self, call: WaitingCall) -> None:
        usual = deadline(self.now, self.line.due_within, self._calling)
        if usual is None:
            raise ValueError("the line of this run opens every day")
        left = self._plan.room.get(DUTCH) if self.line.admits else None
        later_by = later_than(usual.effective_due_by, left, self._made_since, self._calling, self.now)
        promise = Promise(
            id=PromiseId(f"P{next(self._order)}"),
            need=NEED,
            made_at=self.now,
            due_by=later_by or usual.due_by,
            effective_due_by=later_by or usual.effective_due_by,
            not_before=self.now,
            counts_from=call.arrived_at,
        )
        self._owed[promise.id] = promise
        self._made_since += 1
        self.tally.made += 1
        self.tally.made_late += later_by is not None
        self._at(promise.effective_due_by, lambda: self._look_at(promise.id))

    def _look_at(self, promise: PromiseId) -> None:
        """The time that was spoken is over."""
        if (owed := self._owed.get(promise)) and owed.state is not PromiseState.KEPT:
            self.tally.breached += 1
            self.tally.untried += owed.state is PromiseState.OPEN and not owed.tried

    def _dial(self, promise: Promise, agent: AgentId) -> None:
        self._owed[promise.id] = replace(promise, state=move(promise.state, Event.CLAIM))
        self.tally.latest = max(self.tally.latest, self.now - promise.made_at if not promise.tried else timedelta())
        if self.random.random() < self.world.no_answer:
            self._at(self.now + self.world.rings_in_vain, lambda: self._in_vain(promise.id, agent))
            return
        del self._owed[promise.id]
        self.tally.kept += 1
        self._at(self.now + self._exponential(self.world.handling), lambda: self._free(agent))

    def _in_vain(self, promise: PromiseId, agent: AgentId) -> None:
        tried = self._owed[promise]
        step = retry_ladder.next_step(tried, Outcome.NO_ANSWER, self._calling, self.line.attempts, self.now)
        if isinstance(step, retry_ladder.Again):
            attempts = (*tried.tried, Tried(self.now, Outcome.NO_ANSWER))
            state = move(tried.state, Event.TRY_AGAIN)
            self._owed[promise] = replace(tried, state=state, tried=attempts, not_before=step.not_before)
        else:
            del self._owed[promise]
            self.tally.unreached += 1
        self._free(agent)

    # agents

    def _take(self, choice: Choice) -> None:
        agent = self._agents[choice.agent].move(Move.RESERVE, self.now).move(Move.ACCEPT, self.now)
        self._agents[agent.id] = agent
        if choice.work.kind == "promise":
            self._dial(self._owed[PromiseId(choice.work.id)], agent.id)
            return
        call = self._waiting.pop(CallSid(choice.work.id))
        self.tally.answered += 1
        self.tally.within_20s += self.now - call.arrived_at <= timedelta(seconds=20)
        self._at(self.now + self._exponential(self.world.handling), lambda: self._free(agent.id))

    def _free(self, agent: AgentId) -> None:
        self._agents[agent] = self._agents[agent].move(Move.SETTLE, self.now).move(Move.WRAP, self.now)
        self._give_work(agent)

    def _give_work(self, agent: AgentId) -> bool:
        first = next(iter(self._waiting.values()), None)
        work = next_work(
            self._agents[agent],
            [Head(first, count_staff(self._agents.values(), NEED))] if first else [],
            self._due(),
            idle=sum(one.is_free for one in self._agents.values()),
            plan=self._plan,
            rules=self.line.rules,
            now=self.now,
        )
        if isinstance(work, Choice):
            self._take(work)
        return isinstance(work, Choice)

    def _due(self) -> list[PromiseHead]:
        """The most urgent of those that may be dialled at this hour."""
        if not self._calling.hours.is_open(self.now):
            return []
        due = (promise for promise in self._owed.values() if is_due(promise, self.now))
        return [head(promise) for promise in heapq.nsmallest(LOOKED_AT, due, key=lambda one: one.effective_due_by)]

    # the plan

    def _replan(self) -> None:
        owed = list(self._demand())
        pools = [Pool(frozenset({DUTCH}), self._outlook(), self._team())]
        usual = deadline(self.now, self.line.due_within, self._calling)
        plan = replan(owed, pools, self.line.keep_free, self.now)
        left = room(owed, pools, usual.effective_due_by, self.now) if usual else None
        self._plan, self._made_since = replace(plan, room={DUTCH: left} if left else {}), 0
        while any(agent.is_free and self._give_work(agent.id) for agent in list(self._agents.values())):
            pass

    def _demand(self) -> Iterator[Owed]:
        """What is owed, counted to the minute as the ledger does."""
        alike = Counter(
            (promise.effective_due_by.replace(second=0, microsecond=0), promise.rung, is_due(promise, self.now))
            for promise in self._owed.values()
        )
        for (by, rung, may_dial), promises in alike.items():
            yield Owed(milestone(by, rung, self.line.attempts), by, may_dial, DUTCH, promises)

    def _outlook(self) -> Outlook:
        """Whoever is ill today comes tomorrow, for all that the plan knows; and is missed at once."""
        spans = self._calling.hours.open_spans(self.now, self.now + AHEAD)
        return Outlook([Shift(span, self.world.agents) for span in spans], self._arrivals, self._pace)

    def _team(self) -> Team:
        busy = sum(agent.activity is not Activity.IDLE for agent in self._agents.values())
        return Team(len(self._agents), busy)

    # chance and time

    def _forecast(self) -> float:
        return self.world.calls_per_hour * (1 + self.world.forecast_error)

    def _exponential(self, mean: timedelta) -> timedelta:
        return self.random.expovariate(1.0) * mean

    def _at(self, at: datetime, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (at, next(self._order), happens))
