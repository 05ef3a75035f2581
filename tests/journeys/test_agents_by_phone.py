"""Agents who have no desk: presence by key from the own phone."""

import pytest

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.line.content import content_of


def test_an_agent_signs_on_takes_a_break_and_signs_off_by_key(world: World) -> None:
    anna = world.agent("anna")
    for key, says, presence in (
        ("1", "U bent beschikbaar", "ready"),
        ("2", "U hebt pauze", "on_break"),
        ("3", "U bent afgemeld", "signed_out"),
    ):
        anna.dials(world.carrier.line).hears("Dag Anna").presses(key).hears(says).was_hung_up()
        world.passes("1s")
        assert (world.presence("anna"), world.declared("anna")) == (presence, presence)


def test_an_agent_who_signs_on_gets_the_call_that_waits(world: World) -> None:
    world.signs_on("bram")
    world.agent("bram").lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    anna = world.agent("anna").accepts()
    anna.dials(world.carrier.line).hears("Dag Anna").presses("1").hears("U bent beschikbaar").was_hung_up()
    anna.is_talking_to(caller, within="60s")


def test_an_agent_who_calls_as_a_customer_is_no_candidate_for_that_call(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    anna.dials(world.carrier.line).hears("Bellen als klant, 9").presses("9").hears("Welkom bij Voorbeeld").presses("1")
    anna.is_talking_to(bram)


def test_a_pin_guards_break_and_sign_off_but_not_sign_on(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": "4711"})
    anna = world.agent("anna")
    anna.dials(world.carrier.line).hears("Dag Anna").presses("1").hears("U bent beschikbaar").was_hung_up()

    anna.dials(world.carrier.line).hears("Dag Anna").presses("3").hears("Toets uw pincode").presses("9999#")
    anna.hears("Die klopt niet").presses("4711#").hears("U bent afgemeld").was_hung_up()
    assert world.declared("anna") == "signed_out"


def test_an_edit_of_the_line_takes_no_pin_away(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": "4711"})
    agents = content_of(world.house.line)["agent"]
    agents[0]["name"] = "Anna Maria"
    world.edits(agent=agents)
    anna = world.agent("anna")
    anna.dials(world.carrier.line).hears("Dag Anna Maria").presses("1").hears("U bent beschikbaar").was_hung_up()
    anna.dials(world.carrier.line).hears("Dag Anna Maria").presses("3").hears("Toets uw pincode").presses("9999#")
    anna.hears("Die klopt niet").presses("4711#").hears("U bent afgemeld").was_hung_up()


@pytest.mark.threat("T6")
def test_three_wrong_pins_end_the_call(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": "4711"})
    world.signs_on("anna")
    anna = world.agent("anna").dials(world.carrier.line).hears("Dag Anna").presses("2")
    for _ in range(2):
        anna.hears("Toets uw pincode").presses("0000#").hears("Die klopt niet")
    anna.presses("0000#").hears("Meld u aan op de webpagina").was_hung_up()
    assert world.declared("anna") == "ready"


def test_a_browser_phone_that_calls_is_known_too(world: World) -> None:
    chloe = world.agent("chloe")
    chloe.dials(world.carrier.line).hears("Hello Chloë").presses("1").hears("You are ready").was_hung_up()
    assert world.declared("chloe") == "ready"


def test_an_agent_whose_best_language_the_line_lacks_is_spoken_to_in_the_next(world_of: WorldOf) -> None:
    world = world_of(agent_languages={"anna": ["fr", "en", "nl"]})
    anna = world.agent("anna")
    anna.dials(world.carrier.line).hears("Hello Anna").presses("1").hears("You are ready").was_hung_up()

    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.accepts().hears("A bill, Dutch").is_talking_to(caller)
