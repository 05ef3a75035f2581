"""Callers who are stuck: what users of such systems complain of, one by one, lived through here (`docs/stuck.md`)."""

from datetime import timedelta

import pytest

from carrier.phone import Phone
from tests.journeys.world import World
from voice_app.ledger import alarms
from workers import ticker
from workers.ticker import Duty

FIRST, SECOND = "+31622222221", "+31622222222"


def rings_in(world: World, phone: str = SECOND, key: str = "1") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)


def test_the_rest_goes_on_being_rung_while_one_cannot_be(world: World) -> None:
    """34: the best for it is unreachable; calls go to the next, again and again."""
    anna, bram = world.signs_on("anna", "bram")
    anna.is_unreachable()
    bram.accepts()
    for n in range(3):
        caller = rings_in(world, f"+3162222223{n}")
        bram.is_talking_to(caller, within="30s")
        caller.hangs_up()
        world.passes("65s")


def test_no_duty_that_dies_keeps_a_waiting_caller_from_an_agent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """35: every other duty of the ticker breaks down each time, and still the circle widens, and the call rings."""

    def dying(duty: Duty) -> Duty:
        def die(*_: object) -> None:
            raise RuntimeError("on purpose")

        die.__name__ = duty.__name__
        return die

    matching = ticker.match_waiting_calls
    duties = {duty if duty is matching else dying(duty): every for duty, every in ticker.DUTIES.items()}
    monkeypatch.setattr(ticker, "DUTIES", duties)
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    bram.accepts()
    anna.is_talking_to(rings_in(world, FIRST))
    bram.is_talking_to(rings_in(world), within="40s")
    monkeypatch.undo()


def test_without_a_ticker_calls_are_still_served_and_a_supervisor_hears_of_it(world: World) -> None:
    """35: nobody dispatches by the clock any more; hooks do, and the silence of the ticker is an alarm."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.loses("ticker")
    first, second = rings_in(world, FIRST), rings_in(world)
    anna.is_talking_to(first).waits("2m")
    first.hangs_up()
    world.passes("1s")
    world.api("POST", "/api/agents/anna/wrapped", disposition="resolved")
    anna.is_talking_to(second, within="30s")
    assert world.api("GET", "/status").status_code == 503
    with world.house.ledger.read() as ledger:
        assert "ticker_silent" in {alarm.rule for alarm in alarms.standing(ledger)}
    world.regains("ticker")


def test_nobody_rings_for_ever_when_no_agent_is_there(world: World) -> None:
    """36: it is said at once, and a callback is offered in the same breath."""
    caller = rings_in(world)
    caller.hears("Er is nu niemand die u kan helpen", within="5s").hears("Toets 1, dan bellen we u terug", within="10s")
    caller.presses("1").hears("Afgesproken. We bellen u terug")


def test_nobody_waits_for_an_hour_while_agents_do_not_answer(world: World) -> None:
    """37: each agent is tried twice and is then on break; a callback is offered early, and alone when it took long."""
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    bram.lets_it_ring()
    caller = rings_in(world)
    caller.hears("Toets 1 en we bellen u terug", within="90s")
    world.passes("15m")
    caller.hears("U wacht al lang, en dat spijt ons. Toets 1", within="90s")
    assert [held.agent_id for held in world.why(caller)] == ["anna", "bram", "anna", "bram"]
    assert [world.presence(one) for one in ("anna", "bram")] == ["on_break", "on_break"]
    caller.presses("1").hears("We bellen u terug, uiterlijk")


@pytest.mark.parametrize("takes", [timedelta(seconds=16), None], ids=["times out", "fails"])
def test_no_music_loops_on_when_we_do_not_answer_the_carrier(world: World, takes: timedelta | None) -> None:
    """38: one turn of the wait gets no answer in time; the caller hears so, and is owed a callback about the same."""
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = rings_in(world).hears_music(within="60s")
    world.loses("web")
    world.carrier.exchange.tolerate(11200, 11205)
    if takes is None:
        world.carrier.exchange.faults.app("/voice/waiting", answer=502)
    else:
        world.carrier.exchange.faults.app("/voice/waiting", takes=takes)
    caller.hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk", within="60s").was_hung_up()
    assert world.promise().need == "billing"
    world.regains("web")


def test_a_rejection_by_the_first_agent_drops_nobody(world: World) -> None:
    """39: the next agent rings, and the caller hears it ringing."""
    anna, bram = world.signs_on("anna", "bram")
    anna.rejects()
    bram.accepts()
    caller = rings_in(world)
    bram.is_talking_to(caller, within="30s")


def test_a_free_agent_is_rung_though_another_still_wraps_up(world: World) -> None:
    """40: nobody waits for the last wrap-up."""
    anna, bram = world.signs_on("anna", "bram")
    for phone in (anna, bram):
        phone.accepts()
    first, second = rings_in(world, FIRST), rings_in(world, key="2")
    anna.is_talking_to(first)
    bram.is_talking_to(second)
    waits = rings_in(world, "+31622222223", key="0").hears_music(within="60s")
    first.hangs_up()
    world.passes("2s")
    assert world.activity("anna") == "wrapping_up"
    second.hangs_up()
    world.passes("1s")
    world.api("POST", "/api/agents/bram/wrapped", disposition="resolved")
    bram.is_talking_to(waits, within="10s")
    assert world.activity("anna") == "wrapping_up"


def test_callers_do_not_wait_to_the_end_when_every_agent_has_signed_off(world: World) -> None:
    """41: the next turn of the wait offers a callback, long before it would else be offered."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    first = rings_in(world, FIRST)
    anna.is_talking_to(first)
    caller = rings_in(world).hears_music(within="20s")
    world.signs_off("anna")
    caller.hears("Toets 1 en we bellen u terug", within="22s").presses("1").hears("Afgesproken")


def test_silence_is_asked_once_more_and_then_gets_a_person(world: World) -> None:
    """42: who says nothing and presses nothing is not hung up on."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("een rekening, toets 1").hears("een rekening, toets 1")
    anna.hears("Algemene vraag").is_talking_to(caller)
