"""An agent does not take the call: the caller keeps the place, and the next agent rings."""

import pytest

from tests.journeys.world import World


@pytest.mark.fault("F24")
@pytest.mark.parametrize(
    "how",
    [
        "lets_it_ring",
        "refuses",
        "voicemail_answers",
        "hangs_up_in_whisper",
        "is_busy",
        "rejects",
        "is_unreachable",
        "answers_and_says_nothing",
    ],
)
def test_the_next_agent_gets_the_call(world: World, how: str) -> None:
    anna, bram = world.signs_on("anna", "bram")
    getattr(anna, how)()
    bram.accepts()

    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")

    bram.is_talking_to(caller, within="60s")
    assert world.activity("anna") == "idle"
    assert world.presence("anna") == "ready"


@pytest.mark.fault("F24")
def test_an_agents_voicemail_never_gets_a_caller(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.voicemail_answers("Dit is de voicemail van Anna, spreek een bericht in na de toon.")
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    caller.hears_ringing().hears("U houdt uw plaats").hears_music()
    caller.never_heard("voicemail")


@pytest.mark.fault("F24")
def test_an_agent_who_did_not_accept_rests_and_is_then_rung_again(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings()
    caller.hears_music(within="60s")
    anna.accepts()
    anna.stays_silent("50s")
    anna.is_talking_to(caller, within="60s")


@pytest.mark.fault("F24")
def test_after_the_second_ring_in_a_row_the_agent_is_on_break(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings()
    world.passes("130s")
    assert world.presence("anna") == "on_break"
    assert world.declared("anna") == "on_break"


def test_a_ring_that_the_caller_ends_is_no_refusal(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    for _ in range(3):
        caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
        anna.rings()
        caller.hangs_up()
        world.passes("1s")
        assert not anna.is_in_call
        assert (world.presence("anna"), world.activity("anna")) == ("ready", "idle")


@pytest.mark.fault("F24")
def test_the_caller_keeps_the_place_through_a_ring_that_nobody_took(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    first = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings()
    second = world.caller("+31622222223", "the second").dials(world.carrier.line).hears("toets 1").presses("1")
    first.hears_music(within="60s")
    second.hears_music()
    (bram,) = world.signs_on("bram")
    bram.accepts().is_talking_to(first)


def test_a_key_for_a_callback_leaves_the_ring_that_was_found_to_be_handed_out(world: World) -> None:
    """Pressing `1` at the very moment when an agent was found must not use up the ring, nor count as a refusal."""
    (anna,) = world.signs_on("anna")
    busy = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.accepts().is_talking_to(busy)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears_music()
    busy.hangs_up()
    world.passes("29s")
    caller.presses("1")
    anna.is_talking_to(caller)
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")
    assert world.presence("anna") == "ready"
