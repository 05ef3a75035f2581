"""Somebody calls too often, or stays where nothing is chosen: turned away with a word, and others are not."""

import pytest

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

PHONE = "+31622222222"


def all_hang_up(world: World, phone: Phone) -> None:
    """On every line of this phone."""
    for leg in phone.legs:
        if leg.is_live:
            world.carrier.exchange.lines.hang_up(leg.sid)


def test_the_third_call_of_one_phone_is_turned_away(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    for _ in range(2):
        world.caller(PHONE).dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    caller = world.caller(PHONE).dials(world.carrier.line).hears("We hebben u al aan de lijn").was_hung_up()
    caller.never_heard("gesloten")
    assert len(world.house.board.waiting(10)) == 2

    world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    all_hang_up(world, caller)


def test_a_flood_from_one_phone_leaves_two_calls_at_most(world: World) -> None:
    phone = world.caller(PHONE)
    for _ in range(20):
        phone.dials(world.carrier.line)
        world.passes("1s")
    world.passes("10s")
    assert sum(leg.is_live for leg in phone.legs) == 2
    all_hang_up(world, phone)


def test_who_has_hung_up_may_call_again(world: World) -> None:
    for _ in range(4):
        world.caller(PHONE).dials(world.carrier.line).hears("Welkom").hangs_up()
        world.passes("1s")


def test_calls_of_which_no_end_was_told_do_not_keep_anybody_out_for_long(world: World) -> None:
    world.carrier.exchange.faults.status_hooks(drop=True)
    for _ in range(3):
        world.caller(PHONE).dials(world.carrier.line).waits("2s").hangs_up()
    world.passes("6m")
    world.caller(PHONE).dials(world.carrier.line).hears("Welkom")


@pytest.mark.parametrize("shown", ["anonymous", "+31201112222"])
def test_many_people_may_stand_behind_no_number_or_a_shared_one(world_of: WorldOf, shown: str) -> None:
    world = world_of(callers={"shared": ["+31201112222"]})
    for number in range(4):
        world.caller(f"+3162222222{number}").dials(world.carrier.line, shows=shown).hears("Welkom")


def test_who_chooses_nothing_for_five_minutes_is_let_go(world: World) -> None:
    world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom")
    for _ in range(40):
        if caller.is_in_call:
            caller.presses("#").waits("8s")
    caller.was_hung_up()
    assert any("U hebt nog niets gekozen" in line.text for line in caller.transcript.lines)


def test_the_wait_is_as_long_as_it_is(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    world.passes("9m")
    caller.presses("1").hears("Afgesproken")
