"""The place in the line is kept exactly: through refusals, widening, a wish that is over, and ringing back."""

from datetime import datetime

from carrier.phone import Phone
from routing.skills import CallSid
from tests.journeys.world import World


def place(world: World, caller: Phone) -> tuple[datetime, datetime]:
    """Since when this caller's call counts, and when it arrived."""
    on_board = world.house.board.call(CallSid(caller.legs[-1].sid))
    assert on_board
    return on_board.call.counts_from, on_board.call.arrived_at


def test_through_a_refusal_and_widening_and_another_refusal(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    bram.refuses()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.rings()
    at_first = place(world, caller)

    bram.rings(within="60s")
    assert place(world, caller) == at_first
    caller.hears("U houdt uw plaats", within="60s")
    assert place(world, caller) == at_first


def test_through_a_wish_that_is_over(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("40s")
    anna.accepts()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(other)
    caller.dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    at_first = place(world, caller)

    world.passes("15s")

    assert place(world, caller) == at_first
    on_board = world.house.board.call(CallSid(caller.legs[-1].sid))
    assert on_board
    assert on_board.call.wish is None


def test_who_rings_back_counts_from_the_arrival_of_the_promise_through_a_refusal(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    busy = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Toets 1 en we bellen u terug", within="60s")
    waits_since, _ = place(world, caller)
    caller.presses("1").hears("Afgesproken").hangs_up()
    world.passes("60s")
    caller.dials(world.carrier.line).hears("We bellen u nog terug").presses("1").hears_music()
    counts_from, arrived_at = place(world, caller)
    assert abs((counts_from - waits_since).total_seconds()) < 1
    assert arrived_at > counts_from

    (bram,) = world.signs_on("bram")
    bram.refuses()
    bram.rings(within="90s")
    world.passes("10s")

    assert place(world, caller) == (counts_from, arrived_at)


def test_the_agent_of_last_time_declines_and_another_is_rung_at_the_old_place(world: World) -> None:
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    bram.is_talking_to(caller)
    caller.hangs_up()
    world.passes("40s")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    bram.refuses()

    caller.dials(world.carrier.line).hears("Welkom").presses("1")

    bram.rings()
    anna.is_talking_to(caller)
    assert [why.reason["ruling"] for why in world.why(caller)] == ["last_time", "best_match"]
