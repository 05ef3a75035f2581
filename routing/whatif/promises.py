"""The promises of a run: made, dialled, tried again, kept or not; the plan by which they share the agents.

As in the service: `deadlines` and `admission` say by when, `capacity` how many agents are kept free, `retry_ladder`
what follows on a try in vain, `escalation` what is at risk. Whether somebody answers the phone is chance.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from routing import retry_ladder
from routing.admission import later_than, rooms
from routing.calendar import IN_SIGHT
from routing.capacity import Owed, Pool, replan
from routing.deadlines import Deadline, deadline
from routing.escalation import BEFORE, Ladder, Obstacles, Prospect, Waiting, foresee
from routing.escalation import Hands as Hours
from routing.forecast import expected_wait
from routing.plan import Room
from routing.policy import PromiseHead
from routing.pools import Expected, pools_of
from routing.promises import Event, Outcome, Promise, PromiseState, Tried, head, is_due, milestone, move
from routing.queues import WaitingCall
from routing.skills import AgentId, Language, PromiseId
from routing.spans import Span
from routing.whatif.clock import Clock
from routing.whatif.floor import Floor
from routing.whatif.hands import Hands, shifts_of
from routing.whatif.router import agent_for
from routing.whatif.tally import Tally, Told
from routing.whatif.world import Callbacks, World, beliefs

AHEAD = timedelta(weeks=1)
"""How far ahead is planned, as in the service."""

LONGEST_WAIT = timedelta(minutes=15)
"""What is expected where nobody is signed on."""


class Promises:
    """`give_work`: has a free agent look for work."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        floor: Floor,
        hands: Hands,
        *,
        tally: Tally,
        give_work: Callable[[AgentId], None],
    ) -> None:
        self._world, self._terms, self._calling = world, world.callbacks or Callbacks(), world.calling
        self._clock, self._floor, self._hands, self._tally, self._give_work = clock, floor, hands, tally, give_work
        self._believed = world.believed or beliefs(world)
        self._owed: dict[PromiseId, Promise] = {}
        self._told: dict[PromiseId, Told] = {}
        self._due: dict[PromiseId, PromiseHead] = {}
        self._luck: dict[PromiseId, Random] = {}
        self._handling: dict[PromiseId, float] = {}
        self._at_risk: set[PromiseId] = set()
        self._go_first: set[PromiseId] = set()
        self._made_since: Counter[Language] = Counter()
        until_at = world.ends_at + AHEAD
        self._shifts = {one.id: shifts_of(one, world, world.starts_at, until_at) for one in world.agents}
        self._hours = list(self._calling.spans_in_hours(world.starts_at, until_at))
        for span in self._hours:
            if span.start_at <= world.ends_at:
                clock.at(span.start_at, self._begin_calling)
                clock.at(span.end_at, self._end_calling)

    # ── offered and made ────────────────────────────────────────────────────────────────────────────────────────────

    def offered_at(self, call: WaitingCall) -> datetime:
        """When a caller who has begun to wait is offered a callback: at once, if the wait will be long."""
        staffing = self._floor.staffing(call.need, call.barred)
        able = (staffing.best + staffing.good + staffing.can) or staffing.speaking or staffing.ready
        ahead = self._floor.queues[call.need] - 1
        expected = expected_wait(ahead, able, self._believed.pace, unstaffed=LONGEST_WAIT)
        return self._clock.now + (
            timedelta() if expected.p80 > self._terms.offer_if_wait_over else self._terms.offer_after
        )

    def accepts(self, luck: int, *, is_open: bool) -> bool:
        share = self._terms.accepts if is_open else self._terms.when_closed
        return _chance(luck).random() < share

    def make(self, demand: int, handling: float, luck: int, counts_from: datetime | None) -> None:
        now, language = self._clock.now, self._world.demands[demand].need.language
        usual = deadline(now, self._terms.due_within, self._calling)
        usual = usual or Deadline(now + IN_SIGHT, now + IN_SIGHT, in_hole=True)
        left = self._floor.plan.room.get(language) if self._terms.admits else None
        later_by = later_than(usual.effective_due_by, left, self._made_since[language], self._calling, now)
        promise = Promise(
            id=PromiseId(f"P{len(self._told):09}"),
            need=self._world.demands[demand].need,
            made_at=now,
            due_by=later_by or usual.due_by,
            effective_due_by=later_by or usual.effective_due_by,
            not_before=now,
            counts_from=counts_from,
        )
        chance = _chance(luck)
        chance.random()  # has decided that it is made
        self._luck[promise.id] = chance
        self._handling[promise.id] = self._terms.handling.draw(chance) if self._terms.handling else handling
        self._owed[promise.id] = promise
        self._made_since[language] += 1
        told = Told(demand, now, was_later=later_by is not None)
        self._told[promise.id] = told
        if now >= self._world.measured_from:
            self._tally.promises.append(told)
        self._clock.at(promise.effective_due_by - BEFORE[Ladder.TOLD], self._warn, promise.id)
        self._clock.at(promise.effective_due_by - BEFORE[Ladder.ANY_AGENT], self._climb, promise.id)
        self._clock.at(promise.effective_due_by, self._look_at, promise.id)
        self._fall_due(promise.id)

    # ── watched ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _warn(self, promise: PromiseId) -> None:
        """A supervisor knows of it."""
        if promise in self._owed and promise not in self._at_risk:
            self._at_risk.add(promise)
            self._told[promise].at_risk_at = self._clock.now

    def _climb(self, promise: PromiseId) -> None:
        """It goes ahead of live callers."""
        if promise not in self._owed:
            return
        self._go_first.add(promise)
        if promise in self._due:
            self._withdraw(promise)
            self._fall_due(promise)

    def _look_at(self, promise: PromiseId) -> None:
        """The time that was spoken is over."""
        if (owed := self._owed.get(promise)) is not None:
            told = self._told[promise]
            told.missed = True
            told.missed_untried = owed.state is PromiseState.OPEN and not owed.tried

    # ── dialled ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _fall_due(self, promise: PromiseId) -> None:
        """It may be dialled from now on; if somebody is free for it, at once."""
        owed, now = self._owed.get(promise), self._clock.now
        if owed is None or promise in self._due or not is_due(owed, now):
            return
        first = promise in self._go_first
        keeps_language = not first or self._floor.staffing(owed.need).speaking > 0
        its_head = replace(head(owed), goes_first=first, keeps_language=keeps_language)
        self._due[promise] = its_head
        self._floor.owe(its_head)
        if self._floor.may_call and self._floor.free:
            agent = agent_for(its_head, self._floor, self._world.rules, now)
            if agent is not None:
                self._give_work(agent)

    def _withdraw(self, promise: PromiseId) -> None:
        self._floor.settle(self._due.pop(promise))

    def dial(self, promise: PromiseId, agent: AgentId) -> None:
        """The agent is held and calls the person back."""
        self._withdraw(promise)
        self._hands.hold(agent)
        owed, told, now = self._owed[promise], self._told[promise], self._clock.now
        self._owed[promise] = replace(owed, state=move(owed.state, Event.CLAIM))
        told.tries += 1
        told.first_tried_at = told.first_tried_at or now
        if self._luck[promise].random() < self._terms.no_answer:
            self._clock.after(self._terms.rings_in_vain.draw(self._luck[promise]), self._in_vain, promise, agent)
            return
        told.kept_at = now
        handling = self._handling[promise]
        self._forget(promise)
        self._hands.busy_for(agent, handling)

    def _in_vain(self, promise: PromiseId, agent: AgentId) -> None:
        owed, now = self._owed[promise], self._clock.now
        step = retry_ladder.next_step(owed, Outcome.NO_ANSWER, self._calling, self._terms.attempts, now)
        if isinstance(step, retry_ladder.Again):
            self._owed[promise] = replace(
                owed,
                state=move(owed.state, Event.TRY_AGAIN),
                tried=(*owed.tried, Tried(now, Outcome.NO_ANSWER)),
                not_before=step.not_before,
            )
            self._clock.at(max(step.not_before, now), self._fall_due, promise)
        else:
            self._told[promise].unreached_at = now
            self._forget(promise)
        self._hands.free(agent)

    def _forget(self, promise: PromiseId) -> None:
        del self._owed[promise], self._luck[promise], self._handling[promise]

    # ── planned ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin_calling(self) -> None:
        self._floor.may_call = True
        self._replan()

    def _end_calling(self) -> None:
        self._floor.may_call = False

    def _replan(self) -> None:
        if not self._floor.may_call:
            return
        now, owed = self._clock.now, list(self._demand())
        hours = [span for span in self._hours if span.end_at > now and span.start_at < now + AHEAD]
        languages = list(dict.fromkeys([*self._world.languages, *(one.language for one in owed)]))
        expected = [self._expected(agent, now) for agent in self._shifts]
        pools = pools_of(expected, languages, hours, self._believed.arrivals, self._believed.pace)
        plan = replan(owed, pools, self._terms.keep_free, now)
        self._floor.plan = replace(plan, room=self._rooms(owed, pools), made_at=now)
        self._made_since.clear()
        self._look_ahead(pools, hours)
        for agent in list(self._floor.free):
            self._give_work(agent)
        self._clock.at(now + self._terms.replan_every, self._replan)

    def _demand(self) -> Iterator[Owed]:
        """What is owed, counted to the minute as the ledger does."""
        alike = Counter(
            (one.effective_due_by.replace(second=0, microsecond=0), one.rung, name in self._due, one.need.language)
            for name, one in self._owed.items()
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
        in_order = sorted(self._owed.values(), key=lambda one: one.effective_due_by)
        waiting = [
            Waiting(one.id, one.effective_due_by, one.need.language, one.needs_approval, one.id in self._at_risk)
            for one in in_order
        ]
        if all(one.is_known for one in waiting):
            return
        handling = self._believed.pace.handling
        prospects = [
            Prospect([Hours(shift.span, shift.agents) for shift in pool.outlook.shifts], handling, pool.languages)
            for pool in pools
        ]
        for promise in foresee(waiting, prospects, hours, Obstacles(), self._clock.now):
            self._warn(promise)


def _chance(luck: int) -> Random:
    return Random(luck)  # noqa: S311 - a simulation, no secret
