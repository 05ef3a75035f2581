"""A caller says the name of an agent instead of what it is about."""

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World


def says(world: World, words: str) -> Phone:
    return world.caller().dials(world.carrier.line).hears("U mag het ook zeggen").says(words)


def test_the_agent_who_is_asked_for_is_rung_whatever_the_others_can(world: World) -> None:
    anna, chloe = world.signs_on("anna", "chloe")

    caller = says(world, "Mag ik Chloe spreken?")

    chloe.rings().answers().is_talking_to(caller)
    anna.stays_silent("2s")
    assert world.why(caller)[-1].reason["ruling"] == "asked_for"


def test_who_is_busy_is_waited_for_until_free(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("2")
    bram.is_talking_to(other)

    caller = says(world, "Bram graag").hears("U wacht op Bram").hears("Toets 2")

    anna.stays_silent("60s")
    other.hangs_up()
    bram.hears("Algemene vraag", within="40s").hears("vraagt naar u").is_talking_to(caller)


def test_a_key_brings_whoever_wants_no_longer_to_wait_to_another(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    bram.accepts()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("2")
    bram.is_talking_to(other)
    caller = says(world, "Bram graag").hears("U wacht op Bram")

    caller.presses("2")

    anna.is_talking_to(caller)


def test_who_is_not_signed_on_is_said_so_and_somebody_else_is_found(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()

    caller = says(world, "Chloë").hears("Chloë is er nu niet")

    anna.hears("Algemene vraag").is_talking_to(caller)


def test_a_word_of_the_menu_goes_before_a_name(world: World) -> None:
    anna, chloe = world.signs_on("anna", "chloe")
    anna.accepts()

    caller = says(world, "Chloë belde mij over een rekening")

    anna.hears("Een rekening").is_talking_to(caller)
    chloe.stays_silent("2s")


def test_names_are_not_listened_for_where_that_is_switched_off(world_of: WorldOf) -> None:
    world = world_of(routing={"by_name": False})
    anna, chloe = world.signs_on("anna", "chloe")
    anna.accepts()

    caller = says(world, "Mag ik Chloë spreken?")

    anna.is_talking_to(caller)
    chloe.stays_silent("2s")


def test_a_board_that_is_lost_still_knows_for_whom_a_caller_waits(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("2")
    bram.is_talking_to(other)
    caller = says(world, "Bram graag").hears("U wacht op Bram")

    world.house.board._client.flushdb()

    anna.stays_silent("60s")
    other.hangs_up()
    world.passes("40s")
    bram.is_talking_to(caller)
