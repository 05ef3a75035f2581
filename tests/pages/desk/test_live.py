"""The stream of an open desk, heard as a browser hears it, event by event."""

import pytest
import redis
from flask import Flask

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.streams import Stream
from tests.pages.visitors import Visitor, signed_in
from voice_app.desk import Floor
from voice_app.ledger import sessions
from voice_app.pages import streams
from voice_app.pages.desk import watch as watch_module
from voice_app.pages.desk.watch import EACH, MOST_OF_ONE, Watch
from voice_app.runtime import Runtime

LIVE = "/desk/live"


@pytest.fixture
def anna(house: Runtime, app: Flask, world: World) -> Visitor:
    return signed_in(house, app, "anna")


def test_a_stream_begins_with_the_desk_as_it_is(anna: Visitor) -> None:
    stream = Stream.of(anna, LIVE)

    name, data = stream.hears()

    assert name == "desk"
    assert 'data-stage="idle"' in data["html"]
    assert data["now"] == "2026-03-02T11:00:00+00:00"
    stream.closes()


def test_a_desk_on_which_nothing_happens_is_told_that_it_is_up_to_date(anna: Visitor) -> None:
    stream = Stream.of(anna, LIVE)
    stream.hears()

    assert stream.hears()[0] == "beat"
    stream.closes()


def test_a_desk_is_woken_by_what_happens_to_its_agent_and_by_nothing_else(
    world: World, house: Runtime, app: Flask, anna: Visitor
) -> None:
    world.signs_on("anna")
    mine, brams = Stream.of(anna, LIVE), Stream.of(signed_in(house, app, "bram"), LIVE)
    mine.hears(), brams.hears()

    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    world.agent("anna").rings()

    assert 'data-stage="ringing"' in mine.hears_next("desk")["html"]
    assert brams.hears()[0] == "beat"
    mine.closes(), brams.closes()
    caller.hangs_up()


def test_an_act_is_shown_on_every_desk_of_its_agent(anna: Visitor) -> None:
    here, there = Stream.of(anna, LIVE), Stream.of(anna, LIVE)
    here.hears(), there.hears()

    anna.post("/desk/presence", data={"presence": "ready"})

    assert "U bent beschikbaar" in here.hears_next("desk")["html"]
    assert "U bent beschikbaar" in there.hears_next("desk")["html"]
    here.closes(), there.closes()


def test_a_session_that_has_ended_ends_the_stream(house: Runtime, anna: Visitor, world: World) -> None:
    stream = Stream.of(anna, LIVE)
    stream.hears()

    with house.ledger.write() as ledger:
        sessions.end_all(ledger, AgentId("anna"), "a test", house.now())

    stream.hears_next("out")
    assert stream.has_ended()


def test_a_desk_that_is_opened_too_often_lets_the_oldest_go(anna: Visitor) -> None:
    oldest = Stream.of(anna, LIVE)
    oldest.hears()
    others = [Stream.of(anna, LIVE) for _ in range(MOST_OF_ONE)]

    oldest.hears_next("elsewhere")
    for one in others:
        one.hears_next("desk")["html"]
        one.closes()


def test_the_board_is_looked_at_once_however_many_desks_are_open(world: World, redis_client: redis.Redis) -> None:
    def commands(desks: int) -> int:
        watch = Watch(world.house, begin=lambda _: None)
        for _ in range(desks):
            for agent in world.house.roster:
                watch.open(agent)
        before = redis_client.info("stats")["total_commands_processed"]
        watch.look()
        return redis_client.info("stats")["total_commands_processed"] - before  # type: ignore[no-any-return]  # a count

    assert commands(desks=1) == commands(desks=3)


def test_a_watch_that_breaks_off_leaves_no_stale_truth_and_is_begun_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Watch] = []
    watch = Watch(world.house, begin=begun.append)
    watch.open(AgentId("anna"))
    watch.look()
    before = watch.floor()
    monkeypatch.setattr(watch_module, "floor_of", torn)

    with pytest.raises(KeyError):
        streams._keep_looking(watch, EACH)
    monkeypatch.undo()
    world.signs_on("anna")

    assert watch.floor() != before
    watch.open(AgentId("bram"))
    assert len(begun) == 2


def torn(_: Runtime) -> Floor:
    raise KeyError("a record whose other half is gone")
