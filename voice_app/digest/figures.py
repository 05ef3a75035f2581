"""A day in figures, as the digest tells it.

Reads through the ledger and reckons; words nothing.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from routing.spans import Span
from voice_app.ledger import yesterdays
from voice_app.ledger.yesterdays import DueOfDay


@dataclass(frozen=True, slots=True)
class Figures:
    """`calls`: those that asked for somebody; `answered`: that an agent answered; `gave_up`: hung up waiting.
    `half_waited`, `longest_wait`: of the answered, None: of none. `fullest_hour`: by the line's clock, and how many
    called in it. `about`: the need of most calls (None: whatever it is about), and how many. `made`: callbacks
    promised; `due`: what became of those whose deadline it was; `half_called_back`: from promise to talk, of these.
    `settled`: at once, by the agents' own word, of `said_of`. `answers`: callers who said whether we helped; `helped`:
    that we did. `returning`: people in touch three times or more within seven days, and lately on this day."""

    calls: int
    answered: int
    gave_up: int
    half_waited: timedelta | None
    longest_wait: timedelta | None
    fullest_hour: tuple[int, int] | None
    about: tuple[str | None, int] | None
    made: int
    due: DueOfDay
    half_called_back: timedelta | None
    settled: int
    said_of: int
    answers: int
    helped: int
    returning: int


def figures_of(ledger: Connection, zone: ZoneInfo, within: Span, returning: int, now: datetime) -> Figures:
    """Of that stretch of time, as it stands now."""
    from_at, to_at = within.start_at, within.end_at
    calls = yesterdays.calls_of(ledger, from_at, to_at)
    waits = [(call.answered_at - call.arrived_at).total_seconds() for call in calls if call.answered_at is not None]
    hours = Counter(call.arrived_at.astimezone(zone).hour for call in calls)
    needs = Counter(call.need for call in calls)
    called_back = yesterdays.contacts_in(ledger, from_at, to_at)
    answers, helped = yesterdays.answers_in(ledger, from_at, to_at)
    return Figures(
        calls=len(calls),
        answered=len(waits),
        gave_up=sum(call.outcome == "abandoned" for call in calls),
        half_waited=half_of(waits),
        longest_wait=timedelta(seconds=max(waits)) if waits else None,
        fullest_hour=min(hours.items(), key=lambda one: (-one[1], one[0])) if hours else None,
        about=min(needs.items(), key=lambda one: (-one[1], one[0] or "")) if needs else None,
        made=yesterdays.made_in(ledger, from_at, to_at),
        due=yesterdays.due_in(ledger, from_at, to_at, now),
        half_called_back=half_of(called_back),
        settled=sum(call.is_resolved is True for call in calls),
        said_of=sum(call.is_resolved is not None for call in calls),
        answers=answers,
        helped=helped,
        returning=returning,
    )


def half_of(seconds: list[float]) -> timedelta | None:
    """The median; None: of nothing."""
    return timedelta(seconds=median(seconds)) if seconds else None
