"""What a run is given: who calls and how patiently, who works when, what the line's rules are. Values, and no more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.calendar import ALL_DAY, Calendar, CallBetween, Calling, WeeklyHours
from routing.capacity import REPLAN_EVERY
from routing.forecast import Arrivals, Pace, Paces
from routing.rules import Rules
from routing.skills import AgentId, Language, Need, Skills
from routing.whatif.chance import Calls, Distribution, Fixed

ZONE = ZoneInfo("UTC")
ALWAYS = Calling(Calendar(ZONE, WeeklyHours.daily(ALL_DAY)), CallBetween(ALL_DAY, (ZONE,)))
"""A line that never closes, for questions about the long run."""

START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday on which a run begins that does not say when."""

RINGS_IN_VAIN = Fixed(60)
HOUR = timedelta(hours=1)
LEARNT_FROM = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Demand:
    """The callers of one need. `name`: what their figures are called. `patience` None: nobody hangs up.

    `handling`: for how long a call keeps an agent; `wrap_up`: and how much longer after it, if that is not part of it.
    """

    name: str
    need: Need
    calls: Calls
    handling: Distribution
    patience: Distribution | None = None
    wrap_up: Distribution | None = None

    @property
    def busy(self) -> float:
        """The mean seconds that a call keeps an agent."""
        return self.handling.mean + (self.wrap_up.mean if self.wrap_up else 0.0)


@dataclass(frozen=True, slots=True)
class Staff:
    """An agent. `shifts` None: on whenever the line is open. `slowness`: multiplies what a call takes this agent.
    `is_absent`: expected by the plan, and does not come."""

    id: AgentId
    skills: Skills
    shifts: Calendar | None = None
    slowness: float = 1.0
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How callbacks are offered, taken and made; shares are of those who are asked, or rung.

    `accepts`: of the callers who are offered one; `when_closed`: of those who call while the line is closed.
    `longest_wait`: what is expected where nobody is signed on. `admits`: a promise for which there is no room is
    promised for later. `handling` None: as the need's calls.
    """

    accepts: float = 0.48
    when_closed: float = 0.0
    no_answer: float = 0.25
    rings_in_vain: Distribution = RINGS_IN_VAIN
    handling: Distribution | None = None
    offer_after: timedelta = timedelta(seconds=30)
    offer_if_wait_over: timedelta = timedelta(seconds=150)
    longest_wait: timedelta = timedelta(minutes=15)
    due_within: timedelta = timedelta(hours=24)
    attempts: int = 3
    keep_free: int | None = None
    admits: bool = True
    replan_every: timedelta = REPLAN_EVERY


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What the plan and the estimate of a wait go by: the calls expected in each hour, and how long they take."""

    arrivals: Arrivals
    paces: Paces


@dataclass(frozen=True, slots=True)
class World:
    """All of it. Figures are taken of callers who arrive from `starts_at` plus `warm_up` on.

    `callbacks` None: none are offered. `ring`: until an agent has picked up and heard the whisper. `places`: how many
    may wait; None: any number. `agents` are in no order that matters.
    """

    demands: tuple[Demand, ...]
    agents: tuple[Staff, ...]
    rules: Rules
    ends_at: datetime
    starts_at: datetime = START
    warm_up: timedelta = timedelta()
    calling: Calling = ALWAYS
    callbacks: Callbacks | None = None
    believed: Beliefs | None = None
    ring: Distribution | None = None
    places: int | None = None

    @property
    def measured_from(self) -> datetime:
        return self.starts_at + self.warm_up

    @property
    def needs(self) -> list[Need]:
        return list(dict.fromkeys(demand.need for demand in self.demands))

    @property
    def languages(self) -> list[Language]:
        return list(dict.fromkeys(need.language for need in self.needs))


def beliefs(world: World) -> Beliefs:
    """What a line would have learnt that has known this world for long: its hours as they are, its means."""
    zone, ends_at = world.calling.hours.zone, min(world.ends_at, world.starts_at + LEARNT_FROM)
    counted: dict[tuple[int, int], list[float]] = defaultdict(list)
    at = world.starts_at.replace(minute=0, second=0, microsecond=0)
    while at < ends_at:
        local = at.astimezone(zone)
        calls = sum(demand.calls.expected(at, at + HOUR) for demand in world.demands)
        counted[local.weekday(), local.hour].append(calls)
        at += HOUR
    by_hour = {hour: sum(calls) / len(calls) for hour, calls in counted.items()}
    return Beliefs(Arrivals(zone, by_hour), _paces(world))


def _paces(world: World) -> Paces:
    """The means of all callers together, and of each need by itself."""
    counted = [(one, one.calls.expected(world.starts_at, world.ends_at)) for one in world.demands]
    by_need = {need.name: [pair for pair in counted if pair[0].need.name == need.name] for need in world.needs}
    return Paces(_pace(counted), {name: (_pace(its), round(sum(n for _, n in its))) for name, its in by_need.items()})


def _pace(counted: Sequence[tuple[Demand, float]]) -> Pace:
    calls = sum(share for _, share in counted)
    if not calls:
        return Pace()
    handling = sum(share * demand.busy for demand, share in counted) / calls
    leaving = sum(share / demand.patience.mean for demand, share in counted if demand.patience)
    return Pace(timedelta(seconds=handling), timedelta(seconds=calls / leaving) if leaving else None)
