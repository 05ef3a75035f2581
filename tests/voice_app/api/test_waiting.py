from typing import Any

import pytest
import redis

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.voice_app.api.acts import rings_for_a_bill, talks_with_anna
from tests.voice_app.api.api import Api


def test_where_nobody_waits_the_queue_is_empty(api: Api) -> None:
    assert api.get("/api/queue") == []


def test_who_waits_is_listed_oldest_first_by_place_in_the_own_queue(world: World, api: Api) -> None:
    talks_with_anna(world)
    first = rings_for_a_bill(world, world.caller("+31610000001"))
    world.passes("5s")
    other = world.caller("+31610000002").dials(world.carrier.line).hears("Een storing, 2").presses("2")
    world.passes("5s")
    second = rings_for_a_bill(world, world.caller("+31610000003"))
    world.passes("5s")
    queue = api.get("/api/queue")
    assert [call["call_sid"] for call in queue] == [phone.leg.sid for phone in (first, other, second) if phone.leg]
    assert [(call["need"], call["position"]) for call in queue] == [("billing", 1), ("technical", 1), ("billing", 2)]
    assert {call["language"] for call in queue} == {"nl"}
    assert queue[0]["waited_seconds"] > queue[1]["waited_seconds"] > queue[2]["waited_seconds"] > 0
    assert queue[2]["expected_wait_seconds"] > queue[0]["expected_wait_seconds"] > 0
    assert queue[2]["why"].startswith("Everybody who is ready is busy; so far ")
    assert not any(call["emergency"] for call in queue)


def test_a_long_queue_costs_no_more_round_trips_than_a_short_one(
    world: World, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, send = list[object](), redis.Connection.send_packed_command

    def count(connection: redis.Connection, command: object, *args: Any, **options: Any) -> None:
        sent.append(command)
        send(connection, command, *args, **options)

    monkeypatch.setattr(redis.Connection, "send_packed_command", count)
    talks_with_anna(world)
    trips = []
    for waiting in range(1, 5):
        rings_for_a_bill(world, world.caller(f"+3161000000{waiting}"))
        world.passes("5s")
        sent.clear()
        assert len(api.get("/api/queue")) == waiting
        trips.append(len(sent))
    assert trips[0] == trips[-1] > 0


def test_a_call_that_rings_or_talks_does_not_wait(world: World, api: Api) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    rings_for_a_bill(world)
    world.agent("anna").rings()
    assert api.get("/api/queue") == []


@pytest.mark.parametrize("presence", ["on_break", "ready"])
def test_the_expectation_is_a_number_even_when_nobody_is_ready(world_of: WorldOf, presence: str) -> None:
    world = world_of()
    api = Api(world.house, world.app)
    api.put("/api/agents/anna/presence", presence=presence)
    world.agent("anna").is_busy()
    rings_for_a_bill(world)
    world.passes("20s")
    (call,) = api.get("/api/queue")
    assert isinstance(call["expected_wait_seconds"], float | int)
    if presence == "on_break":
        assert call["expected_wait_seconds"] == 15 * 60
