"""The plan of a run, made anew every few minutes as the service makes it: how promises share the agents with callers.

`capacity` says how many agents are kept free, `admission` how much room there is, `escalation` what will not be kept as
things go, `expectation` how long a caller will wait.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from routing.admission import rooms
from routing.capacity import Owed, Pool, replan
from routing.deadlines import deadline
from routing.escalation import Hands as Hours
from routing.escalation import Obstacles, Prospect, Waiting, foresee
from routing.expectation import Standing, View, expect, views
from routing.forecast import Expectation
from routing.plan import Room
from routing.pools import Expected, pools_of
from routing.promises import Promise, milestone
from routing.queues import WaitingCall
from routing.skills import AgentId, Language, Need, PromiseId
from routing.spans import Span
from routing.whatif.clock import Clock
from routing.whatif.floor import Floor
from routing.whatif.hands import Hands, shifts_of
from routing.whatif.world import Callbacks, World, beliefs

AHEAD = timedelta(weeks=1)
"""How far ahead is planned, as in the service."""


class Debts(Protocol):
    """What is owed, as the planner sees it."""

    @property
    def owed(self) -> Mapping[PromiseId, Promise]: ...

    def is_due(self, promise: PromiseId) -> bool: ...

    def is_at_risk(self, promise: PromiseId) -> bool: ...

    def warn(self, promise: PromiseId) -> None: ...


class Planner:
    """`give_work`: has a free agent look for work. `made_since`: promises made since the plan, by language."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        floor: Floor,
        hands: Hands,
        debts: Debts,
        *,
        give_work: Callable[[AgentId], None],
    ) -> None:
        self._world, self._terms, self._calling = world, world.callbacks or Callbacks(), world.calling
        self._clock, self._floor, self._hands, self._debts, self._give_work = clock, floor, hands, debts, give_work
        self._believed = world.believed or beliefs(world)
        self._views: Mapping[Need, View] = {}
        self.made_since: Counter[Language] = Counter()
        until_at = world.ends_at + AHEAD
        self._shifts = {one.id: shifts_of(one, world, world.starts_at, until_at) for one in world.agents}
        self._hours = list(self._calling.spans_in_hours(world.starts_at, until_at))
        for span in self._hours:
            if span.start_at <= world.ends_at:
                clock.at(span.start_at, self._begin_calling)
                clock.at(span.end_at, self._end_calling)

    def expected_wait(self, call: WaitingCall) -> Expectation:
        """Of a call that has just joined, so that all others are before it."""
        ahead = {need: calls for need, calls in self._floor.queues.items() if calls}
        ahead[call.need] -= 1
        standing = Standing(
            call=call,
            staffing=self._floor.staffing(call.need, call.barred),
            place=ahead[call.need],
            ahead=ahead,
            owed=self._placed_before(call),
            idle=self._floor.idle(call.need),
            view=self._views.get(call.need),
        )
        return expect(standing, self._world.rules, self._terms.longest_wait, self._clock.now)

    def _placed_before(self, call: WaitingCall) -> Mapping[Need, int]:
        """The promises that are dialled before the call, by the need for anybody who speaks their language."""
        counts_from, plan = call.counts_from - self._world.rules.head_start, self._floor.plan
        return Counter(
            Need(None, one.need.language)
            for one in self._floor.promises()
            if one.goes_first or plan.puts_first(one.need) or (one.counts_from and one.counts_from < counts_from)
        )

    # ── the plan ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin_calling(self) -> None:
        self._floor.may_call = True
        self._replan()

    def _end_calling(self) -> None:
        self._floor.may_call = False

    def _replan(self) -> None:
        if not self._floor.may_call:
            return
        now, owed = self._clock.now, list(self._owed())
        hours = [span for span in self._hours if span.end_at > now and span.start_at < now + AHEAD]
        languages = list(dict.fromkeys([*self._world.languages, *(one.language for one in owed)]))
        expected = [self._expected(agent, now) for agent in self._shifts]
        pools = pools_of(expected, languages, hours, self._believed.arrivals, self._believed.paces.line)
        plan = replan(owed, pools, self._terms.keep_free, now)
        self._floor.plan = replace(plan, room=self._rooms(owed, pools), made_at=now)
        self.made_since.clear()
        ready = (self._hands.skills(agent) for agent in self._shifts if self._hands.is_ready(agent))
        self._views = views(ready, self._world.needs, self._believed.paces)
        self._look_ahead(pools, hours)
        for agent in list(self._floor.free):
            self._give_work(agent)
        self._clock.at(now + self._terms.replan_every, self._replan)

    def _owed(self) -> Iterator[Owed]:
        """What is owed, counted to the minute as the ledger does."""
        alike = Counter(
            (
                one.effective_due_by.replace(second=0, microsecond=0),
                one.rung,
                self._debts.is_due(name),
                one.need.language,
            )
            for name, one in self._debts.owed.items()
        )
        for (by, rung, may_dial, language), promises in alike.items():
            yield Owed(milestone(by, rung, self._terms.attempts), by, may_dial, language, promises)

    def _expected(self, agent: AgentId, now: datetime) -> Expected:
        """Whoever is not there in the middle of a shift does not count for the rest of it; and is back for the next."""
        ready = self._hands.is_ready(agent)
        return Expected(
            languages=frozenset(self._hands.skills(agent).languages),
            shifts=[span for span in self._shifts[agent] if span.end_at > now and (ready or not span.holds(now))],
            is_ready=ready,
            is_busy=ready and self._hands.is_busy(agent),
        )

    def _rooms(self, owed: Sequence[Owed], pools: Sequence[Pool]) -> Mapping[Language, Room]:
        usual = deadline(self._clock.now, self._terms.due_within, self._calling)
        if usual is None or not any(pool.outlook.shifts for pool in pools):
            return {}
        return rooms(owed, pools, self._world.languages, usual.effective_due_by, self._clock.now)

    def _look_ahead(self, pools: Sequence[Pool], hours: Sequence[Span]) -> None:
        """Put before a supervisor what will not be kept as things go."""
        in_order = sorted(self._debts.owed.values(), key=lambda one: one.effective_due_by)
        waiting = [
            Waiting(one.id, one.effective_due_by, one.need.language, one.needs_approval, self._debts.is_at_risk(one.id))
            for one in in_order
        ]
        if all(one.is_known for one in waiting):
            return
        handling = self._believed.paces.line.handling
        prospects = [
            Prospect([Hours(shift.span, shift.agents) for shift in pool.outlook.shifts], handling, pool.languages)
            for pool in pools
        ]
        for promise in foresee(waiting, prospects, hours, Obstacles(), self._clock.now):
            self._debts.warn(promise)
