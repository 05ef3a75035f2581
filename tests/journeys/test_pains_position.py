"""Position and expected wait as they are spoken: what users of such systems complain of (`docs/stuck.md`)."""

import pytest

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

PHONES = [f"+3162222223{n}" for n in range(5)]


def rings_in(world: World, phone: str, key: str = "1") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)


def one_talks_and_wait(world: World, count: int) -> tuple[Phone, list[Phone]]:
    """Anna is the only one, and talks; so many wait, oldest first."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    busy = rings_in(world, PHONES[-1])
    anna.is_talking_to(busy)
    return busy, [rings_in(world, phone).hears_music(within="30s") for phone in PHONES[:count]]


def test_the_position_is_told_again_when_it_has_improved(world: World) -> None:
    """50: whoever moves up hears so, and not only at the beginning."""
    busy, (first, second) = one_talks_and_wait(world, 2)
    assert "Er is 1 wachtende voor u" in spoken_to(second)
    busy.hangs_up()
    world.agent("anna").is_talking_to(first, within="50s")
    second.hears("U bent de eerstvolgende", within="2m")


def test_whoever_is_called_back_at_the_old_place_comes_before_who_came_later(world: World) -> None:
    """51: the order is that of the line, promises in it; so must be the position that is spoken."""
    busy, (promised,) = one_talks_and_wait(world, 1)
    promised.presses("1").hears("Afgesproken").hangs_up()
    world.passes("4m")
    caller = rings_in(world, PHONES[1]).hears_music(within="60s")
    busy.hangs_up()
    world.agent("anna").hears("Terugbellen", within="60s").is_talking_to(promised.rings().answers())
    assert caller.is_in_call


def test_whoever_is_to_be_called_back_first_counts_in_the_position(world: World) -> None:
    """51: what is spoken, and what the API shows, counts the promise that comes first."""
    _, (promised,) = one_talks_and_wait(world, 1)
    promised.presses("1").hears("Afgesproken").hangs_up()
    world.passes("4m")
    caller = rings_in(world, PHONES[1]).hears_music(within="60s")
    assert world.api("GET", "/api/queue").json[0]["position"] == 2
    assert "Er is 1 wachtende voor u" in spoken_to(caller)


@pytest.mark.parametrize(
    ("language", "key", "offer", "promised"),
    [
        ("nl", None, "Toets 1 en we bellen u terug", "Afgesproken"),
        ("en", "9", "Press 1 and we will call you back", "call you back"),
        ("fr", "8", "Tapez 1", "vous rappel"),
        ("de", "7", "Drücken Sie die 1", "rufen"),
    ],
)
def test_the_key_that_is_said_is_the_key_that_works(
    world_of: WorldOf, language: str, key: str | None, offer: str, promised: str
) -> None:
    """52: in every language, and what is said is in that language."""
    label = dict.fromkeys(("nl", "en", "fr", "de"), "X")
    world = world_of(
        line={"languages": list(label)},
        agent_languages={"anna": list(label)},
        menu=[{"key": "1", "need": "billing", "label": label}, {"key": "2", "need": "technical", "label": label}],
    )
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = world.caller(PHONES[0]).dials(world.carrier.line).hears("Welkom")
    if key is not None:
        caller.presses(key).waits("1s")
    caller.presses("1").hears(offer, within="2m").presses("1").hears(promised)
    assert world.promise().language == language


def test_callers_are_told_that_they_are_first_second_and_third(world: World) -> None:
    """53: each hears how many are before, and the API shows the same places."""
    _, (first, second, third) = one_talks_and_wait(world, 3)
    assert "U bent de eerstvolgende" in spoken_to(first)
    assert "Er is 1 wachtende voor u" in spoken_to(second)
    assert "Er zijn 2 wachtenden voor u" in spoken_to(third)
    waiting = world.api("GET", "/api/queue").json
    assert [(one["call_sid"], one["position"]) for one in waiting] == [
        (phone.legs[-1].sid, place) for place, phone in enumerate((first, second, third), start=1)
    ]


def spoken_to(phone: Phone) -> str:
    return " ".join(line.text for line in phone.transcript.lines if line.kind == "hears")
