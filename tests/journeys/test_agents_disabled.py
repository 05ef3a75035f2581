"""An agent is disabled by command while everything runs: from then on no phone, no desk; a talk is not cut."""

from argparse import Namespace

from tests.journeys.world import World
from voice_app.accounts.command import Office, disable, enable


def disables(world: World, agent: str) -> None:
    with world.house.ledger.write() as ledger:
        disable(Office(world.house.settings, world.house.line, ledger, world.now), Namespace(id=agent))
    world.passes("40s")  # the ticker has been there, and every process has read the roster anew


def test_who_was_disabled_is_not_rung(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    disables(world, "anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    bram.rings().answers().hears("Toets 1").presses("1").is_talking_to(caller)
    assert anna.legs == []
    assert world.presence("anna") == "signed_out"


def test_a_talk_goes_on_and_nothing_follows_it(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.rings().answers().hears("Toets 1").presses("1").is_talking_to(caller)
    disables(world, "anna")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("2m")
    other = world.caller("+31622222223").dials(world.carrier.line).hears("Welkom").presses("1")
    world.passes("20s")
    assert len(anna.legs) == 1
    other.hangs_up()


def test_who_was_disabled_calls_as_anybody_does(world: World) -> None:
    """The keys of an agent open nothing any more: a `1` is a bill."""
    disables(world, "anna")
    anna = world.agent("anna")
    anna.dials(world.carrier.line).hears("Welkom")
    assert world.declared("anna") == "signed_out"
    anna.hangs_up()


def test_who_is_enabled_again_signs_on_by_phone(world: World) -> None:
    disables(world, "anna")
    with world.house.ledger.write() as ledger:
        enable(Office(world.house.settings, world.house.line, ledger, world.now), Namespace(id="anna"))
    world.passes("40s")
    world.agent("anna").dials(world.carrier.line).hears("Anna").presses("1")
    world.passes("20s")
    assert world.declared("anna") == "ready"
