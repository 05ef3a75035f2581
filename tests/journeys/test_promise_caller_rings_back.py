"""Somebody to whom we owe a callback rings us: recognised, asked once, and helped once."""

import pytest

from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.world import World


def test_two_keeps_it_as_it_is(world: World) -> None:
    caller = asks_for_a_callback(world)
    before = world.promise()
    caller.dials(world.carrier.line).hears("We bellen u nog terug, uiterlijk morgen om 12 uur")
    caller.hears("Nu iemand spreken, toets 1. Zo laten, 2. Afzeggen, 3").presses("2").hears("Tot dan").was_hung_up()
    assert world.promise() == before


def test_three_withdraws_it_and_nobody_is_rung(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.dials(world.carrier.line).hears("Afzeggen, 3").presses("3").hears("we bellen u niet meer terug")
    caller.was_hung_up().received_text("bellen we u niet terug")
    assert world.promise().state == "withdrawn"
    (anna,) = world.signs_on("anna")
    anna.stays_silent("3m")


def is_promised_while_waiting(world: World) -> tuple[Phone, Phone, Phone]:
    """Anna talks to the first caller; the second one waits, presses `1` and hangs up."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    first = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(first)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    caller.presses("1").hears("Afgesproken").hangs_up()
    return anna, first, caller


def test_talking_now_keeps_it_and_goes_ahead_of_equal_calls(world: World) -> None:
    anna, first, caller = is_promised_while_waiting(world)
    second = world.caller("+31622222223", "the second").dials(world.carrier.line).hears("Welkom").presses("1")
    second.hears_music()
    caller.dials(world.carrier.line).hears("Nu iemand spreken, toets 1").presses("1").hears_music()

    first.hangs_up()
    anna.is_talking_to(caller)
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")
    caller.hangs_up()
    anna.is_talking_to(second)
    assert rings_at(world, caller) == 0


@pytest.mark.fault("F27")
def test_while_the_agents_phone_rings_for_it_that_ring_stops_and_they_talk_once(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    anna.rings()
    caller.dials(world.carrier.line).hears("Nu iemand spreken, toets 1").presses("1")
    world.passes("1s")
    anna.accepts()
    anna.is_talking_to(caller, within="20s")
    assert world.promise().state == "kept"
    assert rings_at(world, caller) == 0
    caller.hangs_up()
    world.passes("1h")
    assert rings_at(world, caller) == 0


def test_a_ring_that_was_called_off_is_no_refusal(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    anna.rings()
    answer = world.api("POST", f"/api/promises/{world.promise().id}/withdraw", reason="solved")
    assert answer.status_code == 200
    world.passes("1s")
    assert not anna.is_in_call
    assert (world.presence("anna"), world.activity("anna")) == ("ready", "idle")
    world.caller("+31622222221", "the next").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.rings(within="5s")
    assert rings_at(world, caller) == 0


@pytest.mark.fault("F27")
def test_while_the_own_phone_already_rings_there_is_one_conversation(world: World) -> None:
    """The customer rings us from another line under the same number, and gets another agent."""
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller.rings()
    (bram,) = world.signs_on("bram")
    bram.accepts()
    twin = world.caller("+31600000000", "the same person").dials(world.carrier.line, shows=caller.address)
    twin.hears("Nu iemand spreken, toets 1").presses("1")
    bram.is_talking_to(twin)
    world.passes("1s")
    assert not caller.is_in_call
    assert not anna.is_in_call
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")
    twin.hangs_up()
    world.passes("1h")
    assert rings_at(world, caller) == 1


@pytest.mark.fault("F27")
def test_of_two_keys_at_one_instant_the_caller_who_talks_now_comes_first(world: World) -> None:
    """The agent's `1` right after the caller's: it finds nothing to do, and the two talk in the caller's own call."""
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring().rings()
    caller.dials(world.carrier.line).hears("We bellen u nog terug")
    anna.answers().hears("Terugbellen")
    caller.presses("1")
    anna.presses("1").was_hung_up().accepts().is_talking_to(caller)
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")
    assert rings_at(world, caller) == 0
    caller.hangs_up()


@pytest.mark.fault("F27")
def test_after_the_agents_key_a_caller_who_is_ringing_us_is_busy_and_talks_in_the_own_call(world: World) -> None:
    """After the agent's `1`: the customer's phone is engaged, because it is in a call with us."""
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.answers_and_says_nothing().hears("Terugbellen")
    caller.dials(world.carrier.line).waits("1s")
    anna.presses("1").hears("Het nummer was in gesprek").was_hung_up().accepts()
    caller.hears("Nu iemand spreken, toets 1").presses("1")
    anna.is_talking_to(caller)
    caller.waits("40s").hangs_up()
    world.passes("1h")
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")
    assert [attempt.outcome for attempt in world.attempts(world.promise().id)] == ["busy"]
    assert rings_at(world, caller) == 1


def test_a_talk_about_something_else_leaves_it_standing(world: World) -> None:
    anna, first, caller = is_promised_while_waiting(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller.dials(world.carrier.line).hears("Iets anders, hekje").presses("#").hears("een storing, 2").presses("2")
    bram.is_talking_to(caller)
    world.signs_off("bram")
    caller.hangs_up()
    first.hangs_up()
    world.passes("1s")
    assert world.promise().state == "open"
    is_called_back(world, anna, caller)
