"""What a wallboard shows, as a value: who waits for what and how long still, who of us does what, and today in figures.

Of callers it knows numbers and needs, never who they are. Deliberately renders nothing, and looks for nobody: whoever
shows many wallboards looks once for all of them (`pages/wallboard/watch`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from routing.agents import Activity, Agent, Presence
from routing.days import day_at, midnight
from routing.norms import answer_within
from routing.ranges import WaitRange, range_to_say
from routing.skills import AgentId, Need
from voice_app.desk import Floor
from voice_app.ledger import agents as ledger_agents
from voice_app.ledger import today
from voice_app.ledger.today import Today
from voice_app.runtime import Runtime
from voice_app.vitals import Trouble
from voice_app.waits import expect

Does = Literal["talking", "reserved", "wrapping_up", "free", "resting", "on_break"]
"""What one of us does: an activity; or of who is idle, whether that agent can be rung."""

ORDER: Final[tuple[Does, ...]] = ("free", "reserved", "talking", "wrapping_up", "resting", "on_break")


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """Callers who wait for one need in one language. `since`: when the first of them called. `still`: how long whoever
    waits last has still to wait; None: nobody can tell."""

    need: str | None
    language: str
    count: int
    since: datetime
    still: WaitRange | None


@dataclass(frozen=True, slots=True)
class AtWork:
    """One of us who is signed on. `since`: when that began; None: not known yet."""

    id: AgentId
    name: str
    does: Does
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """`waiting`: by need, whoever waits longest first. `team`: who is signed on, those who are free first; `away`: how
    many are not. `today`: None: the ledger does not answer."""

    waiting: tuple[WaitingFor, ...]
    team: tuple[AtWork, ...]
    away: int
    today: Today | None
    troubles: tuple[Trouble, ...] = ()

    @property
    def count(self) -> int:
        """Of all who wait."""
        return sum(one.count for one in self.waiting)

    @property
    def longest_since(self) -> datetime | None:
        """When whoever waits longest called."""
        return min((one.since for one in self.waiting), default=None)

    def doing(self, *these: Does) -> int:
        """How many of us do one of these."""
        return sum(one.does in these for one in self.team)


Still = Mapping[Need, WaitRange]
Breaks = Mapping[AgentId, datetime]


def shown_of(
    house: Runtime,
    floor: Floor,
    *,
    still: Still,
    breaks: Breaks,
    figures: Today | None,
    troubles: tuple[Trouble, ...],
) -> Shown:
    """All of it together. Pure, but for the roster."""
    team = [_at_work(house, one.agent, breaks) for one in floor.agents.values()]
    signed_on = sorted(filter(None, team), key=lambda one: (ORDER.index(one.does), one.name.casefold(), one.id))
    return Shown(
        waiting=tuple(sorted(_waiting(floor, still), key=lambda one: one.since)),
        team=tuple(signed_on),
        away=len(house.roster) - len(signed_on),
        today=figures,
        troubles=troubles,
    )


def _waiting(floor: Floor, still: Still) -> Iterator[WaitingFor]:
    for need, queue in floor.queues.items():
        if queue.count and queue.since is not None:
            yield WaitingFor(need.name, need.language, queue.count, queue.since, still.get(need))


def _at_work(house: Runtime, agent: Agent, breaks: Breaks) -> AtWork | None:
    """Who has signed out talks on to the end, and is at work so long."""
    known = house.roster.get(agent.id)
    if known is None or (agent.presence is Presence.SIGNED_OUT and agent.activity is Activity.IDLE):
        return None
    does = _does(agent)
    return AtWork(agent.id, known.name, does, breaks.get(agent.id) if does == "on_break" else agent.since)


def _does(agent: Agent) -> Does:
    match agent.activity:
        case Activity.TALKING:
            return "talking"
        case Activity.RESERVED:
            return "reserved"
        case Activity.WRAPPING_UP:
            return "wrapping_up"
        case Activity.IDLE:
            if agent.presence is Presence.ON_BREAK:
                return "on_break"
            return "free" if agent.is_free else "resting"


# ── looks, for whoever looks for all ────────────────────────────────────────────────────────────────────────────────


def still_to_wait(house: Runtime, floor: Floor, now: datetime) -> dict[Need, WaitRange]:
    """For each need that somebody waits for: how long whoever came last has still to wait. Raises BoardGone."""
    last = [queue.last for queue in floor.queues.values() if queue.last is not None]
    if not last:
        return {}
    standings = house.board.standings(last, house.terms.rules.head_start, now)
    return {one.call.need: range_to_say(expect(house, one, now)) for one in standings if one.staffing.ready}


def figures_of(house: Runtime, now: datetime) -> Today:
    """Today on the line's clock. Raises LedgerGone."""
    since = midnight(day_at(now, house.line.timezone), house.line.timezone)
    with house.ledger.read() as ledger:
        return today.read(ledger, since, now, answer_within(house.line.region))


def breaks_of(house: Runtime, agents: Iterable[Agent]) -> dict[AgentId, datetime]:
    """Since when each of those who are on break is. Raises LedgerGone."""
    if not any(agent.presence is Presence.ON_BREAK for agent in agents):
        return {}
    with house.ledger.read() as ledger:
        return ledger_agents.on_break_since(ledger)
