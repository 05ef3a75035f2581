"""What a run of `tools.day` is given and what came of it: the world, the line, the tally. Plays nothing itself."""

from dataclasses import dataclass, field
from datetime import timedelta

from routing.capacity import REPLAN_EVERY
from routing.policy import Rules

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class World:
    """What cannot be decided. Durations are means of exponential ones; shares are of those who are asked or rung."""

    calls_per_hour: float
    agents: int = 8
    ill: int = 0
    handling: timedelta = timedelta(seconds=300)
    patience: timedelta = timedelta(seconds=180)
    accepts: float = 0.48
    no_answer: float = 0.25
    rings_in_vain: timedelta = timedelta(seconds=60)
    forecast_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """What can: the settings of the line. `admits`: a promise for which there is no room is promised for later."""

    rules: Rules = field(default_factory=lambda: Rules((timedelta(seconds=20), MINUTE), 3 * MINUTE))
    due_within: timedelta = timedelta(hours=24)
    attempts: int = 3
    offer_after: timedelta = timedelta(seconds=30)
    offer_if_wait_over: timedelta = timedelta(seconds=150)
    keep_free: int | None = None
    admits: bool = True
    replan_every: timedelta = REPLAN_EVERY


@dataclass
class Tally:
    """What came of it. `breached`: owed when the time that had been spoken was over; of these `untried` had never been
    dialled, the others not reached yet."""

    calls: int = 0
    answered: int = 0
    within_20s: int = 0
    abandoned: int = 0
    made: int = 0
    made_late: int = 0
    kept: int = 0
    unreached: int = 0
    breached: int = 0
    untried: int = 0
    latest: timedelta = timedelta()

    @property
    def service_level(self) -> float:
        return self.within_20s / self.calls

    @property
    def abandonment(self) -> float:
        return self.abandoned / self.calls
