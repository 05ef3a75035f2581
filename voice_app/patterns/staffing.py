"""How many agents were ready in each hour, and how many were expected: from what they declared, and their shifts.

Ready is what an agent declared: also while talking. Deliberately knows no call.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Final

from voice_app.ledger.agents import PresenceChange
from voice_app.line.values import OnCall

HOUR: Final = timedelta(hours=1)
MINUTES: Final = 60


def ready_hours(changes: Sequence[PresenceChange], from_at: datetime, to_at: datetime) -> Mapping[datetime, float]:
    """Agent hours ready in each hour of UTC, by its start. `changes`: by agent, oldest first, the one before `from_at`
    included."""
    ready: dict[datetime, float] = defaultdict(float)
    for _, theirs in groupby(changes, key=lambda change: change.agent_id):
        own = list(theirs)
        ends = [*(change.at for change in own[1:]), to_at]
        for change, end in zip(own, ends, strict=True):
            if change.presence == "ready":
                _spread(ready, max(change.at, from_at), min(end, to_at))
    return ready


def _spread(ready: dict[datetime, float], start: datetime, end: datetime) -> None:
    if start >= end:
        return
    hour = start.replace(minute=0, second=0, microsecond=0)
    edges = [start]
    while hour + HOUR < end:
        hour += HOUR
        edges.append(hour)
    for one, other in pairwise([*edges, end]):
        ready[one.replace(minute=0, second=0, microsecond=0)] += (other - one) / HOUR


def expected(shifts: Iterable[OnCall]) -> Mapping[tuple[int, int], float]:
    """Agents expected by weekday (0: Monday) and hour of the line's clock, from the shifts of all of them."""
    there: dict[tuple[int, int], float] = defaultdict(float)
    for shift in shifts:
        for hour in range(24):
            start, end = max(shift.span.from_minute, hour * MINUTES), min(shift.span.to_minute, (hour + 1) * MINUTES)
            if start < end:
                there[shift.weekday, hour] += (end - start) / MINUTES
    return there
