"""Everybody is busy: the caller waits, hears where in the line, and may choose a callback at any moment."""

from itertools import pairwise

from tests.journeys.world import World


def test_a_caller_waits_with_music_and_an_honest_range_and_is_then_connected(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    first = world.caller("+31622222221").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(first)

    second = world.caller("+31622222223").dials(world.carrier.line).hears("Welkom").presses("1")
    second.hears("U bent de eerstvolgende").hears_music()
    second.waits("40s").hears("Toets 1 en we bellen u terug", within="60s")

    first.hangs_up()
    anna.is_talking_to(second, within="60s")


def test_no_phrase_comes_twice_within_45_seconds(world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    world.passes("9m")
    said: dict[str, list[float]] = {}
    for line in caller.transcript.lines:
        if line.kind == "hears":
            said.setdefault(line.text, []).append(line.at.timestamp())
    for text, moments in said.items():
        for earlier, later in pairwise(moments):
            assert later - earlier >= 45, text


def test_a_long_wait_offers_a_callback_and_nothing_else(world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").accepts()
    busy = world.caller("+31622222221").dials(world.carrier.line).hears("Welkom").presses("1")
    world.agent("anna").is_talking_to(busy)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    world.passes("15m")
    caller.hears("U wacht al lang, en dat spijt ons", within="90s").presses("1").hears("We bellen u terug, uiterlijk")


def test_the_longer_wait_widens_the_circle_by_itself(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    busy = world.caller("+31622222221").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    bram.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    bram.stays_silent("5s")
    bram.is_talking_to(caller, within="30s")
