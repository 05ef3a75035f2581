"""The carrier refuses our account, or is down: nobody dials into it, supervisors know (F33, F34)."""

from datetime import timedelta
from typing import Any

import pytest

from carrier.faults import ALWAYS
from routing.agents import Presence
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World
from voice_app.ledger import alarms, outages

REFUSED: dict[str, Any] = {"answer": 401, "code": 20003}
SUSPENDED: dict[str, Any] = {"answer": 403, "code": 20005}


def fails(world: World, **fault: Any) -> None:
    world.carrier.exchange.faults.rest("*", "*", times=ALWAYS, **fault)


def is_mended(world: World) -> None:
    world.carrier.exchange.faults._rest.clear()


def standing(world: World) -> set[str]:
    with world.house.ledger.read() as ledger:
        return {alarm.rule for alarm in alarms.standing(ledger)}


def stands(world: World) -> bool:
    with world.house.ledger.read() as ledger:
        return outages.of_carrier(ledger) is not None


@pytest.mark.fault("F33")
@pytest.mark.parametrize("fault", [REFUSED, SUSPENDED], ids=["credentials", "suspended"])
def test_an_account_that_is_refused_stops_dialling_at_once_and_goes_on_by_itself(
    world: World, fault: dict[str, Any]
) -> None:
    caller = asks_for_a_callback(world)
    asks_for_a_callback(world, "+31622222223", "another")
    fails(world, **fault)
    anna, bram = world.signs_on("anna", "bram")
    world.passes("20m")
    assert stands(world)
    assert "carrier_account" in standing(world)
    assert sum(len(world.attempts(promise.id)) for promise in world.promises()) <= 2, "each agent rang once at most"
    assert (world.presence("anna"), world.presence("bram")) == ("ready", "ready")

    is_mended(world)
    world.signs_off("bram")
    is_called_back(world, anna, caller)
    assert not stands(world)
    assert "carrier_account" not in standing(world)
    assert not bram.legs


@pytest.mark.fault("F33")
def test_whoever_has_just_paid_sees_within_a_minute_that_it_helped(world: World) -> None:
    asks_for_a_callback(world)
    fails(world, **REFUSED)
    world.signs_on("anna")
    world.passes("4m")
    assert stands(world)
    is_mended(world)
    world.agent("anna").lets_it_ring()
    world.passes("65s")  # a ticker of the stage ticks each half minute where nothing happens
    assert not stands(world)
    assert "carrier_account" not in standing(world)


@pytest.mark.fault("F34")
@pytest.mark.fault("F33")
@pytest.mark.parametrize(
    ("fault", "cause", "rule"),
    [({"answer": 503}, "carrier_down", "carrier_silent"), (REFUSED, "carrier_account", "carrier_account")],
    ids=["down", "refused"],
)
def test_what_is_due_during_a_long_outage_is_known_an_hour_before(
    world: World, fault: dict[str, Any], cause: str, rule: str
) -> None:
    """Down from four hours before the deadline until after it; a promise that is due later is kept when it is back."""
    asks_for_a_callback(world)
    world.declares("anna", Presence.ON_BREAK)
    world.passes("20h")
    later = asks_for_a_callback(world, "+31622222223", "later")
    fails(world, **fault)
    (anna,) = world.signs_on("anna")
    world.passes("5h")
    missed, owed = world.promises()
    assert missed.broken_because == cause
    assert missed.escalated_because == cause
    assert missed.escalated_at is not None
    assert missed.due_by - missed.escalated_at >= timedelta(hours=1)
    assert (owed.state, owed.broken_at) == ("open", None)
    assert rule in standing(world)
    assert len(world.attempts(missed.id)) + len(world.attempts(owed.id)) <= 2, "nobody hammers"

    is_mended(world)
    anna.accepts()
    world.passes("20m", until=lambda: len(anna.legs) > 0)
    assert not stands(world)
    assert rule not in standing(world)
    assert later.address


def test_a_hiccup_of_the_carrier_alarms_nobody(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.carrier.exchange.faults.rest("POST", "Calls", refuse_connection=True)
    (anna,) = world.signs_on("anna")
    world.passes("2s")
    is_called_back(world, anna, caller)
    assert standing(world) == set()


@pytest.mark.fault("F33")
@pytest.mark.parametrize("fault", [REFUSED, SUSPENDED], ids=["credentials", "suspended"])
def test_a_refused_account_is_found_out_where_nobody_is_dialled(world: World, fault: dict[str, Any]) -> None:
    """Calls that do not come in tell nobody; within a minute every page must, and a page asks each fifteen seconds."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    anna.is_talking_to(world.caller().dials(world.carrier.line).hears("Welkom").presses("1"))
    fails(world, **fault)
    world.passes("45s")
    assert standing(world) == {"carrier_account"}
    is_mended(world)
    world.passes("45s")
    assert standing(world) == set()
