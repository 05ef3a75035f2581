"""The service is away while somebody calls: the carrier's list tells afterwards, and the caller is owed a callback."""

from datetime import timedelta

import pytest

from carrier.faults import ALWAYS
from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World

WITHIN = "5m"
"""A sweep comes by every two minutes, and leaves a call alone for one."""


def breaks_down(world: World) -> None:
    """The service answers nothing: neither at its address nor at its fallback, nor when it is told of an end."""
    world.carrier.exchange.tolerate(11205)
    world.carrier.exchange.faults.app(refuse_connection=True, times=ALWAYS)
    world.loses("web")


def comes_back(world: World) -> None:
    world.carrier.exchange.faults.mend_app()
    world.regains("web")


def calls_in_vain(world: World, phone: str = "+31622222222", shows: str | None = None) -> Phone:
    breaks_down(world)
    caller = world.caller(phone).dials(world.carrier.line, shows=shows)
    caller.was_hung_up()
    world.passes("5s")
    comes_back(world)
    return caller


def test_who_met_nothing_is_found_told_by_text_and_called_back(world: World) -> None:
    world.passes("3m")
    caller = calls_in_vain(world)
    at = world.now
    assert world.promises() == ()
    world.passes(WITHIN)
    promise = world.promise()
    assert (promise.source, promise.phone, promise.need) == ("missed_while_down", caller.address, None)
    assert promise.counts_from <= at
    assert promise.due_by == promise.made_at + timedelta(hours=24)
    caller.received_text("u belde ons, en er ging bij ons iets mis. We bellen u terug, uiterlijk")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)


def test_it_is_found_once(world: World) -> None:
    world.passes("3m")
    calls_in_vain(world)
    for _ in range(3):
        world.passes(WITHIN)
    assert world.events(world.promise().id).count("made") == 1
    assert len(world.promises()) == 1


def test_an_outage_of_days_is_looked_back_upon(world: World) -> None:
    world.passes("3m")
    world.loses("ticker")
    caller = calls_in_vain(world)
    world.passes("50h")
    world.regains("ticker")
    world.passes("1m")
    assert world.promise().phone == caller.address
    assert world.promise().due_by > world.now


def test_a_week_later_it_is_too_late(world: World) -> None:
    world.passes("3m")
    world.loses("ticker")
    calls_in_vain(world)
    world.passes("170h")
    world.regains("ticker")
    world.passes("1m")
    assert world.promises() == ()


def test_who_got_through_afterwards_is_not_called_back(world: World) -> None:
    world.passes("3m")
    world.loses("ticker")
    (anna,) = world.signs_on("anna")
    caller = calls_in_vain(world)
    anna.accepts()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.regains("ticker")
    world.passes(WITHIN)
    assert world.promises() == ()


def test_who_is_owed_a_callback_already_is_owed_one_only(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("3m")
    calls_in_vain(world, caller.address)
    world.passes(WITHIN)
    assert len(world.promises()) == 1
    assert world.promise().source == "closed"


def test_calls_that_we_answered_are_left_alone(world: World) -> None:
    world.passes("3m")
    world.caller().dials(world.carrier.line).hears("Welkom").hangs_up()
    world.passes(WITHIN)
    assert world.promises() == ()


@pytest.mark.parametrize("shows", ["anonymous", "+8821612345678", "+31612345678"], ids=["nobody", "satellite", "anna"])
def test_a_call_that_nobody_can_or_should_call_back_is_on_record_only(world: World, shows: str) -> None:
    world.passes("3m")
    calls_in_vain(world, shows=shows)
    world.passes(WITHIN)
    assert world.promises() == ()
    with world.house.ledger.read() as ledger:
        rows = ledger.exec_driver_sql("SELECT outcome FROM calls").scalars().all()
    assert rows == ["missed_while_down"]


def test_while_the_carrier_is_silent_nothing_is_forgotten(world: World) -> None:
    world.passes("3m")
    caller = calls_in_vain(world)
    world.carrier.exchange.faults.rest("GET", "Calls", answer=503, times=ALWAYS)
    for _ in range(3):
        world.passes(WITHIN)
    assert world.promises() == ()
    world.carrier.exchange.faults.mend_rest()
    world.passes(WITHIN)
    assert world.promise().phone == caller.address


def test_who_merely_hung_up_is_not_called_back_because_we_did_not_hear_it(world: World) -> None:
    world.passes("3m")
    caller = world.caller().dials(world.carrier.line).hears("toets 1")
    breaks_down(world)
    caller.hangs_up()
    world.passes("5s")
    comes_back(world)
    world.passes(WITHIN)
    assert world.promises() == ()


def test_who_was_cut_off_in_the_middle_is_owed_a_callback_about_what_was_chosen(world: World) -> None:
    world.signs_on("anna")
    world.passes("3m")
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").waits("2s")
    breaks_down(world)
    caller.was_hung_up()
    world.passes("5s")
    comes_back(world)
    world.passes(WITHIN)
    assert (world.promise().source, world.promise().need) == ("missed_while_down", "billing")
