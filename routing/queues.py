"""Waiting calls: their order, and how the circle of agents who may take one widens while it waits.

Deliberately chooses no agent and knows no promise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, NamedTuple

from routing.agents import Agent, Presence
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId, CallSid, Level, Need

WidenAfter = tuple[timedelta, timedelta]
"""How long a call waits before level 2 is good enough, and before anybody is."""
WishedBecause = Literal["last_time", "by_name", "sent_on", "promised"]
"""Talked with this caller last; was asked for by the caller; a colleague sends the call on to this agent; has promised
to call back."""


WorkKind = Literal["call", "promise", "consult"]


@dataclass(frozen=True, slots=True)
class Work:
    """What an agent is held for: `id` is a call sid, a promise id, or, where a colleague wants a word about a call
    before it goes on, the id of that consult."""

    kind: WorkKind
    id: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The one agent a call or a promise is kept for. `until_at`: nobody else takes it before; a call only as long as
    that agent is ready. None: the caller chose to wait for this agent."""

    agent: AgentId
    because: WishedBecause
    until_at: datetime | None


AHEAD_OF_ALL = timedelta(days=365)
"""The head start of somebody in danger: longer than anybody waits, or is owed a call."""


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call in a queue.

    `counts_from`: the arrival minus a head start (a caller who rings back while a promise is open goes ahead of equal
    calls); it rules order and widening. `barred`: agents who may not take it, such as the caller. `wish`: never moves
    the place. `last_agent`: who talked with this caller last time, and may be offered by name. `sent_on_at`: when an
    agent sent it on; it keeps its place, but waits for the right agent anew: the talk was no waiting.
    """

    sid: CallSid
    need: Need
    arrived_at: datetime
    counts_from: datetime
    barred: frozenset[AgentId] = frozenset()
    wish: Wish | None = None
    last_agent: AgentId | None = None
    sent_on_at: datetime | None = None

    @property
    def work(self) -> Work:
        return Work("call", self.sid)

    @property
    def widens_from(self) -> datetime:
        """Since when the wait lets more agents take it."""
        return self.counts_from if self.sent_on_at is None else max(self.counts_from, self.sent_on_at)

    @property
    def waits_from(self) -> datetime:
        """Since when the caller has been waiting without a talk in between."""
        return self.sent_on_at or self.arrived_at

    @property
    def is_emergency(self) -> bool:
        """Goes before all other work."""
        return self.arrived_at - self.counts_from >= AHEAD_OF_ALL


class CallOrder(NamedTuple):
    """Calls that an agent can take are taken in this order: the oldest first. A wish moves no place; it only goes
    before a call of the very same instant."""

    counts_from: datetime
    is_open_to_all: bool
    sid: CallSid


def call_order(call: WaitingCall) -> CallOrder:
    return CallOrder(call.counts_from, call.wish is None, call.sid)


def is_kept_for(call: WaitingCall, agent: Agent | None, now: datetime) -> bool:
    """Is the call kept for this agent, its wish: ready, and able to take it? Who is asked for, by the caller or by a
    colleague, need not be trained for it; who merely talked with the caller last time must."""
    wish = call.wish
    if wish is None or agent is None or agent.id != wish.agent or agent.id in call.barred:
        return False
    is_asked_for = wish.because != "last_time"
    can_take = agent.skills.level_for(call.need) > UNTRAINED and agent.skills.speaks(call.need.language)
    has_time = wish.until_at is None or now < wish.until_at
    return has_time and agent.presence is Presence.READY and (is_asked_for or can_take)


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many agents are ready, whatever they are doing, less those who are barred from the work in question.

    `best`, `good`, `can`: speak the language and have that very level; `speaking`: speak it, trained or not;
    `ready`: all of them. `idle`: how many are free to be rung at this moment, barred or not.
    """

    best: int
    good: int
    can: int
    speaking: int
    ready: int
    idle: int


def count_staff(agents: Iterable[Agent], need: Need, barred: frozenset[AgentId] = frozenset()) -> Staffing:
    """The staffing for a need, counted one by one."""
    everybody = list(agents)
    ready = [agent for agent in everybody if agent.presence is Presence.READY and agent.id not in barred]
    speaking = [agent.skills.level_for(need) for agent in ready if agent.skills.speaks(need.language)]
    return Staffing(
        best=speaking.count(BEST),
        good=speaking.count(GOOD),
        can=speaking.count(CAN),
        speaking=len(speaking),
        ready=len(ready),
        idle=sum(agent.is_free for agent in everybody),
    )


class Step(IntEnum):
    """How wide the circle of agents is: the best only; good ones too; anybody. Where a level is no gate: whoever is
    trained."""

    BEST = 0
    GOOD = 1
    ANYBODY = 2
    TRAINED = 3


FLOORS = {Step.BEST: BEST, Step.GOOD: GOOD, Step.TRAINED: CAN, Step.ANYBODY: UNTRAINED}
"""The lowest level that each step accepts."""


@dataclass(frozen=True, slots=True)
class Widening:
    """Who may take a call at this moment. `keeps_language`: only agents who speak it. `skipped`: the step was not
    reached by waiting: nobody ready could have served the one before it."""

    step: Step
    keeps_language: bool
    skipped: bool = False

    def admits(self, level: Level, speaks: bool) -> bool:
        return level >= FLOORS[self.step] and (speaks or not self.keeps_language)


def widen(
    call: WaitingCall, staffing: Staffing, widen_after: WidenAfter | None, now: datetime, *, by_gate: bool = True
) -> Widening:
    """The step that the call has reached by waiting, or the first one after it that somebody ready could serve:
    waiting for nobody helps nobody. Only when nobody ready speaks the language is it given up.

    `widen_after` None: waiting widens nothing. Not `by_gate`: the first step is whoever is trained.
    """
    step = Step(sum(now - call.widens_from >= patience for patience in widen_after or ()))
    if not by_gate and step is not Step.ANYBODY:
        step = Step.TRAINED
    reached = step
    if step is Step.BEST and not staffing.best:
        step = Step.GOOD
    if step is Step.GOOD and not staffing.best + staffing.good:
        step = Step.ANYBODY
    if step is Step.TRAINED and not staffing.best + staffing.good + staffing.can:
        step = Step.ANYBODY
    return Widening(step, keeps_language=staffing.speaking > 0, skipped=step is not reached)


def widens_at(call: WaitingCall, widening: Widening, widen_after: WidenAfter | None) -> datetime | None:
    """When waiting lets more agents take the call; None: anybody may already, or it never does."""
    if widening.step is Step.ANYBODY or widen_after is None:
        return None
    return call.widens_from + widen_after[0 if widening.step is Step.BEST else 1]
