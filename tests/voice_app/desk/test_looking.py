"""What a desk shows, from signing on to a conversation that nobody noted."""

from datetime import timedelta

import pytest

from routing.agents import Activity, Presence
from routing.skills import AgentId
from tests.journeys.world import World
from tests.voice_app.desk.acts import CALLER, OTHER, desk, rings_in
from voice_app.rostering.presences import put


def test_an_idle_desk_says_since_when_and_who_else_there_is(world: World) -> None:
    signed_on_at = world.now
    world.signs_on("anna", "bram")
    world.passes("2m")
    shown = desk(world)
    assert (shown.presence, shown.presence_since, shown.stage) == (Presence.READY, signed_on_at, "idle")
    assert (shown.card, shown.last, shown.draft, shown.needs) == (None, None, None, ())
    assert [(one.id, one.is_free, one.level) for one in shown.colleagues] == [
        ("bram", True, None),
        ("chloe", False, None),
    ]


def test_who_waits_is_counted_by_what_the_agent_can_take(world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    world.declares("anna", Presence.ON_BREAK)
    called_at = world.now
    rings_in(world)
    rings_in(world, OTHER)
    world.passes("2s")
    waiting = desk(world).waiting
    assert (waiting.count, waiting.others) == (2, 0)
    assert waiting.since is not None
    assert waiting.since - called_at < timedelta(seconds=10)
    assert [(one.need, one.count) for one in waiting.by_need if one.count] == [("billing", 2)]


def test_a_conversation_from_ring_to_the_end_of_its_wrap_up(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    anna.rings()
    ringing = desk(world)
    assert ringing.card is not None
    assert (ringing.stage, ringing.card.kind, ringing.card.context.phone) == ("ringing", "call", CALLER)
    assert ringing.card.why_you is not None
    assert ringing.card.why_you.ruling == "best_match"
    anna.accepts().is_talking_to(caller)
    world.passes("40s")
    talking = desk(world)
    assert talking.card is not None
    assert (talking.stage, talking.card.reservation) == ("talking", ringing.card.reservation)
    assert [(one.id, one.level, one.speaks) for one in talking.colleagues] == [("bram", 2, True), ("chloe", 0, True)]
    assert {one.need for one in talking.needs} == {"billing", "technical"}
    assert talking.day.calls == 1
    assert talking.day.talked >= timedelta(seconds=39)
    caller.hangs_up()
    world.passes("1s")
    wrapping = desk(world)
    assert (wrapping.stage, wrapping.last) == ("wrapping_up", None)
    assert wrapping.wrap_up_until is not None
    assert timedelta(seconds=25) < wrapping.wrap_up_until - world.now <= timedelta(seconds=30)
    world.passes("31s")
    after = desk(world)
    assert (after.activity, after.card) == (Activity.IDLE, None)
    assert after.last is not None
    assert after.last.reservation == ringing.card.reservation
    assert (after.day.calls, after.day.wrapped_up) == (1, 0)


def test_who_was_put_on_break_is_told_by_whom_until_something_else_is_declared(world: World) -> None:
    world.signs_on("anna")
    assert desk(world).put_by is None
    put(world.house, AgentId("anna"), Presence.ON_BREAK, AgentId("chloe"), world.now)
    shown = desk(world)
    assert (shown.presence, shown.put_by) == (Presence.ON_BREAK, "Chloë")
    world.declares("anna", Presence.READY)
    assert desk(world).put_by is None


def test_nobody_is_made_ready_by_somebody_else(world: World) -> None:
    with pytest.raises(ValueError, match="ready"):
        put(world.house, AgentId("anna"), Presence.READY, AgentId("chloe"), world.now)
    assert world.declared("anna") == "signed_out"
