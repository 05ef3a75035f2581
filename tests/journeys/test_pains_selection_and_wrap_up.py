"""Who is chosen, and the time after a talk: what users of such systems complain of, one by one (`docs/stuck.md`)."""

from collections import Counter

import pytest

from carrier.phone import Phone
from routing.skills import CallSid
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import calls

FIRST, SECOND = "+31622222221", "+31622222222"


def rings_in(world: World, phone: str = SECOND, key: str = "1") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)


def has_talked(world: World, agent: Phone, seconds: int = 5) -> None:
    """The agent's wrap-up has just begun."""
    caller = rings_in(world, FIRST)
    agent.accepts().is_talking_to(caller).waits(f"{seconds}s")
    caller.hangs_up()
    world.passes("1s")


def shown(world: World, agent: str) -> tuple[str, str]:
    body = world.api("GET", f"/api/agents/{agent}").json
    return body["presence"], body["activity"]


def test_it_is_not_always_the_first_agent_of_the_list(world: World) -> None:
    """43: of two who can do it equally well, the one who has been free for longer; six calls are three each."""
    for phone in world.signs_on("anna", "bram"):
        phone.accepts()
    took = Counter[str]()
    for n in range(6):
        caller = rings_in(world, f"+3162222223{n}", key="0").waits("15s")
        (talking,) = [one for one in ("anna", "bram") if world.activity(one) == "talking"]
        took[talking] += 1
        caller.hangs_up()
        world.passes("35s")
    assert took == {"anna": 3, "bram": 3}


def test_an_agent_who_did_not_answer_is_not_the_next_one_again(world: World) -> None:
    """43: the call goes to somebody else, though the first one has been free for longer."""
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    caller = rings_in(world)
    anna.rings()
    bram.accepts().is_talking_to(caller, within="40s")
    assert [held.agent_id for held in world.why(caller)] == ["anna", "bram"]


def test_a_wrap_up_lasts_as_long_as_it_should(world: World) -> None:
    """44: half a minute and no less, though callers wait; and no more."""
    (anna,) = world.signs_on("anna")
    has_talked(world, anna)
    caller = rings_in(world)
    anna.stays_silent("27s")
    assert caller.is_in_call
    assert world.activity("anna") == "wrapping_up"
    anna.is_talking_to(caller, within="12s")


@pytest.mark.parametrize("who_hangs_up", ["the caller", "the agent"])
def test_there_is_a_wrap_up_whoever_hangs_up(world: World, who_hangs_up: str) -> None:
    """44: it is not forgotten because the talk ended from the other side."""
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    anna.accepts().is_talking_to(caller)
    (caller if who_hangs_up == "the caller" else anna).hangs_up()
    world.passes("1s")
    assert shown(world, "anna") == ("ready", "wrapping_up")


def test_there_is_a_wrap_up_after_a_call_was_sent_on(world: World) -> None:
    """44: as long as any other, for who sent it on, and later for who took it."""
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    bram.accepts()
    caller = rings_in(world)
    anna.is_talking_to(caller)
    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202
    bram.is_talking_to(caller)
    assert shown(world, "anna") == ("ready", "wrapping_up")
    anna.stays_silent("10s")
    assert shown(world, "anna") == ("ready", "wrapping_up")
    world.passes("30s")
    assert (shown(world, "anna"), shown(world, "bram")) == (("ready", "idle"), ("ready", "talking"))
    caller.hangs_up()
    world.passes("1s")
    assert shown(world, "bram") == ("ready", "wrapping_up")


def test_a_wrap_up_is_not_shown_as_available(world: World) -> None:
    """45: whoever looks sees the activity beside the presence, and in the figures too."""
    (anna,) = world.signs_on("anna")
    has_talked(world, anna)
    assert shown(world, "anna") == ("ready", "wrapping_up")
    listed = {one["id"]: one["activity"] for one in world.api("GET", "/api/agents").json}
    assert listed["anna"] == "wrapping_up"
    figures = world.api("GET", "/metrics").get_data(as_text=True)
    assert 'gehoor_agents{activity="wrapping_up",presence="ready"} 1.0' in figures
    world.passes("31s")
    assert shown(world, "anna") == ("ready", "idle")


@pytest.mark.parametrize("declared", ["ready", "on_break", "signed_out"])
def test_declaring_a_presence_in_the_wrap_up_neither_ends_it_nor_loses_the_note(world: World, declared: str) -> None:
    """46: the conversation stays the agent's to be noted."""
    (anna,) = world.signs_on("anna")
    has_talked(world, anna)
    sid = world.caller(FIRST).legs[-1].sid
    world.api("PUT", "/api/agents/anna/presence", presence=declared)
    assert shown(world, "anna") == (declared, "wrapping_up")
    assert world.api("GET", "/api/agents/anna").json["call"]["call_sid"] == sid
    noted = world.api("POST", "/api/agents/anna/wrapped", disposition="follow_up", note="Belt maandag terug.")
    assert noted.status_code == 200
    assert shown(world, "anna") == (declared, "idle")
    with world.house.ledger.read() as ledger:
        kept = calls.get(ledger, CallSid(sid))
    assert kept is not None
    assert (kept.disposition, kept.note) == ("follow_up", "Belt maandag terug.")


def test_widening_skips_no_step(world: World) -> None:
    """47: who is good rings before who merely can, though both have been free all the time; each in its time."""
    anna, bram, chloe = world.signs_on("anna", "bram", "chloe")
    anna.accepts().is_talking_to(rings_in(world, FIRST))
    bram.lets_it_ring()
    chloe.accepts()
    caller = rings_in(world)
    bram.stays_silent("15s").rings(within="15s")
    assert not chloe.is_ringing
    chloe.stays_silent("10s").is_talking_to(caller, within="45s")
    world.passes("1s")
    steps = [(held.agent_id, held.reason["step"]) for held in world.why(caller)]
    assert steps == [("bram", 1), ("chloe", 2)]


@pytest.mark.parametrize("key", ["1", "0"])
def test_who_is_signed_out_or_on_break_is_never_rung(world: World, key: str) -> None:
    """48: not even for a moment, so that nobody waits the longer for it."""
    anna, _, chloe = world.signs_on("anna", "bram", "chloe")
    world.signs_off("anna")
    world.api("PUT", "/api/agents/chloe/presence", presence="on_break")
    world.agent("bram").lets_it_ring()
    caller = rings_in(world, key=key)
    world.passes("5m")
    assert {held.agent_id for held in world.why(caller)} == {"bram"}
    assert (anna.legs, chloe.legs) == ([], [])


@pytest.mark.parametrize(
    ("how", "told", "presence"),
    [
        ("refuses", "declined", "on_break"),
        ("rejects", "busy", "on_break"),
        ("lets_it_ring", "no_answer", "on_break"),
        ("is_busy", "busy", "on_break"),
        ("is_unreachable", "unreachable", "ready"),
    ],
)
def test_refused_busy_unanswered_and_unreachable_are_told_apart(
    world: World, how: str, told: str, presence: str
) -> None:
    """49: each by its own word on the record. A phone that cannot be reached for a moment gets five tries, not two."""
    (anna,) = world.signs_on("anna")
    getattr(anna, how)()
    caller = rings_in(world)
    world.passes("150s")
    assert [held.result for held in world.why(caller)][:2] == [told, told]
    assert world.presence("anna") == presence


def test_a_phone_that_stays_out_of_reach_is_not_tried_for_ever(world: World) -> None:
    """49: five tries, a minute apart; then it is a break, and the record says because of what."""
    (anna,) = world.signs_on("anna")
    anna.is_unreachable()
    caller = rings_in(world)
    world.passes("8m")
    assert [held.result for held in world.why(caller)] == ["unreachable"] * 5
    assert (world.presence("anna"), world.declared("anna")) == ("on_break", "on_break")


def test_the_limits_are_those_of_the_line_file(world_of: WorldOf) -> None:
    """49: how long a phone rings is the operator's to say."""
    world = world_of(waiting={"ring_agent": "10s"})
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    caller = rings_in(world)
    anna.rings()
    world.passes("16s")
    assert not anna.is_ringing
    bram.accepts().is_talking_to(caller, within="30s")
