"""What a caller who waits may expect: from who is there, who is about to be free, and who waits before (POLICIES 3).

Callers of other needs stand in the way as far as they are served by the same agents. How far that is, is looked at once
for a whole plan (`views`), because it needs every agent; what changes with each call is counted on the board.

Deliberately chooses nobody: it reads the policy's circles, and opens none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from math import ceil
from typing import NamedTuple

from routing.forecast import Expectation, Known, Pace, Paces, expected_wait
from routing.queues import FLOORS, Staffing, WaitingCall, Widening, widen, widens_at
from routing.rules import Rules
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId, Language, Level, Need, PromiseId, Skills

# ── what the plan knows of the pools ────────────────────────────────────────────────────────────────────────────────

NEXT: Mapping[Level, Sequence[Level]] = {
    BEST: (BEST, GOOD, UNTRAINED),
    GOOD: (GOOD, UNTRAINED),
    CAN: (CAN, UNTRAINED),
    UNTRAINED: (UNTRAINED,),
}
"""The circles of agents that may take a call, by the lowest level in them, and those after it where it is empty."""

Shares = Mapping[Need, float]
Team = tuple[Skills, int]
"""So many agents of the same skills."""


@dataclass(frozen=True, slots=True)
class View:
    """The wait for one need, as the last plan saw it. `shares`: for each circle, by the lowest level in it, which part
    of those who may take the calls of a need may take this one's. `pace`: of the calls that its agents take."""

    shares: Mapping[Level, Shares] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)


def views(ready: Iterable[Skills], needs: Sequence[Need], paces: Paces) -> dict[Need, View]:
    """The view of each need, with these agents ready."""
    teams = _teams(ready)
    circles = {level: {need: _circle(teams, need, level) for need in needs} for level in NEXT}
    sizes = [agents for _, agents in teams]
    seen = {}
    for need in needs:
        shares = {level: dict(_shares(circles[level], need, sizes)) for level in NEXT}
        its_language = {one.name: share for one, share in shares[CAN].items() if one.language == need.language}
        seen[need] = View(shares, paces.mixed(its_language))
    return seen


def _teams(ready: Iterable[Skills]) -> list[Team]:
    alike = dict[tuple[frozenset[tuple[str, int]], tuple[str, ...]], Skills]()
    counts = Counter[tuple[frozenset[tuple[str, int]], tuple[str, ...]]]()
    for skills in ready:
        key = frozenset(skills.levels.items()), skills.languages
        alike[key] = skills
        counts[key] += 1
    return [(skills, counts[key]) for key, skills in alike.items()]


def _circle(teams: Sequence[Team], need: Need, lowest: Level) -> frozenset[int]:
    """The teams that may take a call for the need in this circle, or in the first wider one that has anybody."""
    speaking = [(n, skills) for n, (skills, _) in enumerate(teams) if skills.speaks(need.language)]
    for level in NEXT[lowest]:
        if within := frozenset(n for n, skills in speaking if skills.level_for(need) >= level):
            return within
    return frozenset(range(len(teams)))


def _shares(circles: Mapping[Need, frozenset[int]], mine: Need, sizes: Sequence[int]) -> Iterator[tuple[Need, float]]:
    for need, circle in circles.items():
        if shared := sum(sizes[n] for n in circle & circles[mine]):
            yield need, shared / sum(sizes[n] for n in circle)


# ── what the board tells of one call ────────────────────────────────────────────────────────────────────────────────


class SoonFree(NamedTuple):
    """An agent who rests or wraps up, and until when at the longest."""

    agent: AgentId
    skills: Skills
    until_at: datetime


class PlacedPromise(NamedTuple):
    """A promise that may be dialled now. `counts_from`: its place in the line; None: it goes before every caller."""

    language: Language
    counts_from: datetime | None
    id: PromiseId


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a waiting call stands.

    `place`: the calls before it in its own queue. `ahead`: the calls that count from before it, by need. `owed`: the
    promises that are dialled before it, by the need for anybody who speaks their language. `idle`: how many agents are
    free to be rung, by the lowest level that they must have; UNTRAINED: whoever speaks the language, or anybody where
    nobody does. `soon`: whose rest or wrap-up ends, as far as until `soon_until`; None: all there are.
    `first_arrived_at`: since when the first of its queue waits. `view`: the last plan's; None: there is none that is
    fresh.
    """

    call: WaitingCall
    staffing: Staffing
    place: int
    ahead: Mapping[Need, int] = field(default_factory=dict)
    owed: Mapping[Need, int] = field(default_factory=dict)
    idle: Mapping[Level, int] = field(default_factory=dict)
    soon: Sequence[SoonFree] = ()
    soon_until: datetime | None = None
    first_arrived_at: datetime | None = None
    view: View | None = None

    @property
    def behind_the_first(self) -> timedelta:
        """How much later the call arrived than the first of its queue, who waits still: as long as that it will wait,
        if calls go on as they did."""
        return max(timedelta(), self.call.arrived_at - (self.first_arrived_at or self.call.arrived_at))

    @property
    def position(self) -> int:
        """Counted from 1: callers of the same need, and promises, as far as an agent could take any of these first."""
        shares = self.view.shares.get(CAN, {}) if self.view else {}
        return 1 + self.place + sum(promises for need, promises in self.owed.items() if shares.get(need))


# ── the expectation ─────────────────────────────────────────────────────────────────────────────────────────────────


def expect(standing: Standing, rules: Rules, unstaffed: timedelta, now: datetime) -> Expectation:
    """How long the call has still to wait; `unstaffed` where nobody is ready.

    Each circle of agents that it has reached, or will reach by waiting, is looked at as if it were all there is: the
    wait is the shortest of them, but no shorter in any than the time until that circle opens.
    """
    pace = standing.view.pace if standing.view else Pace()
    each = [
        _no_sooner(expected_wait(circle.ahead, circle.agents, pace, unstaffed, circle.known), circle.opens_in)
        for circle in _circles(standing, rules, now)
    ]
    return Expectation(*(min(lengths) for lengths in zip(*each, strict=True)))


class _Circle(NamedTuple):
    """So many agents who may take the call after `opens_in`, with so many callers before it, and what is known of when
    the agents will be free."""

    opens_in: timedelta
    agents: int
    ahead: float
    known: Known


def _circles(standing: Standing, rules: Rules, now: datetime) -> Iterator[_Circle]:
    """The circles that the policy opens to the call from now on, if it goes on waiting."""
    call, staffing = standing.call, standing.staffing
    at: datetime | None = now
    while at is not None:
        widening = widen(call, staffing, rules.steps, at, by_gate=rules.by_gate)
        circle = _circle_of(standing, widening, now)
        if call.wish and call.wish.until_at is None and circle.agents:
            yield _of_one(circle)
            return
        yield circle._replace(opens_in=at - now)
        at = widens_at(call, widening, rules.steps)


def _circle_of(standing: Standing, widening: Widening, now: datetime) -> _Circle:
    lowest = FLOORS[widening.step] if widening.keeps_language else UNTRAINED
    agents, ahead = _ready(standing.staffing, lowest), _ahead(standing, lowest)
    idle = min(standing.idle.get(lowest, 0), ceil(ahead) + 1)
    known = Known([timedelta()] * idle + _soon(standing, widening, now), _nobody_else_for(standing, now))
    return _Circle(timedelta(), agents, ahead, known)


def _of_one(circle: _Circle) -> _Circle:
    """For a caller who waits for one of these agents: each has an equal part of those before it to take."""
    return _Circle(timedelta(), 1, circle.ahead / circle.agents, Known())


def _ready(staffing: Staffing, lowest: Level) -> int:
    if lowest == UNTRAINED:
        return staffing.speaking or staffing.ready
    levels = {BEST: staffing.best, GOOD: staffing.good, CAN: staffing.can}
    return sum(agents for level, agents in levels.items() if level >= lowest)


def _ahead(standing: Standing, lowest: Level) -> float:
    """The callers and promises before the call that agents of this circle may take; each counts by the part of its own
    agents that these are. Without a view of the others, those of the call's own need and language are all."""
    if standing.view is None:
        return standing.place
    shares = standing.view.shares.get(lowest, {})
    others = {need: calls for need, calls in standing.ahead.items() if need != standing.call.need}
    counted = chain(others.items(), standing.owed.items())
    return standing.place + sum(waiting * shares.get(need, 0.0) for need, waiting in counted)


def _soon(standing: Standing, widening: Widening, now: datetime) -> list[timedelta]:
    need = standing.call.need
    return sorted(
        max(one.until_at - now, timedelta())
        for one in standing.soon
        if one.agent not in standing.call.barred
        and widening.admits(one.skills.level_for(need), one.skills.speaks(need.language))
    )


def _nobody_else_for(standing: Standing, now: datetime) -> timedelta:
    """Whoever talks now wraps up first, about as long as usual; but where not all can be told whose wrap-up ends, no
    longer than those are looked at."""
    wrap_up = standing.view.pace.wrap_up if standing.view else timedelta()
    if standing.soon_until is None:
        return wrap_up
    return min(wrap_up, max(standing.soon_until - now, timedelta()))


def _no_sooner(expected: Expectation, opens_in: timedelta) -> Expectation:
    return Expectation(*(max(length, opens_in) for length in expected))
