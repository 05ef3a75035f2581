"""The page of the patterns: the weeks that are asked for, the heat in one of four figures, and who comes back.

Whoever opens it looks at people's numbers, where somebody came back: that is on record. Deliberately draws no chart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from voice_app.ledger.looks import Look, note
from voice_app.pages.page import Visit
from voice_app.pages.patterns import wording
from voice_app.pages.promises.wording import cause as cause_called
from voice_app.pages.words import N_, say
from voice_app.pages.writing import number, percent, short_weekday
from voice_app.patterns import MOST_WEEKS, USUAL_WEEKS, Stretch, patterns_of, stretch_of
from voice_app.patterns.heat import Cell
from voice_app.patterns.returning import MOST_SHOWN, PersonWhoReturns, who_returns

WARMTHS: Final = 5
"""Steps of colour; 0 is none."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of an hour of the week. `figure` None: there is none for that hour."""

    name: str
    means: str
    figure: Callable[[Cell], float | None]
    is_share: bool = False


NOBODY: Final = N_("nobody")
FEWEST_CALLS: Final = 5
"""In an hour of the week, before a share of them is shown."""


def _gave_up(cell: Cell) -> float | None:
    return cell.gave_up_share if cell.calls >= FEWEST_CALLS else None


MEASURES: Final[Mapping[str, Measure]] = {
    "load": Measure(
        N_("Calls per agent"),
        N_("Calls for each hour of an agent who was ready. “Nobody”: people called, and no agent was there."),
        lambda cell: cell.load,
    ),
    "calls": Measure(
        N_("Calls"), N_("Callers who wanted an agent, on an average day."), lambda cell: cell.calls_a_day or None
    ),
    "gave_up": Measure(
        N_("Gave up"),
        N_("Share of callers who hung up while waiting; nothing where fewer than five called."),
        _gave_up,
        is_share=True,
    ),
    "ready": Measure(
        N_("Agents"),
        N_("Agents who were ready, on an average day; in brackets those expected by their shifts."),
        lambda cell: cell.ready_a_day or None,
    ),
}


def patterns(visit: Visit) -> ResponseReturnValue:
    stretch, which = asked_for(visit), measure()
    found = patterns_of(visit.house, stretch)
    return render_template(
        "patterns.html",
        visit=visit,
        found=found,
        stretch=stretch,
        which=which,
        measures={name: (say(one.name), say(one.means)) for name, one in MEASURES.items()},
        hours=hours_of(found.heat, which),
        warmth=warmths(found.heat, which),
        figure=lambda cell: figure_said(cell, which),
        bare={place for place, cell in found.heat.items() if is_bare(cell, which)},
        people=_people(visit, stretch),
        most_shown=MOST_SHOWN,
        most_weeks=MOST_WEEKS,
        said=wording,
        short_weekday=short_weekday,
        cause_called=cause_called,
    )


def asked_for(visit: Visit) -> Stretch:
    """What the address asks for, held within bounds; what is no number and no day is the usual."""
    try:
        weeks = int(request.args.get("weeks", ""))
    except ValueError:
        weeks = USUAL_WEEKS
    try:
        until = date.fromisoformat(request.args.get("until", ""))
    except ValueError:
        until = None
    return stretch_of(visit.house.line.timezone, visit.now, weeks, until)


def measure() -> str:
    wanted = request.args.get("show", "")
    return wanted if wanted in MEASURES else "load"


def hours_of(heat: Mapping[tuple[int, int], Cell], which: str) -> tuple[int, ...]:
    """From the first hour of a day of which there is something to show to the last."""
    figure = MEASURES[which].figure
    there = [hour for (_, hour), cell in heat.items() if figure(cell) is not None or is_bare(cell, which)]
    return tuple(range(min(there), max(there) + 1)) if there else ()


def warmths(heat: Mapping[tuple[int, int], Cell], which: str) -> Mapping[tuple[int, int], int]:
    """How warm each hour is shown: by its share of the highest figure."""
    figures = {place: MEASURES[which].figure(cell) for place, cell in heat.items()}
    highest = max((figure for figure in figures.values() if figure), default=0.0)
    return {place: _step(figure, highest) for place, figure in figures.items()}


def _step(figure: float | None, highest: float) -> int:
    return 0 if not figure else max(1, min(WARMTHS, round(figure / highest * WARMTHS)))


def is_bare(cell: Cell, which: str) -> bool:
    """Are there calls, and enough of them to be worth a word, that met nobody?"""
    return which == "load" and cell.is_bare and cell.calls >= FEWEST_CALLS


def figure_said(cell: Cell, which: str) -> str:
    """As it stands in the table; empty where there is none."""
    one = MEASURES[which]
    figure = one.figure(cell)
    if which == "ready" and cell.expected is not None:
        return f"{number(figure or 0)} ({number(cell.expected)})"
    if figure is None:
        return say(NOBODY) if is_bare(cell, which) else ""
    return percent(figure) if one.is_share else number(figure)


def _people(visit: Visit, stretch: Stretch) -> tuple[PersonWhoReturns, ...]:
    with visit.house.ledger.read() as ledger:
        people, _ = who_returns(ledger, visit.house, stretch.week_at, stretch.to_at)
    if people:
        with visit.house.ledger.write() as ledger:
            note(ledger, Look(visit.me, "boomerang", None, visit.now))
    return people
