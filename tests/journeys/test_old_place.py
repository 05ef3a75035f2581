"""Who hangs up while waiting and rings again within minutes keeps the old place."""

from typing import Any

import pytest

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World


def gives_up(world: World, shows: str | None = None) -> Phone:
    """Everybody is busy; the caller waits for a minute, hangs up, and somebody else joins the queue."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    busy = world.caller("+31633333333", "who talks").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    caller = world.caller().dials(world.carrier.line, shows=shows).hears("Welkom").presses("1").hears("De wachttijd")
    world.passes("60s")
    caller.hangs_up()
    world.caller("+31644444444", "who came after").dials(world.carrier.line).hears("Welkom").presses("1")
    return caller


def waited(world: World) -> list[int]:
    """Of those who wait, in the order in which they are helped, seconds."""
    queue: list[dict[str, Any]] = world.api("GET", "/api/queue").json
    return [round(call["waited_seconds"], -1) for call in sorted(queue, key=lambda call: call["position"])]


def test_who_rings_again_within_five_minutes_gets_the_old_place_and_is_told(world: World) -> None:
    caller = gives_up(world)
    world.passes("200s")

    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("U houdt uw oude plaats")

    oldest, after = waited(world)
    assert oldest >= 260
    assert after == 200
    caller.hears("U bent de eerstvolgende")


def test_after_six_minutes_the_place_is_gone(world: World) -> None:
    caller = gives_up(world)
    world.passes("360s")

    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("Er is 1 wachtende voor u")

    caller.never_heard("oude plaats")


def test_another_matter_has_a_place_of_its_own_unless_it_is_anything_now(world: World) -> None:
    caller = gives_up(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("2").hears("De wachttijd").never_heard("oude plaats")
    caller.hangs_up()


def test_a_person_whatever_it_is_about_has_the_old_place_too(world: World) -> None:
    caller = gives_up(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("0").hears("U houdt uw oude plaats")


def test_who_gives_up_again_and_rings_again_has_the_oldest_place(world: World) -> None:
    caller = gives_up(world)
    for _ in range(2):
        world.passes("120s")
        caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("U houdt uw oude plaats")
        world.passes("10s")
        caller.hangs_up()
    world.passes("120s")
    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("U houdt uw oude plaats")
    assert waited(world)[0] > 440


def test_two_calls_at_once_have_not_both_the_old_place(world: World) -> None:
    caller = gives_up(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("U houdt uw oude plaats")
    twin = world.caller("+31655555555", "the same phone")
    twin.dials(world.carrier.line, shows="+31622222222").hears("Welkom").presses("1").hears("wachtenden voor u")
    twin.never_heard("oude plaats")


@pytest.mark.parametrize(
    "section", [{"routing": {"old_place": False}}, {"callers": {"shared": ["+31622222222"]}}], ids=["off", "shared"]
)
def test_nobody_has_an_old_place_where_it_is_switched_off_or_many_share_the_phone(
    world_of: WorldOf, section: dict[str, dict[str, Any]]
) -> None:
    world = world_of(**section)
    caller = gives_up(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("Er is 1 wachtende voor u")
    caller.never_heard("oude plaats")


def test_who_has_been_helped_has_no_old_place(world: World) -> None:
    caller = gives_up(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("U houdt uw oude plaats")
    (bram,) = world.signs_on("bram")
    bram.accepts()
    world.passes("30s")
    bram.is_talking_to(caller)
    caller.hangs_up()
    world.signs_off("bram")

    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears("Er is 1 wachtende voor u")


def test_who_is_owed_a_callback_for_it_has_the_place_of_that(world_of: WorldOf) -> None:
    world = world_of(callback={"missed_calls": True})
    caller = gives_up(world)

    caller.dials(world.carrier.line).hears("We bellen u nog terug").presses("1").hears("U bent de eerstvolgende")

    caller.never_heard("oude plaats")


def test_who_shows_no_number_has_no_old_place(world: World) -> None:
    caller = gives_up(world, shows="anonymous")
    caller.dials(world.carrier.line, shows="anonymous").hears("Welkom").presses("1").hears("Er is 1 wachtende voor u")
    caller.never_heard("oude plaats")
