"""The house of the journeys, with Chloë as its supervisor, who edits."""

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world_of
from tests.journeys.world import World
from voice_app.rostering.edits import Editor

__all__ = ["WorldOf", "empty_ledger", "ledger", "world_of"]


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",))


@pytest.fixture
def chloe(world: World) -> Editor:
    return Editor(world.house, AgentId("chloe"), world.now)
