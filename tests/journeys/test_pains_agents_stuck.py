"""Agents who are stuck: what users of such systems complain of, one by one, lived through here (`docs/stuck.md`)."""

from datetime import timedelta

import pytest

from carrier.events import LegCreated
from carrier.phone import Phone
from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.test_faults_hooks import outcome_of
from tests.journeys.world import World

FIRST, SECOND = "+31622222221", "+31622222222"


def rings_in(world: World, phone: str = SECOND, key: str = "1") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)


def test_nobody_stays_reserved_when_another_agent_answers_at_the_same_moment(world: World) -> None:
    """22: Anna's time is over at the very moment when she presses 1, and Bram has taken the call."""
    anna, bram = world.signs_on("anna", "bram")
    anna.answers_and_says_nothing()
    caller = rings_in(world)
    anna.hears("Een rekening")
    held = world.house.board.reservation(world.reservation("anna"))
    assert held is not None
    world.house.board.rescind(held.id, "expired", world.now)
    bram.accepts()
    anna.presses("1").was_hung_up()
    bram.is_talking_to(caller)
    assert (world.activity("anna"), world.activity("bram")) == ("idle", "talking")


@pytest.mark.parametrize("key", ["1", "2"])
def test_nobody_is_shown_as_talking_long_after_the_call_has_ended(world: World, key: str) -> None:
    """23: no word of the end reaches us, at an agent's own phone and at a browser's."""
    agent = "anna" if key == "1" else "chloe"
    (phone,) = world.signs_on(agent)
    phone.accepts()
    world.carrier.exchange.faults.status_hooks(drop=True)
    caller = rings_in(world, key=key)
    phone.is_talking_to(caller).waits("5m")
    caller.hangs_up()
    world.passes("2m")
    assert world.api("GET", f"/api/agents/{agent}").json["activity"] != "talking"
    assert outcome_of(world, caller) == "answered"


def test_no_agent_answers_to_silence_because_the_caller_has_gone(world: World) -> None:
    """24: the phone stops with the caller's; whoever picked up at that moment hears that it is not needed any more."""
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = rings_in(world)
    anna.rings()
    caller.hangs_up()
    world.passes("1s")
    assert not anna.is_ringing
    assert (world.activity("anna"), world.presence("anna")) == ("idle", "ready")

    anna.answers_and_says_nothing()
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    anna.hears("Een rekening")
    world.house.board.leave(world.house.board.reservation(world.reservation("anna")).work.id, world.now)  # type: ignore[union-attr,arg-type] # it is held, for a call
    anna.presses("1").hears("Dit is niet meer nodig").was_hung_up()
    assert world.activity("anna") == "idle"


def test_an_agent_whose_call_was_dropped_is_not_locked_for_ever(world: World) -> None:
    """25: the call breaks off, and everything that could tell us so is lost; nobody restarts anything."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = rings_in(world)
    anna.is_talking_to(caller).waits("1m")
    faults = world.carrier.exchange.faults
    world.loses("web")
    world.carrier.exchange.tolerate(11200)
    faults.status_hooks(drop=True)
    faults.app("/voice/rang", refuse_connection=True)
    faults.app("/voice/fallback", refuse_connection=True)
    caller.hangs_up()
    world.passes("2m")
    world.regains("web")
    assert world.activity("anna") == "idle"
    faults.mend_app()
    anna.is_talking_to(rings_in(world, FIRST))


@pytest.mark.parametrize("declared", [Presence.ON_BREAK, Presence.SIGNED_OUT])
def test_nobody_is_put_back_to_ready_by_the_house(world: World, declared: Presence) -> None:
    """26: neither by the end of a talk, nor by that of a wrap-up or a rest, nor by a board that was wiped."""
    (anna,) = world.signs_on("anna")
    anna.refuses()
    rings_in(world, FIRST)
    anna.rings().was_hung_up()
    world.declares("anna", declared)
    world.passes("70s")
    assert world.presence("anna") == declared, "the rest is over"
    world.signs_on("anna")
    anna.accepts().is_talking_to(world.caller(FIRST))
    world.declares("anna", declared)
    world.caller(FIRST).hangs_up()
    world.passes("40s")
    assert (world.presence("anna"), world.activity("anna")) == (declared, "idle"), "the wrap-up is over"
    world.house.board.dismiss(AgentId("anna"))
    world.passes("30s")
    assert world.presence("anna") == declared, "the board had lost her"


def test_a_call_that_was_rejected_does_not_ring_again_at_once(world: World) -> None:
    """27: there is nobody else, and still the agent has a minute of peace, and the caller the old place."""
    (anna,) = world.signs_on("anna")
    anna.rejects()
    caller = rings_in(world)
    anna.rings()
    world.passes("3s")
    assert not anna.is_ringing
    anna.stays_silent("55s")
    assert caller.is_in_call
    anna.accepts().is_talking_to(caller, within="15s")


def test_missed_calls_put_nobody_out_of_the_queue_for_ever(world: World) -> None:
    """28: after two in a row it is a break, which is shown as one, and which one key by phone ends."""
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = rings_in(world)
    world.passes("130s")
    assert world.api("GET", "/api/agents/anna").json["presence"] == "on_break"
    anna.dials(world.carrier.line).hears("U hebt pauze").presses("1").hears("U bent beschikbaar").was_hung_up()
    anna.accepts().is_talking_to(caller, within="20s")


def test_nothing_has_to_be_cancelled_by_hand_after_an_outage(world: World) -> None:
    """29: for minutes neither the ticker nor a worker lives, and no hook arrives; then all is in order by itself."""
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    talks = rings_in(world, FIRST)
    anna.is_talking_to(talks)
    bram.lets_it_ring()
    waits = rings_in(world, SECOND, key="2")
    bram.rings()
    for process in ("ticker", "worker"):
        world.loses(process)
    world.carrier.exchange.faults.status_hooks(drop=True)
    talks.hangs_up()
    waits.hangs_up()
    world.passes("9m")
    for process in ("ticker", "worker"):
        world.regains(process)
    world.passes("3m")
    assert [world.activity(one) for one in ("anna", "bram")] == ["idle", "idle"]
    assert world.house.board.waiting(10) == []
    assert (outcome_of(world, talks), outcome_of(world, waits)) == ("answered", "abandoned")


def test_an_acceptance_that_comes_too_late_keeps_nobody_on_hold(world: World) -> None:
    """30: the reservation is over; whoever presses 1 then is told so at once, and the caller rings elsewhere."""
    anna, bram = world.signs_on("anna", "bram")
    anna.answers_and_says_nothing()
    bram.accepts()
    caller = rings_in(world)
    anna.hears("Een rekening")
    world.house.board.rescind(world.reservation("anna"), "expired", world.now)
    anna.presses("1").hears("Dit is niet meer nodig", within="3s").was_hung_up(within="5s")
    bram.is_talking_to(caller, within="30s")


@pytest.mark.fault("F23")
@pytest.mark.parametrize("how", ["lets_it_ring", "is_unreachable", "rejects"])
def test_a_browser_that_fails_claims_no_call(world: World, how: str) -> None:
    """31: a call is an agent's when that phone is connected, not before; until then the next agent can have it."""
    chloe, bram = world.signs_on("chloe", "bram")
    world.signs_off("bram")
    getattr(chloe, how)()
    caller = rings_in(world, key="2")
    world.passes("1s")
    world.signs_on("bram")
    bram.accepts().is_talking_to(caller, within="30s")
    assert world.activity("chloe") == "idle"
    assert [held.result for held in world.why(caller)][-1] == "accepted"


def test_two_agents_never_answer_the_same_call(world: World) -> None:
    """32: one phone rings at a time; and who answers and hangs up takes the call from nobody."""
    anna, bram = world.signs_on("anna", "bram")
    anna.hangs_up_in_whisper()
    bram.accepts()
    caller = rings_in(world)
    bram.is_talking_to(caller, within="30s")
    assert not anna.talks_to(caller)
    assert [held.result for held in world.why(caller)] == ["declined", "accepted"]


def test_no_second_phone_rings_on_after_the_first_answered(world: World) -> None:
    """33: three agents who could, six calls, and at no instant two phones that ring for one caller."""
    for phone in world.signs_on("anna", "bram", "chloe"):
        phone.accepts()
    world.agent("anna").refuses()
    for n in range(6):
        caller = rings_in(world, f"+3162222223{n}", key="0")
        world.passes("40s")
        caller.hangs_up()
        world.passes("32s")
    exchange = world.carrier.exchange
    rung = [event for event in exchange.record if isinstance(event, LegCreated) and event.parent_sid is not None]
    assert len(rung) >= 6
    for one in rung:
        its = exchange.lines.calls[one.call_sid]
        others = [exchange.lines.calls[other.call_sid] for other in rung if other.parent_sid == one.parent_sid]
        for other in others:
            ended_at = other.ended_at or world.now
            assert other is its or ended_at <= its.created_at + timedelta(0) or other.created_at >= its.created_at
            assert other is its or not other.created_at <= its.created_at < ended_at
