"""The agents of a run: when each signs on and off, for how long each is busy.

Who signs off during a call finishes it first. Deliberately gives nobody work.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from routing.agents import Agent, Presence
from routing.skills import AgentId, Skills
from routing.spans import Span, overlap
from routing.whatif.clock import Clock
from routing.whatif.floor import Floor
from routing.whatif.tally import Tally
from routing.whatif.world import Staff, World


class Hands:
    """`freed` is told of each agent who may be rung from now on, `left` of each who signs off."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        floor: Floor,
        *,
        tally: Tally,
        freed: Callable[[AgentId], None],
        left: Callable[[], None],
    ) -> None:
        self._staff: Mapping[AgentId, Staff] = {one.id: one for one in world.agents}
        self._clock, self._floor, self._tally, self._freed, self._left = clock, floor, tally, freed, left
        self._on_since: dict[AgentId, datetime] = {}
        self._busy_since: dict[AgentId, datetime] = {}
        self._is_ready: set[AgentId] = set()
        for one in world.agents:
            for span in () if one.is_absent else shifts_of(one, world, world.starts_at, world.ends_at):
                clock.at(span.start_at, self._sign_on, one.id)
                if span.end_at < world.ends_at:
                    clock.at(span.end_at, self._sign_off, one.id)

    def is_ready(self, agent: AgentId) -> bool:
        return agent in self._is_ready

    def is_busy(self, agent: AgentId) -> bool:
        return agent in self._busy_since

    def skills(self, agent: AgentId) -> Skills:
        return self._staff[agent].skills

    def hold(self, agent: AgentId) -> None:
        self._floor.hold(agent)
        self._busy_since[agent] = self._clock.now

    def busy_for(self, agent: AgentId, seconds: float) -> None:
        """One who is held takes so long over it, if as quick as others are."""
        self._clock.after(seconds * self._staff[agent].slowness, self.free, agent)

    def free(self, agent: AgentId) -> None:
        """One who is held is free again, or goes home."""
        now = self._clock.now
        self._tally.busy[agent] += self._tally.within(self._busy_since.pop(agent), now)
        self._floor.ended_at[agent] = now
        if agent in self._is_ready:
            self._release(agent)
        else:
            self._go_home(agent)

    def finish(self) -> None:
        """The run is over: what is still going on counts as far as it went."""
        for agent, since in self._busy_since.items():
            self._tally.busy[agent] += self._tally.within(since, self._clock.now)
        for agent in list(self._on_since):
            self._go_home(agent)

    def _sign_on(self, agent: AgentId) -> None:
        self._is_ready.add(agent)
        self._on_since.setdefault(agent, self._clock.now)
        self._floor.sign_on(agent, self._staff[agent].skills)
        if agent not in self._busy_since:
            self._release(agent)

    def _sign_off(self, agent: AgentId) -> None:
        self._is_ready.discard(agent)
        self._floor.sign_off(agent)
        if agent not in self._busy_since:
            self._go_home(agent)
        self._left()

    def _release(self, agent: AgentId) -> None:
        self._floor.release(Agent(agent, self._staff[agent].skills, self._clock.now, Presence.READY))
        self._freed(agent)

    def _go_home(self, agent: AgentId) -> None:
        self._tally.signed_on[agent] += self._tally.within(self._on_since.pop(agent), self._clock.now)


def shifts_of(one: Staff, world: World, from_at: datetime, to_at: datetime) -> Sequence[Span]:
    """When the agent is on: in the shifts, as far as the line is open; without shifts whenever it is."""
    hours = world.calling.hours.open_spans(from_at, to_at)
    return list(hours if one.shifts is None else overlap(hours, one.shifts.open_spans(from_at, to_at)))
