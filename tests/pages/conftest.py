"""The house of the journeys, with Chloë as its supervisor, and its pages."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world_of
from tests.journeys.world import World
from tests.pages.streams import close_all
from tools.ports import free_port
from voice_app.accounts import hashing
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

__all__ = ["WorldOf", "empty_ledger", "ledger", "world_of"]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they cost is `tests/accounts`' to know."""
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(memory_cost=8, time_cost=1, parallelism=1))


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())})


@pytest.fixture
def house(world: World) -> Runtime:
    return world.house


@pytest.fixture
def app(house: Runtime) -> Iterator[Flask]:
    yield create_pages(house)
    close_all()
