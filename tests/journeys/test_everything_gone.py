"""Nothing of ours is there: callers meet a document that lies elsewhere, and what it says of a callback comes true."""

from datetime import timedelta

import pytest

from carrier.faults import ALWAYS
from carrier.phone import Phone
from tests.journeys.askings import is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.away import document_of

ELSEWHERE = "https://handler.example/twiml/EH0123456789abcdef"
OURS = ("web", "worker", "ticker")
FIRM = "+31207654321"


def world_with_a_stand_in(world_of: WorldOf, fallback_number: str | None = None) -> World:
    """As an operator has it: the document of the line lies elsewhere, and is the number's fallback."""
    world = world_of(line={"fallback_number": fallback_number})
    exchange = world.carrier.exchange
    exchange.host(ELSEWHERE, document_of(world.house.line))
    exchange.numbers[world.carrier.line].voice_fallback_url = ELSEWHERE
    world.passes("3m")
    return world


def everything_goes(world: World) -> None:
    world.carrier.exchange.tolerate(11205)
    world.carrier.exchange.faults.app(refuse_connection=True, times=ALWAYS)
    for one in OURS:
        world.loses(one)


def comes_back(world: World, *which: str) -> None:
    if "web" in which:
        world.carrier.exchange.faults.mend_app()
    for one in which:
        world.regains(one)


def meets_it(caller: Phone, world: World, shows: str | None = None) -> Phone:
    caller.dials(world.carrier.line, shows=shows).hears("bellen we u terug")
    caller.was_hung_up()
    return caller


def test_who_met_it_is_found_and_owed_a_callback_but_for_who_was_served_meanwhile(world_of: WorldOf) -> None:
    world = world_with_a_stand_in(world_of)
    (anna,) = world.signs_on("anna")
    away_since = world.now
    everything_goes(world)
    first, twice, hidden, far, served = (world.caller(f"+3162222{n}222", f"caller {n}") for n in range(5))
    meets_it(first, world)
    meets_it(twice, world)
    meets_it(hidden, world, shows="anonymous")
    meets_it(far, world, shows="+8821612345678")
    meets_it(served, world)
    meets_it(twice, world)
    world.passes(away_since + timedelta(minutes=20) - world.now)

    comes_back(world, "web", "worker")
    anna.accepts()
    anna.is_talking_to(served.dials(world.carrier.line).hears("toets 1").presses("1"))
    served.hangs_up()
    world.signs_off("anna")
    comes_back(world, "ticker")
    back_at = world.now
    world.passes("5m")

    owed = {one.phone: one for one in world.promises()}
    assert sorted(owed) == sorted([first.address, twice.address, "+8821612345678"])
    assert all(one.source == "missed_while_down" for one in owed.values())
    assert [one.phone for one in owed.values() if one.needs_approval] == ["+8821612345678"]
    for phone in (first, twice):
        assert away_since <= owed[phone.address].counts_from < back_at, "the place in the line is that of the call"
        assert owed[phone.address].due_by == owed[phone.address].made_at + timedelta(hours=24)
        phone.received_text("u belde ons, en er ging bij ons iets mis. We bellen u terug, uiterlijk")
    world.signs_on("anna")
    is_called_back(world, anna, first)
    world.api("POST", f"/api/promises/{owed['+8821612345678'].id}/withdraw", reason="no number of ours")


def test_who_was_waiting_when_everything_went_hears_it_and_is_owed_what_was_asked_for(world_of: WorldOf) -> None:
    world = world_with_a_stand_in(world_of)
    world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").waits("2s")
    everything_goes(world)
    caller.hears("bellen we u terug").was_hung_up()
    world.passes("20m")
    comes_back(world, *OURS)
    world.passes("5m")
    assert (world.promise().phone, world.promise().need) == (caller.address, "billing")


@pytest.mark.parametrize(("talks", "owed"), [("2m", 0), ("20s", 1), (None, 1)], ids=["helped", "a machine", "nobody"])
def test_the_firm_is_rung_and_who_was_not_helped_there_is_owed_a_callback(
    world_of: WorldOf, talks: str | None, owed: int
) -> None:
    world = world_with_a_stand_in(world_of, FIRM)
    firm = world.carrier.phones.caller(FIRM, "the firm")
    everything_goes(world)
    caller = world.caller().dials(world.carrier.line).hears("We verbinden u door met een collega")
    firm.rings()
    if talks is None:
        caller.hears("Bent u nog niet geholpen?")
    else:
        firm.answers()
        world.passes(talks)
        firm.hangs_up()
    caller.was_hung_up()
    world.passes("20m")
    comes_back(world, *OURS)
    world.passes("5m")
    assert [one.phone for one in world.promises()] == [caller.address] * owed
