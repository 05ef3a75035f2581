"""A day as it was, or as such days usually are, from the ledger's own past: a scenario for `whatif`, ready to be asked.

A day that was is played with its own calls at their own times; a usual one with as many an hour as there were on the
last eight such days. How long calls take, how patient people are, and how many take a callback is what those days say.
Deliberately plays nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from routing.days import A_DAY, midnight
from voice_app.ledger import Ledger
from voice_app.ledger.replay import PastCall, calls_between, took_a_callback
from voice_app.line import Line
from voice_app.line.values import WEEKDAYS
from voice_app.whatif.past import learn
from voice_app.whatif.question import Question
from voice_app.whatif.scenario import Scenario
from voice_app.whatif.worlds import Known, Setting

WEEKS: Final = 8
FEW: Final = 5
"""Talks of one subject: with fewer, those of all subjects say how long one takes."""
MOST_TALKS: Final = 1000
"""Lengths that are drawn from, evenly taken of all there are."""
UNHEARD_OF: Final = 300.0
"""Seconds that a call takes where nobody has ever talked."""
WHATEVER: Final = "whatever"
NEWCOMER: Final = "newcomer"
WITH_IT: Final = "with it"


class NothingKnown(Exception):
    """Of those days the ledger knows no call."""


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent of the roster: what this one can do, in which languages."""

    id: str
    skills: Mapping[str, int]
    languages: Sequence[str]


def setting(ledger: Ledger, line: Line, roster: Sequence[Worker], asked: Question, today: date) -> Setting:
    """The world to ask. Raises NothingKnown; Mistakes, where line and question do not go together."""
    days = list(_days(asked, today))
    zone = line.timezone
    past: list[PastCall] = []
    offered = taken = 0
    full_days = 0
    with ledger.read() as connection:
        for day in days:
            from_at, to_at = midnight(day, zone), midnight(day + A_DAY, zone)
            calls = calls_between(connection, from_at, to_at)
            full_days += bool(calls)
            past += calls
            found = took_a_callback(connection, from_at, to_at)
            offered, taken = offered + found[0], taken + found[1]
    if not past:
        raise NothingKnown
    starts = days[0] if asked.of == "day" else _next(asked.weekday or 0, today)
    raw: dict[str, Any] = {
        "run": {"starts": starts, "days": 1, "replications": asked.seeds, "within": ["20s", "60s"]},
        "need": list(_needs(past, line, days[0] if asked.of == "day" else None, full_days)),
        "agent": [*_agents(line, roster), *_newcomers(line, asked)],
        "callback": {"accept": taken / offered} if offered else {},
        "question": {"change": [_change(line, asked, starts)]},
    }
    there = {one.id for one in roster}
    raw["leave_out"] = [agent.id for agent in line.agents if agent.id not in there]
    return Setting(Scenario.from_dict(raw, line))


def _days(asked: Question, today: date) -> Iterator[date]:
    if asked.of == "day":
        yield date.fromisoformat(asked.day or "")
        return
    back = (today.weekday() - (asked.weekday or 0)) % 7 or 7
    for week in range(WEEKS):
        yield today - timedelta(days=back + 7 * week)


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


# ── who called ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _needs(past: Sequence[PastCall], line: Line, day: date | None, days: int) -> Iterator[dict[str, Any]]:
    """`day`: of one that was, whose calls come again; None: as such days usually are, of which there were so many."""
    zone = line.timezone
    from_at = midnight(day, zone) if day else past[0].arrived_at
    all_talks = [length for known in learn(past, from_at, line.waiting.wrap_up).values() for length in known.handling]
    for (need, language), known in learn(past, from_at, line.waiting.wrap_up).items():
        named: dict[str, Any] = {"name": need or WHATEVER, "language": language}
        if need is None:
            named["anybody"] = True
        hours = Counter(
            call.arrived_at.astimezone(zone).hour for call in past if (call.need, call.language) == (need, language)
        )
        arrivals: dict[str, Any] = {"by_hour": {f"{hour:02}": count / days for hour, count in hours.items()}}
        if day is not None:
            arrivals = {"at": [max(0.0, after.total_seconds()) for after in known.arrivals]}
        yield {**named, "arrivals": arrivals, **_manner(known, all_talks)}


def _manner(known: Known, all_talks: Sequence[float]) -> dict[str, Any]:
    talks = known.handling if len(known.handling) >= FEW else all_talks
    every = max(1, len(talks) // MOST_TALKS)
    lengths = [max(1.0, one) for one in talks[::every]] or [UNHEARD_OF]
    handling = {"distribution": "empirical", "values": lengths}
    return {"handling": handling, "patience": known.patience if known.patience else "none"}


# ── who works, and what would be different ──────────────────────────────────────────────────────────────────────────


def _agents(line: Line, roster: Sequence[Worker]) -> Iterator[dict[str, Any]]:
    """Everybody of the roster, on when the line file says, or whenever it is open. Who is trained for nothing yet is
    rung there, as on the line, once anybody will do; and may be the one who learns something."""
    shifts = {agent["id"]: agent.get("shifts", []) for agent in line.as_dict().get("agent", [])}
    for one in roster:
        named = {"id": one.id, "skills": dict(one.skills), "languages": list(one.languages)}
        yield named | ({"shifts": shifts[one.id]} if shifts.get(one.id) else {})


def _newcomers(line: Line, asked: Question) -> Iterator[dict[str, Any]]:
    """Nobody, as it is: an entry that the change adds agents like."""
    if asked.more:
        skills = dict.fromkeys(asked.more_skills, asked.more_level)
        yield {"id": NEWCOMER, "count": 0, "skills": skills, "languages": list(line.languages)}


def _change(line: Line, asked: Question, day: date) -> dict[str, Any]:
    change: dict[str, Any] = {"name": WITH_IT, "calls": asked.calls / 100}
    if asked.more:
        change["add_agents"] = {"like": NEWCOMER, "count": asked.more}
    if asked.learner:
        change["learn"] = {"need": asked.subject, "level": asked.level, "agents": [asked.learner]}
    if asked.earlier or asked.later:
        change["hours"] = {WEEKDAYS[day.weekday()]: _longer(line, asked, day)}
    if asked.rules == "plain":
        change["rules"] = "plain"
    elif asked.rules:
        change["routing"] = {"trained_at_once": True}
    return change


def _longer(line: Line, asked: Question, day: date) -> list[str]:
    """The hours of that day, begun earlier and ended later; nothing where the line is closed all day."""
    spans = line.weekly_hours.days[day.weekday()]
    written = [[span.from_minute, span.to_minute] for span in spans]
    if written:
        written[0][0] = max(0, written[0][0] - asked.earlier)
        written[-1][1] = min(24 * 60, written[-1][1] + asked.later)
    return [f"{_clock(from_minute)}-{_clock(to_minute)}" for from_minute, to_minute in written]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
