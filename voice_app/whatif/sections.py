"""The tables of a scenario file, one class each: which keys there are, what each may hold, and what it is by default.

Where a table has the name of one of the line file's, its keys mean the same. Deliberately knows no two tables at once:
what they say against each other is `scenario`'s.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from routing.calendar import ALL_DAY
from routing.capacity import REPLAN_EVERY
from voice_app.line.section import Section
from voice_app.line.sections import Hours
from voice_app.line.values import (
    Different,
    KeepFree,
    Levels,
    Name,
    OnCallWindow,
    Rising,
    SpokenLanguage,
    TimeOfDay,
    Zone,
)
from voice_app.whatif.values import (
    Arrivals,
    Day,
    Deterministic,
    Distribution,
    Handling,
    Length,
    Number,
    Patience,
    Positive,
    Seconds,
    Share,
    SomeSeconds,
)

MOST_ALIKE = 10_000
Count = Annotated[int, Field(strict=True, ge=0, le=MOST_ALIKE)]
Flag = Annotated[bool, Field(strict=True)]
Languages = Annotated[tuple[SpokenLanguage, ...], Field(min_length=1), Different]


class Run(Section):
    """For how long, how often, by which chance. `days` and `lasts` exclude each other; without either: one day."""

    starts: Day | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = None
    lasts: SomeSeconds | None = None
    warm_up: Seconds = 0.0
    replications: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 20
    seed: Annotated[int, Field(strict=True, ge=0)] = 1
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95
    within: Annotated[tuple[Seconds, ...], Field(min_length=1), Different] = (20.0, 60.0)
    timezone: Zone | None = None


class Waiting(Section):
    """`wrap_up`: of past calls after which the agent noted nothing. `ring`: until an agent has picked up and heard the
    whisper. `places`: how many may wait."""

    widen_after: Annotated[tuple[Length, Length], Rising] = (timedelta(seconds=20), timedelta(seconds=60))
    head_start: Length = timedelta(minutes=3)
    offer_callback_after: Length = timedelta(seconds=30)
    offer_callback_if_wait_over: Length = timedelta(seconds=150)
    longest_wait: Length = timedelta(minutes=15)
    wrap_up: Length = timedelta(seconds=30)
    ring: Distribution | None = None
    places: Annotated[int, Field(strict=True, ge=0)] | None = None


class Routing(Section):
    """Switches the house's rules, one by one."""

    levels: Flag = True
    trained_at_once: Flag = False
    widening: Flag = True
    fewest_skills_first: Flag = True
    head_start: Flag = True


class Callback(Section):
    """`accept`: the share of those who are offered a callback; without it none is offered."""

    accept: Share | None = None
    accept_when_closed: Share = 0.0
    no_answer: Share = 0.25
    rings_in_vain: Distribution = Deterministic(distribution="deterministic", mean=60.0)
    handling: Distribution | None = None
    due_within: Length = timedelta(hours=24)
    call_between: TimeOfDay = ALL_DAY
    attempts: Annotated[int, Field(strict=True, ge=1, le=10)] = 3
    keep_free: KeepFree = "auto"
    later_when_full: Flag = True
    replan_every: Annotated[Length, Field(ge=timedelta(seconds=10))] = REPLAN_EVERY
    forecast_error: Annotated[float, Field(gt=-1, le=10)] = 0.0


class Need(Section):
    """`anybody`: a person is asked for, whatever it is about; the name is that of the figures only."""

    name: Name
    language: SpokenLanguage | None = None
    anybody: Flag = False
    arrivals: Arrivals
    handling: Handling
    patience: Patience = "none"
    wrap_up: Distribution | None = None


class EveryNeed(Section):
    """What holds for each need that says nothing else."""

    arrivals: Arrivals | None = None
    handling: Handling | None = None
    patience: Patience | None = None
    wrap_up: Distribution | None = None


class Agents(Section):
    """One agent, or `count` alike, called id-1, id-2, … `absent`: so many of them are expected and do not come."""

    id: Name
    count: Count | None = None
    skills: Levels
    languages: Languages | None = None
    shifts: tuple[OnCallWindow, ...] | None = None
    slowness: Positive = 1.0
    absent: Count = 0


class HowMany(Section):
    """How many agents like `like` are needed? One of the four targets is named."""

    like: Name | None = None
    need: Name | None = None
    service_level: Share | None = None
    within: Seconds | None = None
    mean_wait: Seconds | None = None
    abandonment: Share | None = None
    occupancy: Share | None = None
    most: Annotated[int, Field(strict=True, ge=1, le=2000)] | None = None


class Learn(Section):
    """So many agents who are not trained for a need learn it: those named, or the first ones of the file."""

    need: Name
    level: Annotated[int, Field(strict=True, ge=1, le=3)] = 2
    count: Annotated[int, Field(strict=True, ge=1)] = 1
    agents: Annotated[tuple[Name, ...], Different] = ()


class MoreAgents(Section):
    like: Name
    count: Annotated[int, Field(strict=True, ge=1, le=2000)] = 1


class Change(Section):
    """What if …? Each key that is given changes something; the rest stays as it is."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    learn: Learn | None = None
    add_agents: MoreAgents | None = None
    remove_agents: Annotated[tuple[Name, ...], Different] = ()
    hours: Hours | None = None
    calls: Number = 1.0
    rules: Literal["house", "plain"] | None = None
    waiting: Waiting | None = None
    routing: Routing | None = None
    callback: Callback | None = None


class Questions(Section):
    agents: HowMany | None = None
    change: tuple[Change, ...] = ()
