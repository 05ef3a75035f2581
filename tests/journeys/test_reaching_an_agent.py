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


def test_a_caller_says_what_it_is_about(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    caller = world.caller()

    caller.dials(world.carrier.line).hears("U mag het ook zeggen").says("Het gaat over mijn factuur")

    anna.hears("Een rekening").is_talking_to(caller)
    bram.stays_silent("5s")


def test_the_best_level_is_rung_first_and_the_reason_can_be_read_back(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("2")

    bram.hears("Een storing").is_talking_to(caller)
    anna.stays_silent("5s")
    (why,) = world.why(caller)
    assert (why.agent_id, why.result, why.reason["level"]) == ("bram", "accepted", 3)


def test_a_caller_who_says_nothing_gets_a_person(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller()

    caller.dials(world.carrier.line).hears("Iets anders, 0").hears("een rekening, toets 1")

    anna.hears("Algemene vraag, Nederlands").is_talking_to(caller)


def test_zero_and_unknown_keys_lead_to_a_person(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    for key in ("0", "4"):
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses(key)
        anna.is_talking_to(caller)
        caller.hangs_up()
        world.passes("40s")


def test_the_menu_is_heard_in_the_callers_language(world: World) -> None:
    (chloe,) = world.signs_on("chloe")
    caller = world.caller()
    caller.dials(world.carrier.line).hears("For English, press 9").presses("9").hears("Welcome to Voorbeeld")
    caller.presses("2")
    chloe.rings().answers()
    chloe.is_talking_to(caller)
    world.passes("1s")
    assert world.activity("chloe") == "talking"


def test_a_browser_phone_accepts_by_answering_and_is_shown_the_context(world: World) -> None:
    (chloe,) = world.signs_on("chloe")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("2")

    chloe.rings().sees_header("need", "technical").answers()

    chloe.is_talking_to(caller)
    world.passes("1s")
    assert world.activity("chloe") == "talking"
    chloe.hangs_up()
    caller.was_hung_up()
    world.passes("1s")
    assert world.activity("chloe") == "wrapping_up"


def test_the_agent_hears_that_the_caller_waited_and_called_before(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("22h")

    world.signs_off("anna")
    world.signs_on("bram")
    world.agent("bram").lets_it_ring()
    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears_ringing().hears_music().waits("20s")
    world.signs_on("anna")
    anna.hears("gewacht, belde gisteren ook").is_talking_to(caller)
