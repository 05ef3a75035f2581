"""The promises of a run: offered, made, dialled, tried again, kept or not.

As in the service: `deadlines` and `admission` say by when, `retry_ladder` what follows on a try in vain, `escalation`
how far ahead of its time a promise goes first. Whether somebody answers the phone is chance.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from routing import retry_ladder
from routing.admission import later_than
from routing.calendar import IN_SIGHT
from routing.deadlines import Deadline, deadline
from routing.escalation import BEFORE, Ladder
from routing.policy import PromiseHead
from routing.promises import Event, Outcome, Promise, PromiseState, Tried, head, is_due, move
from routing.queues import WaitingCall
from routing.skills import AgentId, PromiseId
from routing.whatif.clock import Clock
from routing.whatif.floor import Floor
from routing.whatif.hands import Hands
from routing.whatif.planner import Planner
from routing.whatif.router import agent_for
from routing.whatif.tally import Tally, Told
from routing.whatif.world import Callbacks, World


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
        self._owed: dict[PromiseId, Promise] = {}
        self._told: dict[PromiseId, Told] = {}
        self._due: dict[PromiseId, PromiseHead] = {}
        self._luck: dict[PromiseId, Random] = {}
        self._handling: dict[PromiseId, float] = {}
        self._at_risk: set[PromiseId] = set()
        self._go_first: set[PromiseId] = set()
        self._planner = Planner(world, clock, floor, hands, self, give_work=give_work)

    # ── offered and made ────────────────────────────────────────────────────────────────────────────────────────────

    def offered_at(self, call: WaitingCall) -> datetime:
        """When a caller who has begun to wait is offered a callback: at once, if the wait will be long."""
        is_long = self._planner.expected_wait(call).p80 > self._terms.offer_if_wait_over
        return self._clock.now + (timedelta() if is_long else self._terms.offer_after)

    def accepts(self, luck: int, *, is_open: bool) -> bool:
        share = self._terms.accepts if is_open else self._terms.when_closed
        return _chance(luck).random() < share

    def make(self, demand: int, handling: float, luck: int, counts_from: datetime | None) -> None:
        now, language = self._clock.now, self._world.demands[demand].need.language
        usual = deadline(now, self._terms.due_within, self._calling)
        usual = usual or Deadline(now + IN_SIGHT, now + IN_SIGHT, in_hole=True)
        left = self._floor.plan.room.get(language) if self._terms.admits else None
        later_by = later_than(usual.effective_due_by, left, self._planner.made_since[language], self._calling, now)
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
        self._planner.made_since[language] += 1
        told = Told(demand, now, was_later=later_by is not None)
        self._told[promise.id] = told
        if now >= self._world.measured_from:
            self._tally.promises.append(told)
        self._clock.at(promise.effective_due_by - BEFORE[Ladder.TOLD], self.warn, promise.id)
        self._clock.at(promise.effective_due_by - BEFORE[Ladder.ANY_AGENT], self._climb, promise.id)
        self._clock.at(promise.effective_due_by, self._look_at, promise.id)
        self._fall_due(promise.id)

    # ── watched ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def owed(self) -> Mapping[PromiseId, Promise]:
        return self._owed

    def is_due(self, promise: PromiseId) -> bool:
        return promise in self._due

    def is_at_risk(self, promise: PromiseId) -> bool:
        return promise in self._at_risk

    def warn(self, promise: PromiseId) -> None:
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


def _chance(luck: int) -> Random:
    return Random(luck)  # noqa: S311 - a simulation, no secret
