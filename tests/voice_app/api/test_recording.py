"""A program records a talk for an agent: after the caller's yes, and of this talk only."""

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.voice_app.api.acts import talks_with_anna
from tests.voice_app.api.api import Api


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(recording={"mode": "ask"})


def record(api: Api, act: str, talk: str | None, status: int = 202, **more: object) -> dict[str, object]:
    answer = api.client.post("/api/agents/anna/recording", json={"act": act, "talk": talk, **more}, headers=api.bearer)
    assert answer.status_code == status, answer.json
    return dict(answer.json)


def talk_of(world: World) -> str:
    on_board = world.house.board.agent(AgentId("anna"))
    assert on_board is not None
    return str(on_board.reservation)


def test_it_is_started_paused_and_taken_back(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    talk = talk_of(world)
    assert record(api, "start", talk, 409)["code"] == "not_agreed"
    started = record(api, "start", talk, caller_agreed=True)
    assert (started["state"], started["call_sid"]) == ("starting", caller.legs[-1].sid)
    assert record(api, "start", talk, caller_agreed=True)["id"] == started["id"]
    caller.waits("3s")
    assert record(api, "pause", None)["state"] == "pausing"
    caller.waits("2s")
    assert record(api, "resume", talk)["state"] == "resuming"
    caller.waits("2s").hangs_up().waits("5s")
    assert record(api, "withdraw", talk)["state"] == "deleting"
    world.passes("3s")
    assert record(api, "withdraw", talk)["state"] == "deleted"
    assert world.carrier.exchange.recordings.by_sid == {}


def test_another_talk_is_never_meant(world: World, api: Api) -> None:
    talks_with_anna(world)
    assert record(api, "start", "another", 409, caller_agreed=True)["code"] == "other_talk"
    assert record(api, "pause", talk_of(world), 409)["code"] == "nothing_recorded"
    assert record(api, "dance", talk_of(world), 422)["code"] == "mistaken"
    world.passes("2s")
    assert world.carrier.exchange.recordings.by_sid == {}


def test_where_the_line_records_no_talks_there_is_no_such_address(world_of: WorldOf) -> None:
    world = world_of()
    answer = Api(world.house).client.post(
        "/api/agents/anna/recording",
        json={"act": "start", "talk": "x", "caller_agreed": True},
        headers=Api(world.house).bearer,
    )
    assert answer.status_code == 404
