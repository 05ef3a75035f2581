"""When the agents of a past that is made up were there, on break and gone, and who of them was free.

An agent without shifts in the line file works nine hours of a day that is open for longer, on every third weekend, and
is ill now and then. Deliberately decides nothing of who takes which call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from routing.calendar import Calendar
from routing.spans import Span
from tools.past.ink import DAY, HOUR, MINUTE, Ink, at, micros
from voice_app.line import Line
from voice_app.line.sections import Agent
from voice_app.terms import shift_hours

LONG_DAY: Final = timedelta(hours=11)
SHIFT: Final = 9 * HOUR
BEGINS_AT: Final = 8
ILL: Final = 0.03
BREAKS: Final = (("coffee", 2 * HOUR, 15 * MINUTE), ("lunch", 4 * HOUR + 20 * MINUTE, 35 * MINUTE))
"""Which, how long after the shift began, how long."""
MORE_BREAKS: Final = (("paperwork", 20 * MINUTE), ("meeting", 45 * MINUTE), ("training", 60 * MINUTE))
WEEKEND: Final = 5


@dataclass(slots=True)
class Worker:
    """An agent. `free_at`: no sooner is there time for anything; `until`: then the shift ends, 0: there is none;
    `gone_at`: when the last one ended. Microseconds."""

    id: str
    languages: frozenset[str]
    skills: dict[str, int]
    free_at: int = 0
    until: int = 0
    gone_at: int = 0
    breaks: list[tuple[int, int, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Staff:
    """Everybody, and the shifts that are to come; `look` brings them to an instant."""

    workers: list[Worker]
    ink: Ink
    reasons: frozenset[str]
    _shifts: list[tuple[int, int, Worker]]
    _next: int = 0

    def look(self, now: int, chance: Random) -> None:
        """Begin the shifts that have begun, and send on break whoever is free for one."""
        while self._next < len(self._shifts) and self._shifts[self._next][0] <= now:
            start, end, worker = self._shifts[self._next]
            self._next += 1
            worker.free_at, worker.until = start, end
            worker.breaks = self._breaks(start, end, chance)
            self.ink.add("presence_changes", worker.id, "ready", "desk", at(start), None)
        for worker in self.workers:
            while worker.breaks and worker.breaks[0][0] <= now and worker.free_at <= now:
                self._take_break(worker)
            if worker.until and worker.until <= now and worker.free_at <= now:
                self._sign_out(worker, max(worker.until, worker.free_at))

    def finish(self, until: int) -> None:
        """Everybody goes home."""
        for worker in self.workers:
            if worker.until:
                self._sign_out(worker, min(max(worker.until, worker.free_at), until))

    def _take_break(self, worker: Worker) -> None:
        planned, length, reason = worker.breaks.pop(0)
        start = max(planned, worker.free_at)
        if start + length >= worker.until:
            return
        self.ink.add("presence_changes", worker.id, "on_break", "desk", at(start), reason)
        self.ink.add("presence_changes", worker.id, "ready", "desk", at(start + length), None)
        worker.free_at = start + length

    def _sign_out(self, worker: Worker, when: int) -> None:
        worker.until, worker.breaks, worker.gone_at = 0, [], when
        self.ink.add("presence_changes", worker.id, "signed_out", "desk", at(when), None)

    def _breaks(self, start: int, end: int, chance: Random) -> list[tuple[int, int, str | None]]:
        planned = [(start + after, length, name) for name, after, length in BREAKS]
        if chance.random() < 0.3:  # noqa: PLR2004 - nearly a third of all shifts
            name, length = chance.choice(MORE_BREAKS)
            planned.append((start + 6 * HOUR, length, name))
        of_the_line = ((when, length, name if name in self.reasons else None) for when, length, name in planned)
        return [
            (when + chance.randrange(20 * MINUTE), length, name) for when, length, name in of_the_line if when < end
        ]


def staff_of(line: Line, hours: Calendar, within: Span, ink: Ink, chance: Random) -> Staff:
    """Those of the line file, and their shifts in this stretch of time."""
    workers = [Worker(agent.id, frozenset(agent.languages), dict(agent.skills)) for agent in line.agents]
    shifts = []
    for index, (agent, worker) in enumerate(zip(line.agents, workers, strict=True)):
        for span in _shifts(agent, index, line, hours, within):
            if chance.random() >= ILL:
                late = chance.randrange(6 * MINUTE)
                shifts.append((micros(span.start_at) + late, micros(span.end_at), worker))
    shifts.sort(key=lambda shift: (shift[0], shift[2].id))
    return Staff(workers, ink, frozenset(line.desk.break_reasons), _apart(shifts))


def _shifts(agent: Agent, index: int, line: Line, hours: Calendar, within: Span) -> Iterator[Span]:
    if agent.shifts:
        yield from shift_hours(agent, line).open_spans(within.start_at, within.end_at)
        return
    for span in hours.open_spans(within.start_at, within.end_at):
        if span.length <= LONG_DAY:
            if _works(index, span.start_at.astimezone(line.timezone)):
                yield span
        else:
            yield from _days_of(span, index, line)


def _days_of(span: Span, index: int, line: Line) -> Iterator[Span]:
    """Of a line that never closes, or late: a day's work on each local day, not all at the same time."""
    day = span.start_at.astimezone(line.timezone).date()
    while True:
        begins = datetime(day.year, day.month, day.day, BEGINS_AT, tzinfo=line.timezone)
        start = begins.astimezone(span.start_at.tzinfo) + timedelta(minutes=30 * (index % 4))
        if start >= span.end_at:
            return
        end = start + timedelta(microseconds=SHIFT)
        if start >= span.start_at and end <= span.end_at and _works(index, begins):
            yield Span(start, end)
        day += timedelta(days=1)


def _works(index: int, local: datetime) -> bool:
    return local.weekday() < WEEKEND or (local.isocalendar().week + index) % 3 == 0


def _apart(shifts: Sequence[tuple[int, int, Worker]]) -> list[tuple[int, int, Worker]]:
    """Nobody begins a shift before the last one is long over: a talk may take longer than it should."""
    kept, ends = list[tuple[int, int, Worker]](), dict[str, int]()
    for start, end, worker in shifts:
        if start >= ends.get(worker.id, start - DAY) + 2 * HOUR:
            kept.append((start, end, worker))
            ends[worker.id] = end
    return kept
