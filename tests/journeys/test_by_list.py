"""Redis is gone, and the line names agents who are rung then: callers reach one of them all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrier.phone import Phone
from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.failing import LEDGER_IS_GONE, REDIS_IS_GONE, Failing, Fault, failing_on
from tests.journeys.world import World
from voice_app import presence, vitals

pytestmark = pytest.mark.fault("F6")

WE_RING = "Er gaat bij ons iets mis. We bellen een collega voor u"
WE_CALL_BACK = "Er gaat bij ons iets mis. We bellen u terug, uiterlijk"


@pytest.fixture
def failing(tmp_path: Path, empty_ledger: Path) -> Iterator[Failing]:
    yield from failing_on(tmp_path, empty_ledger)


@pytest.fixture
def world(failing: Failing) -> Iterator[World]:
    world = failing.world(line={"fallback_number": None}, degraded={"ring": ["anna", "bram", "chloe"]})
    yield world
    world.examine()
    failing.demand_short_waits()


def what_stands_still(world: World) -> list[str]:
    """As it is shown above every page; each of them asks four times a minute."""
    return [trouble.what for trouble in vitals.look(world.house, world.now, world.now).troubles]


def declares_on_the_ledger(world: World, id_: str) -> None:
    """Ready from now on, while no board can be told so."""
    presence.note(world.house, AgentId(id_), Presence.READY, "phone", world.now)


def dials(world: World, phone: str = "+31622222222") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom bij Voorbeeld").presses("1")


@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_who_calls_reaches_an_agent_of_the_list(failing: Failing, world: World, gone: Fault) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    with gone(failing):
        caller = dials(world).hears(WE_RING)
        anna.hears("Een rekening, Nederlands").is_talking_to(caller)
        assert not bram.legs
        assert world.call(caller).answered_by == "anna"
        assert what_stands_still(world) == ["board_gone_by_list"]
    world.passes("7s")  # until Redis is asked again
    assert world.activity("anna") == "talking"
    caller.hangs_up()
    world.passes("2s")
    assert world.activity("anna") == "wrapping_up"
    assert world.call(caller).outcome == "answered"
    assert world.promises() == ()


def test_whoever_does_not_accept_is_followed_by_the_next_of_the_list(failing: Failing, world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.answers_and_says_nothing()
    bram.accepts()
    with failing.killed():
        caller = dials(world)
        bram.is_talking_to(caller, within="60s")
        other = dials(world, "+31622222223").hears(WE_CALL_BACK).was_hung_up()
    assert [one.agent_id for one in world.why(caller)] == ["anna", "bram"]
    assert world.why(other) == (), "one of them talks, and the other rests for a minute"
    assert world.promise().phone == other.address


def test_where_nobody_accepts_a_callback_is_owed_about_what_was_chosen(failing: Failing, world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    bram.rejects()
    with failing.killed():
        caller = dials(world).hears(WE_RING).hears(WE_CALL_BACK, within="90s").was_hung_up()
    assert (world.promise().need, world.promise().phone) == ("billing", caller.address)
    assert [one.result for one in world.why(caller)] == ["no_answer", "busy"]


def test_only_who_is_ready_and_speaks_the_language_is_rung(failing: Failing, world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    world.signs_off("anna")
    with failing.killed():
        caller = world.caller().dials(world.carrier.line).hears("press 9").presses("9").hears("Welcome").presses("1")
        caller.hears("We will call you back, no later than").was_hung_up()
    assert not anna.legs
    assert not bram.legs


def test_two_callers_do_not_ring_one_agent(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    with failing.killed():
        first = dials(world).hears(WE_RING)
        anna.rings()
        dials(world, "+31622222223").hears(WE_CALL_BACK).was_hung_up()
        first.hears(WE_CALL_BACK, within="60s")
    assert len(anna.legs) == 1


def test_who_hangs_up_while_it_rings_leaves_no_phone_ringing(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    with failing.killed():
        caller = dials(world).hears(WE_RING)
        anna.rings()
        caller.hangs_up()
        world.passes("2s")
        assert not anna.is_ringing
        dials(world, "+31622222223").hears(WE_RING).hangs_up()
    assert [one.result for one in world.why(caller)] == ["caller_left"]


def test_a_browser_phone_accepts_by_answering(failing: Failing, world: World) -> None:
    (chloe,) = world.signs_on("chloe")
    chloe.accepts()
    with failing.killed():
        caller = dials(world)
        chloe.is_talking_to(caller)
        world.passes("2s")
        assert world.call(caller).answered_by == "chloe"
    world.passes("7s")
    assert world.activity("chloe") == "talking"


def test_a_promise_is_kept_by_whoever_is_reached_so(failing: Failing, world: World) -> None:
    dials(world).hears("Toets 1").presses("1").hears("Afgesproken").hangs_up()
    (anna,) = world.signs_on("anna")
    world.declares("anna", Presence.ON_BREAK)
    anna.accepts()
    with failing.killed():
        declares_on_the_ledger(world, "anna")
        caller = world.caller().dials(world.carrier.line).hears("We bellen u nog terug").presses("1")
        anna.is_talking_to(caller, within="30s")
    assert world.promise().state == "kept"


@pytest.mark.parametrize("ledger_gone", LEDGER_IS_GONE)
def test_without_a_ledger_nobody_is_rung_by_list_and_nothing_is_promised(
    failing: Failing, world: World, ledger_gone: Fault
) -> None:
    (anna,) = world.signs_on("anna")
    world.loses("ticker")
    with failing.killed(), ledger_gone(failing):
        caller = dials(world).hears("Er gaat bij ons iets mis. Belt u over een kwartier nog eens?").was_hung_up()
        assert what_stands_still(world) in (["both_gone"], ["board_gone_by_list"])  # a lock keeps nobody from reading
    caller.never_heard("bellen u terug")
    world.regains("ticker")
    assert not anna.legs


# ── who waited already ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_who_waits_is_rung_for_by_list_once_the_board_stays_away(failing: Failing, world: World, gone: Fault) -> None:
    anna, bram = world.signs_on("anna", "bram")
    world.signs_off("bram")
    anna.lets_it_ring()
    caller = dials(world).hears_music(within="60s")
    with gone(failing):
        world.passes("30s")
        assert caller.is_in_call
        bram.accepts()
        declares_on_the_ledger(world, "bram")
        caller.hears(WE_RING, within="60s")
        bram.is_talking_to(caller, within="60s")
    world.passes("20s")
    assert bram.talks_to(caller), "a board that comes back with the call waiting tears nobody apart"
    assert world.activity("bram") == "talking"
    caller.hangs_up()
    world.passes("2s")
    assert world.call(caller).outcome == "answered"


def test_who_waits_and_is_not_taken_keeps_the_place_and_is_offered_a_callback(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = dials(world).hears_music(within="60s")
    with failing.killed():
        caller.hears("Er gaat bij ons iets mis. Toets 1 en we bellen u terug. U houdt uw plaats", within="3m")
        assert caller.is_in_call
        anna.is_busy()
    world.passes("6s")
    world.signs_off("anna")
    world.passes("40s")
    assert [waiting.call.sid for waiting in world.house.board.waiting(10)] == [caller.legs[-1].sid]
