"""The service is away while somebody calls: the carrier's list tells afterwards, and the caller is owed a callback."""

from datetime import timedelta

import pytest

from carrier.faults import ALWAYS
from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import alarms, heartbeats
from workers.missed import LOOK

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


@pytest.mark.fault("F1")
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


def test_supervisors_are_told_until_nobody_more_is_found(world: World) -> None:
    world.passes("3m")
    calls_in_vain(world)
    world.passes(WITHIN, until=lambda: len(world.promises()) == 1)
    with world.house.ledger.read() as ledger:
        assert [one.rule for one in alarms.standing(ledger)] == ["web_was_away"]
    world.passes(WITHIN)
    with world.house.ledger.read() as ledger:
        assert alarms.standing(ledger) == ()


@pytest.mark.fault("F1")
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


@pytest.mark.parametrize("shows", ["anonymous", "+31612345678"], ids=["nobody", "anna"])
def test_a_call_that_nobody_can_or_should_call_back_is_on_record_only(world: World, shows: str) -> None:
    world.passes("3m")
    calls_in_vain(world, shows=shows)
    world.passes(WITHIN)
    assert world.promises() == ()
    with world.house.ledger.read() as ledger:
        rows = ledger.exec_driver_sql("SELECT outcome FROM calls").scalars().all()
    assert rows == ["missed_while_down"]


def test_of_a_number_outside_policy_a_colleague_decides(world: World) -> None:
    world.passes("3m")
    caller = calls_in_vain(world, shows="+8821612345678")
    world.passes(WITHIN)
    promise = world.promise()
    assert (promise.needs_approval, promise.approval_because) == (True, "international_network")
    (anna,) = world.signs_on("anna")
    world.passes("3m")
    assert not anna.legs
    assert caller.texts == []


def test_of_a_phone_that_many_share_everybody_who_called_is_owed(world_of: WorldOf) -> None:
    """Whoever of them got through was somebody else, for all we know."""
    world = world_of(callers={"shared": ["+31201112222"]})
    world.passes("3m")
    world.loses("ticker")
    (anna,) = world.signs_on("anna")
    calls_in_vain(world, "+31201112222")
    calls_in_vain(world, "+31201112222")
    anna.accepts()
    colleague = world.caller("+31201112222").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(colleague)
    colleague.hangs_up()
    world.signs_off("anna")
    world.regains("ticker")
    world.passes(WITHIN)
    assert [one.source for one in world.promises()] == ["missed_while_down"] * 2


def test_who_waited_for_long_and_was_cut_off_is_found_by_the_end_of_the_call(world: World) -> None:
    """The call began long before the last look, and was not over then."""
    world.signs_on("anna")
    world.agent("anna").accepts()
    world.agent("anna").is_talking_to(
        world.caller("+31622222220", "somebody else").dials(world.carrier.line).presses("1")
    )
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    world.passes("14m")
    world.loses("ticker")
    breaks_down(world)
    world.passes("1m", until=lambda: not caller.is_in_call)
    world.passes("9m")
    comes_back(world)
    world.regains("ticker")
    world.passes(WITHIN)
    assert [one.phone for one in world.promises()] == [caller.address]


def test_every_page_of_the_carriers_list_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_app.telephony.LARGEST_PAGE", 2)
    world.passes("3m")
    callers = [calls_in_vain(world, f"+3162222{n}222") for n in range(5)]
    world.passes(WITHIN)
    assert sorted(one.phone for one in world.promises()) == sorted(one.address for one in callers)


def test_a_look_from_before_the_clock_was_put_right_hides_nobody(world: World) -> None:
    world.passes("3m")
    with world.house.ledger.write() as ledger:
        heartbeats.beat(ledger, LOOK, world.now + timedelta(days=3))
    caller = calls_in_vain(world)
    world.passes(WITHIN)
    assert world.promise().phone == caller.address


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
