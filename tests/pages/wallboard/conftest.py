"""A busy noon: seven agents, a morning behind them, callers who wait."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import redis

from routing.agents import Presence
from tests.journeys.conftest import MONDAY_NOON, WorldOf
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.past import lay_past
from tools.ports import free_port
from voice_app.ledger import Ledger

MORE = {"dirk": "Dirk", "els": "Els van den Berg", "farid": "Farid", "gwen": "Gwen"}


def team() -> list[dict[str, Any]]:
    """The three of the journeys, and four more."""
    known = line_of(supervisors=("chloe",)).as_dict()["agent"]
    others = [
        {
            "id": id_,
            "name": name,
            "reach": f"tel:+3168765430{count}",
            "languages": ["nl"],
            "skills": {"billing": 2, "technical": 2},
        }
        for count, (id_, name) in enumerate(MORE.items())
    ]
    return [*known, *others]


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(agent=team(), env={"PAGES_PORT": str(free_port())})


@pytest.fixture
def storied_world(redis_server: EmbeddedRedis, ledger: Ledger) -> Iterator[World]:
    """One with a morning behind it that was made up: the carrier knows nothing of it, so nobody examines it."""
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()
    line = line_of(agent=team())
    lay_past(ledger, line, until=MONDAY_NOON, days=1, calls_a_day=180, chance=Random(11))  # noqa: S311 - made up
    yield World.build(line, ledger, client, MONDAY_NOON, {"PAGES_PORT": str(free_port())})
    client.close()


def is_busy(world: World) -> list[Any]:
    """Two talk, one wraps up, one has a break; three wait, two of them for the same."""
    anna, bram = world.signs_on("anna", "bram")
    for phone in (anna, bram):
        phone.accepts()
    talking = [
        world.caller(f"+3162222220{n}").dials(world.carrier.line).waits("4s").presses(key) for n, key in enumerate("12")
    ]
    world.passes("40s")
    world.declares("dirk", Presence.ON_BREAK)
    world.passes("80s")
    waiting = []
    for n, key in enumerate("112"):
        waiting.append(world.caller(f"+3163333330{n}").dials(world.carrier.line).waits("4s").presses(key))
        world.passes("25s")
    return [*talking, *waiting]
