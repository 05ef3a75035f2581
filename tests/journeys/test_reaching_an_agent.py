"""A caller reaches the right agent, who already knows why."""

from tests.journeys.world import World


def test_a_caller_presses_a_key_and_talks_to_the_agent_for_it(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = world.caller()
    anna.accepts()

    caller.dials(world.carrier.line).hears("Welkom bij Voorbeeld").hears("een rekening, toets 1").presses("1")

    anna.hears("Een rekening, Nederlands").is_talking_to(caller)
    assert world.activity("anna") == "talking"

    caller.hangs_up()
    world.passes("1s")
    assert world.activity("anna") == "wrapping_up"
    world.passes("31s")
    assert world.activity("anna") == "idle"
