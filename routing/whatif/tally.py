"""What happened in a run, written down as it happens; `figures` makes sense of it.

Deliberately averages nothing. Instants and durations are kept in seconds, in arrays: millions of calls fit.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from routing.skills import AgentId


class Outcome(IntEnum):
    """How a caller's call ended. CLOSED_OUT: still waiting when the line closed; BLOCKED: no place to wait was left;
    MET_CLOSED: called while the line was closed. LEFT: still waiting at the end of the run."""

    ANSWERED = 0
    ABANDONED = 1
    PROMISED = 2
    CLOSED_OUT = 3
    BLOCKED = 4
    MET_CLOSED = 5
    LEFT = 6


@dataclass(slots=True)
class Callers:
    """The callers of one need, one entry each, in the order in which their calls ended. `levels`: that of the agent who
    answered; 0 also where nobody did."""

    arrived: "array[float]" = field(default_factory=lambda: array("d"))
    waited: "array[float]" = field(default_factory=lambda: array("d"))
    outcomes: bytearray = field(default_factory=bytearray)
    levels: bytearray = field(default_factory=bytearray)

    def add(self, arrived: float, waited: float, outcome: int, level: int) -> None:
        self.arrived.append(arrived)
        self.waited.append(waited)
        self.outcomes.append(outcome)
        self.levels.append(level)

    def extend(self, others: "Callers") -> None:
        self.arrived += others.arrived
        self.waited += others.waited
        self.outcomes += others.outcomes
        self.levels += others.levels

    def each(self) -> Iterator[tuple[float, float, int, int]]:
        return zip(self.arrived, self.waited, self.outcomes, self.levels, strict=True)

    def waits(self, outcome: Outcome) -> Iterator[float]:
        return (waited for waited, its in zip(self.waited, self.outcomes, strict=True) if its == outcome)


@dataclass(slots=True)
class Told:
    """A promise as it went. `was_later`: for want of room it was promised for later than usual. `missed`: still owed
    when the time that was spoken was over; `missed_untried`: and nobody had been dialled."""

    demand: int
    made_at: datetime
    was_later: bool
    tries: int = 0
    first_tried_at: datetime | None = None
    at_risk_at: datetime | None = None
    missed: bool = False
    missed_untried: bool = False
    kept_at: datetime | None = None
    unreached_at: datetime | None = None


@dataclass(slots=True)
class Tally:
    """`callers`: by demand, in their order. `busy`, `signed_on`: seconds of each agent within the measured time, a call
    that outlasts a shift counting as both. `waiting_time`: callers times seconds waited in it, whoever they were."""

    starts_at: datetime
    measured_from: datetime
    ends_at: datetime
    callers: Sequence[Callers]
    promises: list[Told] = field(default_factory=list)
    busy: defaultdict[AgentId, float] = field(default_factory=lambda: defaultdict(float))
    signed_on: defaultdict[AgentId, float] = field(default_factory=lambda: defaultdict(float))
    calls_taken: defaultdict[AgentId, int] = field(default_factory=lambda: defaultdict(int))
    waiting_time: float = 0.0

    def over(self, demand: int, arrived_at: datetime, outcome: Outcome, now: datetime, level: int = 0) -> None:
        """A caller's wait is over; who came during the warm-up is not counted."""
        if arrived_at < self.measured_from:
            return
        arrived, waited = (arrived_at - self.starts_at).total_seconds(), (now - arrived_at).total_seconds()
        self.callers[demand].add(arrived, waited, outcome, level)

    def within(self, from_at: datetime, to_at: datetime) -> float:
        """The seconds of a stretch that lie in the measured time."""
        length: timedelta = min(to_at, self.ends_at) - max(from_at, self.measured_from)
        return max(0.0, length.total_seconds())
