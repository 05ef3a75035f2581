"""All patterns of some weeks, read from the ledger and reckoned: one value for the page, the findings and the charts.

Reads only. Deliberately shows nobody: who comes back is asked for apart (`returning`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from routing.days import day_at
from voice_app import numbers
from voice_app.ledger import boomerangs, customers, sayings, turnings
from voice_app.ledger.sayings import Said
from voice_app.ledger.turnings import Hour, Turned
from voice_app.line import Line
from voice_app.patterns import heat, staffing, words
from voice_app.patterns.findings import Finding, findings
from voice_app.patterns.heat import Cell
from voice_app.patterns.rises import Rise, rise_of_counts, stands_out
from voice_app.patterns.stretch import A_WEEK, Stretch
from voice_app.patterns.words import RisingWord, Saying, words_of
from voice_app.runtime import Runtime

MOST_SAYINGS: Final = 5_000
"""Of each kind, of this week and of the weeks before: the newest. More people say nothing new of a word."""
FEWEST_CALLS: Final = 10
"""This week about a need, before its rise is looked at."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """`heat`: by weekday (0: Monday) and hour. `needs`: this week against the weeks before, all that were called about;
    `rising_needs`: those that rose by more than chance. `chosen`: calls by what was chosen. `mischosen`: how often the
    menu was answered by `silence`, by a `key` or by `words` that stand for nothing. `misses`: broken promises by cause.
    `returning`: people who came back again and again in the last week."""

    stretch: Stretch
    heat: Mapping[tuple[int, int], Cell]
    needs: Mapping[str | None, Rise]
    rising_needs: Mapping[str | None, Rise]
    words: tuple[RisingWord, ...]
    chosen: Mapping[str | None, int]
    turned: tuple[Turned, ...]
    mischosen: Mapping[str, int]
    misses: Mapping[str, int]
    returning: int
    findings: tuple[Finding, ...]


def patterns_of(house: Runtime, stretch: Stretch) -> Patterns:
    """Raises LedgerGone."""
    from_at, to_at, line = stretch.from_at, stretch.to_at, house.line
    with house.ledger.read() as ledger:
        hours = turnings.hours(ledger, from_at, to_at)
        cells = _cells(ledger, house, stretch, hours)
        turned, mischosen = turnings.turned(ledger, from_at, to_at), turnings.mischosen(ledger, from_at, to_at)
        misses = turnings.misses(ledger, from_at, to_at)
        _, returning = boomerangs.between(ledger, stretch.week_at, to_at, line.callers.shared, 0)
        rising = _rising_words(ledger, house, stretch)
    chosen = Counter[str | None]()
    for hour in hours:
        chosen[hour.need] += hour.calls
    needs = _needs(hours, stretch, line)
    rising_needs = {need: rise for need, rise in needs.items() if _rises(rise, len(needs))}
    return Patterns(
        stretch=stretch,
        heat=cells,
        needs=needs,
        rising_needs=rising_needs,
        words=rising,
        chosen=chosen,
        turned=turned,
        mischosen=mischosen,
        misses=misses,
        returning=returning,
        findings=findings(
            turned=turned,
            chosen=chosen,
            mischosen=mischosen,
            heat=cells.values(),
            needs=rising_needs,
            misses=misses,
            boomerangs=returning,
        ),
    )


def heat_of(house: Runtime, stretch: Stretch) -> Mapping[tuple[int, int], Cell]:
    """The heat alone, for its chart. Raises LedgerGone."""
    with house.ledger.read() as ledger:
        return _cells(ledger, house, stretch, turnings.hours(ledger, stretch.from_at, stretch.to_at))


def _cells(
    ledger: Connection, house: Runtime, stretch: Stretch, hours: Iterable[Hour]
) -> Mapping[tuple[int, int], Cell]:
    from_at, to_at = stretch.from_at, stretch.to_at
    ready = staffing.ready_hours(turnings.presences(ledger, from_at, to_at), from_at, to_at)
    expected = staffing.expected(shift for agent in house.line.agents for shift in agent.shifts)
    return heat.cells(hours, ready, expected, stretch.days, house.line.timezone)


def _rises(rise: Rise, looked_for: int) -> bool:
    return rise.now >= FEWEST_CALLS and stands_out(rise, looked_for)


def _needs(hours: Iterable[Hour], stretch: Stretch, line: Line) -> Mapping[str | None, Rise]:
    by_day: dict[str | None, Counter[date]] = {}
    for hour in hours:
        day = day_at(hour.at, line.timezone)
        by_day.setdefault(hour.need, Counter())[day] += hour.calls
    rises = {need: rise_of_counts(days, stretch.days) for need, days in by_day.items()}
    return dict(sorted(rises.items(), key=lambda one: one[1].now, reverse=True))


def _rising_words(ledger: Connection, house: Runtime, stretch: Stretch) -> tuple[RisingWord, ...]:
    def of(from_at: datetime, to_at: datetime) -> list[Saying]:
        said = sayings.between(ledger, from_at, to_at, MOST_SAYINGS)
        return [saying for one in said for saying in _sayings(house.line, one)]

    week, before = of(stretch.week_at, stretch.to_at), of(stretch.from_at, stretch.week_at)
    ours = {word for agent in house.roster.values() for word in words_of(agent.name)}
    weeks = (stretch.week_at - stretch.from_at) / A_WEEK
    found = words.rising(week, before, weeks, ours)
    theirs = customers.names_with(ledger, [one.word for one in found])
    return tuple(one for one in found if one.word not in {word for name in theirs for word in words_of(name)})


def _sayings(line: Line, said: Said) -> Iterable[Saying]:
    if line.is_shared(said.phone):
        return
    language = said.language or numbers.language_for(said.phone, line.languages)
    for text in (said.text, said.more):
        if text:
            yield Saying(said.phone, language, text)
