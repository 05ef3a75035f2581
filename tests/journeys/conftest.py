import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import NO_MORE
from voice_app.ledger import Ledger

MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
"""In Amsterdam it is noon, and the line is open until nine."""

WorldOf = Callable[..., World]


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated ledger to copy: migrating anew for each journey would take longer than the journey."""
    path = tmp_path_factory.mktemp("ledger") / "empty.db"
    ledger = Ledger(f"sqlite:///{path}")
    ledger.migrate()
    ledger.close()
    return path


@pytest.fixture
def ledger(empty_ledger: Path, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger of this journey's own; what all journeys say to theirs is compiled once."""
    shutil.copy(empty_ledger, tmp_path / "ledger.db")
    here = empty_ledger.with_name("here")
    here.unlink(missing_ok=True)
    here.symlink_to(tmp_path)
    ledger = _opened(here / "ledger.db")
    yield ledger
    ledger.close()


@cache
def _opened(file: Path) -> Ledger:
    return Ledger(f"sqlite:///{file}")


@pytest.fixture
def world_of(redis_server: EmbeddedRedis, ledger: Ledger) -> Iterator[WorldOf]:
    """Builds the world of a journey: `world_of(start=…, callback={…})`; examined when the journey is over."""
    worlds: list[World] = []
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()

    def build(start: datetime = MONDAY_NOON, env: Mapping[str, str] = NO_MORE, **sections: dict[str, Any]) -> World:
        worlds.append(World.build(line_of(**sections), ledger, client, start, env))
        return worlds[-1]

    yield build
    for world in worlds:
        world.examine()
    client.close()


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of()
