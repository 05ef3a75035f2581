"""The ledger was gone while people talked: whoever was heard is not called back, and whoever met a voicemail is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.failing import Failing, failing_on
from tests.journeys.world import World


@pytest.fixture
def failing(tmp_path: Path, empty_ledger: Path) -> Iterator[Failing]:
    yield from failing_on(tmp_path, empty_ledger)


@pytest.fixture
def world(failing: Failing) -> Iterator[World]:
    world = failing.world()
    world.signs_on("anna")
    world.passes("3m")
    world.loses("ticker")
    yield world
    world.examine()


@pytest.mark.fault("F12")
def test_whoever_talked_for_half_a_minute_is_not_called_back(failing: Failing, world: World) -> None:
    anna = world.agent("anna")
    anna.accepts()
    with failing.moved_away():
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
        anna.is_talking_to(caller)
        caller.waits("30s").hangs_up()
    world.regains("ticker")
    world.passes("6m")
    assert world.promises() == ()


@pytest.mark.fault("F12")
def test_whoever_met_an_agent_s_voicemail_is_called_back(failing: Failing, world: World) -> None:
    anna = world.agent("anna")
    anna.answers_and_says_nothing()
    with failing.moved_away():
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
        caller.hears_music(within="90s").hangs_up()
        anna.lets_it_ring()
    world.regains("ticker")
    world.passes("6m")
    assert world.promise().phone == caller.address
    anna.accepts()
    caller.answers_and_says_nothing()
    world.passes("3m")
