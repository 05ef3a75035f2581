"""The run: callers call, wait, give up or take a callback; agents take up what a router gives them.

What is decided here is what the service decides: `routing.policy` and its like do. Only the world is made up. Each
caller's luck is drawn on arrival, whatever becomes of the call: two worlds that differ in their agents alone meet the
same callers, and what is different comes of the agents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from routing.queues import WaitingCall, Work
from routing.skills import AgentId, CallSid, PromiseId
from routing.whatif.clock import Clock
from routing.whatif.floor import Floor
from routing.whatif.hands import Hands
from routing.whatif.promises import Promises
from routing.whatif.router import House, Router
from routing.whatif.tally import Callers, Outcome, Tally
from routing.whatif.world import Demand, World


class Caller:
    """One caller. `handling`: how long the call keeps an agent; `patience` None: does not hang up; `luck`: the seed of
    all that is decided about a callback."""

    __slots__ = ("call", "demand", "handling", "luck", "patience")

    def __init__(self, call: WaitingCall, demand: int, handling: float, patience: float | None, luck: int) -> None:
        self.call, self.demand, self.handling, self.patience, self.luck = call, demand, handling, patience, luck


@dataclass(slots=True)
class _Source:
    """The callers of one demand, one after the other."""

    number: int
    demand: Demand
    instants: Iterator[datetime]
    chance: Random
    so_far: int = 0

    def caller(self, now: datetime) -> Caller:
        self.so_far += 1
        demand, chance = self.demand, self.chance
        call = WaitingCall(CallSid(f"CA{self.so_far:09}-{self.number}"), demand.need, now, now)
        handling = demand.handling.draw(chance) + (demand.wrap_up.draw(chance) if demand.wrap_up else 0.0)
        patience = demand.patience.draw(chance) if demand.patience else None
        return Caller(call, self.number, handling, patience, chance.getrandbits(64))


class Run:
    """`Run(world, random).play()`: once, from the beginning to the end. The same chance gives the same run."""

    def __init__(self, world: World, random: Random, router: Router | None = None) -> None:
        self._world = world
        self._router = router or House(world.rules)
        self._clock, self._floor = Clock(world.starts_at), Floor(world.rules)
        everybody = [Callers() for _ in world.demands]
        self._tally = Tally(world.starts_at, world.measured_from, world.ends_at, everybody)
        self._callers: dict[CallSid, Caller] = {}
        self._ringing: dict[CallSid, AgentId] = {}
        self._is_open = False
        for span in world.calling.hours.open_spans(world.starts_at, world.ends_at):
            self._clock.at(span.start_at, self._open)
            if span.end_at < world.ends_at:
                self._clock.at(span.end_at, self._close)
        sources = [
            _Source(n, demand, demand.calls.between(world.starts_at, world.ends_at, _another(random)), _another(random))
            for n, demand in enumerate(world.demands)
        ]
        self._rings = _another(random)
        self._hands = Hands(
            world,
            self._clock,
            self._floor,
            tally=self._tally,
            freed=self._give_work,
            left=self._give_everybody_work,
        )
        self._promises: Promises | None = None
        if world.callbacks:
            self._promises = Promises(
                world, self._clock, self._floor, self._hands, tally=self._tally, give_work=self._give_work
            )
        for source in sources:
            self._await(source)

    def play(self) -> Tally:
        self._clock.run(self._world.ends_at)
        for caller in self._callers.values():
            self._waited(caller, Outcome.LEFT)
        self._hands.finish()
        return self._tally

    # ── callers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _await(self, source: _Source) -> None:
        next_at = next(source.instants, None)
        if next_at is not None:
            self._clock.at(next_at, self._arrive, source)

    def _arrive(self, source: _Source) -> None:
        self._await(source)
        caller = source.caller(self._clock.now)
        call = caller.call
        if not self._is_open:
            self._meet_closed_doors(caller)
            return
        self._callers[call.sid] = caller
        self._floor.join(call)
        self._match(call.sid)
        if call.sid not in self._callers:
            return  # answered at once
        waits = call.sid in self._floor.waiting
        if waits and self._world.places is not None and len(self._floor.waiting) > self._world.places:
            self._leave(call.sid, Outcome.BLOCKED)
            return
        if caller.patience is not None:
            self._clock.after(caller.patience, self._leave, call.sid, Outcome.ABANDONED)
        if waits and self._promises:
            self._clock.at(self._promises.offered_at(call), self._offer, call.sid)

    def _meet_closed_doors(self, caller: Caller) -> None:
        self._tally.over(caller.demand, caller.call.arrived_at, Outcome.MET_CLOSED, self._clock.now)
        if self._promises and self._promises.accepts(caller.luck, is_open=False):
            self._promises.make(caller.demand, caller.handling, caller.luck, counts_from=None)

    def _match(self, sid: CallSid) -> None:
        call = self._floor.waiting.get(sid)
        if call is None:
            return
        who = self._router.for_call(call, self._floor, self._clock.now)
        if isinstance(who, str):
            self._ring(sid, who)
        elif who is not None:
            self._clock.at(who, self._match, sid)

    def _offer(self, sid: CallSid) -> bool:
        """A callback is offered to a caller who waits; true if it was taken."""
        if sid not in self._floor.waiting or not self._promises:
            return False
        caller = self._callers[sid]
        if not self._promises.accepts(caller.luck, is_open=True):
            return False
        self._leave(sid, Outcome.PROMISED)
        self._promises.make(caller.demand, caller.handling, caller.luck, counts_from=caller.call.counts_from)
        return True

    def _leave(self, sid: CallSid, outcome: Outcome) -> None:
        """The caller hangs up, or takes a callback, unless an agent was quicker."""
        caller = self._callers.pop(sid, None)
        if caller is None:
            return
        self._waited(caller, outcome)
        if sid in self._floor.waiting:
            self._floor.leave(sid)
        else:
            self._hands.free(self._ringing.pop(sid))

    def _waited(self, caller: Caller, outcome: Outcome, level: int = 0) -> None:
        arrived_at, now = caller.call.arrived_at, self._clock.now
        if now > arrived_at:
            self._tally.waiting_time += self._tally.within(arrived_at, now)
        self._tally.over(caller.demand, arrived_at, outcome, now, level)

    # ── agents ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _give_work(self, agent: AgentId) -> None:
        free = self._floor.free.get(agent)
        if free is None:
            return
        work = self._router.for_agent(free, self._floor, self._clock.now)
        if isinstance(work, datetime):
            self._clock.at(work, self._give_work, agent)
        elif work is not None:
            self._begin(agent, work)

    def _give_everybody_work(self) -> None:
        """Somebody has signed off: what waits may now be taken by others, if nobody better is left."""
        if self._floor.waiting:
            for agent in list(self._floor.free):
                self._give_work(agent)

    def _begin(self, agent: AgentId, work: Work) -> None:
        if work.kind == "call":
            self._ring(CallSid(work.id), agent)
        elif self._promises:
            self._promises.dial(PromiseId(work.id), agent)

    def _ring(self, sid: CallSid, agent: AgentId) -> None:
        self._hands.hold(agent)
        self._floor.leave(sid)
        if self._world.ring is None:
            self._answer(sid, agent)
        else:
            self._ringing[sid] = agent
            self._clock.after(self._world.ring.draw(self._rings), self._answer, sid, agent)

    def _answer(self, sid: CallSid, agent: AgentId) -> None:
        caller = self._callers.pop(sid, None)
        if caller is None:
            return  # who hung up while it rang
        self._ringing.pop(sid, None)
        level = self._hands.skills(agent).level_for(caller.call.need)
        self._waited(caller, Outcome.ANSWERED, level)
        self._floor.taken[agent] += 1
        self._tally.calls_taken[agent] += 1
        self._hands.busy_for(agent, caller.handling)

    # ── hours ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self) -> None:
        self._is_open = True

    def _close(self) -> None:
        """Everybody who still waits is offered a callback, and the line is closed."""
        self._is_open = False
        for sid in list(self._floor.waiting):
            if not self._offer(sid):
                self._leave(sid, Outcome.CLOSED_OUT)


def _another(random: Random) -> Random:
    """A stream of chance of its own: what one draws does not disturb another."""
    return Random(random.getrandbits(64))  # noqa: S311 - a simulation, no secret
