"""The API of a whole house on a virtual clock; every answer is held against the OpenAPI document."""

import pytest
from flask.testing import FlaskClient

from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of
from tests.journeys.world import World
from tests.voice_app.api.api import Api

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]


@pytest.fixture
def api(world: World) -> Api:
    return Api(world.house, world.app)


@pytest.fixture
def stranger(world: World) -> FlaskClient:
    """Somebody without a token."""
    return world.app.test_client()
