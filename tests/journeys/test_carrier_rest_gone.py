"""Nobody answers at the carrier's REST: calls come in, whoever waits is connected all the same, callbacks wait."""

from typing import Any

import pytest

from carrier.faults import ALWAYS
from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World
from voice_app import vitals
from voice_app.ledger import alarms

A_TURN = "25s"
"""A turn of the hold loop is twenty seconds at most."""
REFUSED: dict[str, Any] = {"refuse_connection": True}
DOWN: dict[str, Any] = {"answer": 503}
LOST: dict[str, Any] = {"lose_answer": True}


def goes(world: World, **fault: Any) -> None:
    world.carrier.exchange.faults.rest("*", "*", times=ALWAYS, **fault)


def troubles(world: World) -> list[str]:
    return [trouble.what for trouble in vitals.look(world.house, world.now, world.now).troubles]


def waits(world: World) -> Phone:
    return world.caller().dials(world.carrier.line).hears("toets 1").presses("1")


@pytest.mark.fault("F34")
@pytest.mark.parametrize("fault", [REFUSED, DOWN, LOST], ids=["refused", "down", "lost"])
def test_whoever_waits_is_connected_by_the_next_turn_of_the_wait(world: World, fault: dict[str, Any]) -> None:
    (anna,) = world.signs_on("anna")
    first = world.caller("+31622222220", "the first").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.accepts()
    anna.is_talking_to(first)
    second = waits(world)
    world.passes("30s")
    goes(world, **fault)
    first.hangs_up()
    world.passes("2s")
    wrapped = world.api("POST", "/api/agents/anna/wrapped", disposition="resolved", note="")
    assert wrapped.status_code == 200
    anna.accepts()
    world.passes(A_TURN, until=lambda: anna.talks_to(second))
    anna.is_talking_to(second)
    world.carrier.exchange.faults.mend_rest()


@pytest.mark.fault("F34")
@pytest.mark.parametrize("fault", [REFUSED, DOWN], ids=["refused", "down"])
def test_it_is_on_every_page_within_a_minute_though_nobody_is_dialled_and_off_it_afterwards(
    world: World, fault: dict[str, Any]
) -> None:
    world.signs_on("anna")
    waits(world)
    world.passes("40s")
    assert troubles(world) == []
    goes(world, **fault)
    world.passes("45s")  # an open page asks each fifteen seconds
    assert troubles(world) == ["carrier_silent"]
    world.carrier.exchange.faults.mend_rest()
    world.passes("90s")
    assert troubles(world) == []


def test_one_answer_that_is_lost_is_no_outage(world: World) -> None:
    world.signs_on("anna")
    waits(world)
    world.passes("40s")
    world.carrier.exchange.faults.rest("GET", "*", answer=503)
    for _ in range(12):
        world.passes("5s")
        assert troubles(world) == []
    with world.house.ledger.read() as ledger:
        assert alarms.standing(ledger) == ()


@pytest.mark.fault("F34")
def test_callbacks_wait_and_go_on_by_themselves(world: World) -> None:
    caller = asks_for_a_callback(world)
    goes(world, **REFUSED)
    world.passes("2m")
    (anna,) = world.signs_on("anna")
    world.passes("10m")
    assert not anna.legs
    assert world.promise().state == "open"
    assert world.attempts(world.promise().id) == (), "nobody dials into what is known to be gone"
    world.carrier.exchange.faults.mend_rest()
    world.passes("6m", until=lambda: anna.is_ringing)
    is_called_back(world, anna, caller)
