"""The figures of docs/operate/larger.md: hooks of a call, and what they ask of the stores, counted in whole calls."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from routing.agents import Presence
from tests.counting import Looks, counted
from tests.house.sources import ROOT
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World

PAGE = ROOT / "docs/operate/larger.md"
NEARLY = 0.15
MINUTES = 2


@dataclass
class Costs:
    """Of what happened so far: hooks answered; and, within them, statements and round trips to Redis."""

    hooks: int = 0
    statements: int = 0
    round_trips: int = 0
    paths: list[str] = field(default_factory=list)

    @property
    def row(self) -> tuple[int, int, int]:
        return self.hooks, self.statements, self.round_trips


class Meter:
    """Stands before the app, and sees what each hook asks; the ticker's and the worker's questions are not a hook's."""

    def __init__(self, app: Callable[..., Any], looks: Looks) -> None:
        self._app, self._looks, self.costs = app, looks, Costs()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        statements, round_trips = len(self._looks.ledger), self._looks.board
        answer = self._app(environ, start_response)
        self.costs.hooks += 1
        self.costs.statements += len(self._looks.ledger) - statements
        self.costs.round_trips += self._looks.board - round_trips
        self.costs.paths.append(environ["PATH_INFO"])
        return answer


@pytest.fixture
def meter(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    warm_up(world)
    with counted(monkeypatch) as looks, monkeypatch.context() as patch:
        metering = Meter(world.app.wsgi_app, looks)
        patch.setattr(world.app, "wsgi_app", metering)
        yield metering


def warm_up(world: World) -> None:
    """What a process learns once: the moves of the board, the roster."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller("+31633333333", "the first caller")
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("1m")
    world.signs_off("anna")
    anna.lets_it_ring()


def is_told(row: str, counted: Sequence[int]) -> None:
    """The page's table says so, or nearly: whoever plans a line need not know of one statement more."""
    (found,) = re.findall(rf"^\| {re.escape(row)} \| (\d+) \| (\d+) \| (\d+) \|$", PAGE.read_text(), re.MULTILINE)
    told = tuple(map(int, found))
    near = [abs(here - there) <= max(2, NEARLY * there) for here, there in zip(counted, told, strict=True)]
    assert all(near), f"{row}: {tuple(counted)}, and the page says {told}"


def test_a_call_that_is_answered_at_once(world: World, meter: Meter) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.hears("Een rekening").is_talking_to(caller)
    caller.hangs_up()
    world.passes("1m")
    is_told("a call that is answered at once", meter.costs.row)


def test_each_further_minute_of_waiting(world: World, meter: Meter) -> None:
    world.signs_on("anna")
    world.declares("anna", Presence.ON_BREAK)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    world.passes("90s")
    before = meter.costs.row
    world.passes(f"{MINUTES}m")
    grown = [after - at_first for after, at_first in zip(meter.costs.row, before, strict=True)]
    is_told("each further minute of waiting", tuple(round(figure / MINUTES) for figure in grown))
    caller.hangs_up()


def test_a_promise_and_its_callback(world: World, meter: Meter) -> None:
    caller = asks_for_a_callback(world)
    world.passes("10s")
    is_told("a call that becomes a promise", meter.costs.row)
    before = meter.costs.row
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken").presses("1")
    world.passes("1m")
    grown = [after - at_first for after, at_first in zip(meter.costs.row, before, strict=True)]
    is_told("its callback", tuple(grown))


def test_a_minute_of_the_ticker_with_nothing_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up(world)
    world.loses("ticker")
    for second in range(0, 300, 15):  # whatever is due now and then has been done
        world.ticker.tick(world.now + timedelta(seconds=second))
    with counted(monkeypatch) as looks:
        for second in range(300, 360):
            world.ticker.tick(world.now + timedelta(seconds=second))
    world.regains("ticker")
    is_told("a minute of a ticker with nothing to do", (0, len(looks.ledger), looks.board))
