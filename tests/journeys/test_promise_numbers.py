"""The number to call: one's own, another one, none at all; read back, and never dialled outside policy."""

import pytest

from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

OTHER = "+31633333333"


@pytest.mark.threat("T2")
def test_another_number_is_read_back_digit_by_digit_and_gets_the_call_but_no_text(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").presses("2").hears("en daarna een hekje").presses("0633333334#")
    caller.hears("Uw nummer is: 0, 6, 3, 3, 3, 3, 3, 3, 3, 4. Klopt dat?").presses("2")
    caller.hears("en daarna een hekje").presses("0633333333#").hears("Uw nummer is: 0, 6, 3, 3, 3, 3, 3, 3, 3, 3")
    caller.presses("1").hears("op nummer 0, 6, 3").presses("1").hears("Tot dan").was_hung_up()

    other = world.caller(OTHER, "the other phone")
    assert (world.promise().phone, world.promise().may_text) == (OTHER, False)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, other)
    other.received_no_text()
    assert rings_at(world, caller) == 0


def test_an_international_number_may_be_typed(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").presses("2").hears("hekje").presses("0032470123456#")
    caller.hears("Uw nummer is: plus, 3, 2, 4, 7, 0").hears("Klopt dat?").presses("1").hears("Afgesproken").hangs_up()
    assert world.promise().phone == "+32470123456"


@pytest.mark.parametrize("shows", ["anonymous", "+266696687"])
def test_a_caller_without_a_number_is_asked_for_one(world: World, shows: str) -> None:
    caller = world.caller("+31644444444").dials(world.carrier.line, shows=shows).hears("toets 1").presses("1")
    caller.hears("dan bellen").presses("1").hears("We kunnen u niet bellen op het nummer waarmee u nu belt")
    assert world.promises() == ()
    caller.hears("hekje").presses("0633333333#").hears("Klopt dat?").presses("1").hears("Afgesproken").hangs_up()
    assert world.promise().phone == OTHER
    world.passes("5m")
    world.caller(OTHER).received_no_text()


@pytest.mark.threat("T1")
def test_a_number_outside_policy_is_noted_and_rung_only_once_approved(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").presses("2").hears("hekje").presses("00442079460958#")
    caller.hears("Klopt dat?").presses("1").hears("Genoteerd. Een collega beslist").hangs_up()
    assert world.promise().needs_approval

    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("2h")
    abroad = world.caller("+442079460958", "abroad")
    assert rings_at(world, abroad) == 0
    answer = world.api("POST", f"/api/promises/{world.promise().id}/approve", by="chloe")
    assert answer.status_code == 200
    is_called_back(world, anna, abroad)


def test_a_caller_from_abroad_is_asked_for_a_number_that_we_may_call(world: World) -> None:
    caller = world.caller("+442079460958", "abroad").dials(world.carrier.line).hears("press 1").presses("1")
    caller.hears("we will call you back").presses("1").hears("cannot call you")
    assert world.promises() == ()
    caller.hangs_up()


@pytest.mark.threat("T1")
@pytest.mark.parametrize("typed", ["112", "0201234567", "12345"])
def test_what_cannot_be_called_is_refused_three_times_and_then_a_person_helps(world: World, typed: str) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_ringing().hears_music()
    caller.presses("1").hears("Afgesproken").presses("2").hears("hekje")
    for _ in range(2):
        caller.presses(f"{typed}#").hears("Dat nummer kunnen we niet bellen").hears("hekje")
    caller.presses(f"{typed}#").hears_music()
    assert world.promise().phone == caller.address


def test_a_shared_number_is_not_recognised_and_is_owed_one_promise_a_call(world_of: WorldOf) -> None:
    world = world_of(callers={"shared": ["+31201112222"]})
    reception = asks_for_a_callback(world, "+31201112222", "the reception")
    world.passes("5m")
    reception.dials(world.carrier.line).hears("Welkom bij Voorbeeld. Voor een rekening").presses("2")
    reception.hears("dan bellen").presses("1").hears("Afgesproken").hangs_up()
    assert [promise.need for promise in world.promises()] == ["billing", "technical"]
