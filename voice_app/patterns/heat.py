"""Calls by weekday and hour of the line's own clock, against who was there for them.

Folds the hours of some weeks into those of one. Deliberately draws nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from voice_app.ledger.turnings import Hour

A_FEW_MINUTES: Final = 0.1
"""Of one agent, in hours, on an average day: less is nobody."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of a weekday, over all weeks. `calls`: of callers who wanted an agent; `gave_up`: who hung up waiting.
    `ready`: agent hours; `expected`: agents by the shifts, None: no shift is written. `days`: how many such hours there
    were."""

    weekday: int
    hour: int
    days: int
    calls: int = 0
    gave_up: int = 0
    ready: float = 0.0
    expected: float | None = None

    @property
    def calls_a_day(self) -> float:
        return self.calls / self.days

    @property
    def ready_a_day(self) -> float:
        return self.ready / self.days

    @property
    def load(self) -> float | None:
        """Calls for each hour of an agent who was ready; None: nobody was, or nobody called."""
        return self.calls / self.ready if self.calls and not self.is_bare else None

    @property
    def is_bare(self) -> bool:
        """Somebody called, and nobody was there: who is ready for the last seconds of a shift is not, and a thousand
        calls for each of an agent's hours are no figure."""
        return self.calls > 0 and self.ready_a_day < A_FEW_MINUTES

    @property
    def gave_up_share(self) -> float | None:
        return self.gave_up / self.calls if self.calls else None


def cells(
    hours: Iterable[Hour],
    ready: Mapping[datetime, float],
    expected: Mapping[tuple[int, int], float],
    days: Sequence[date],
    zone: ZoneInfo,
) -> Mapping[tuple[int, int], Cell]:
    """By weekday (0: Monday) and hour: those in which anybody called, was ready, or was expected."""
    calls: dict[tuple[int, int], int] = defaultdict(int)
    gave_up: dict[tuple[int, int], int] = defaultdict(int)
    there: dict[tuple[int, int], float] = defaultdict(float)
    for one in hours:
        calls[place(one.at, zone)] += one.calls
        gave_up[place(one.at, zone)] += one.gave_up
    for at, agents in ready.items():
        there[place(at, zone)] += agents
    often = [sum(day.weekday() == weekday for day in days) for weekday in range(7)]
    return {
        (weekday, hour): Cell(
            weekday,
            hour,
            days=often[weekday],
            calls=calls.get((weekday, hour), 0),
            gave_up=gave_up.get((weekday, hour), 0),
            ready=there.get((weekday, hour), 0.0),
            expected=expected.get((weekday, hour), 0.0) if expected else None,
        )
        for weekday, hour in sorted({*calls, *there, *expected})
    }


def place(at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    local = at.astimezone(zone)
    return local.weekday(), local.hour
