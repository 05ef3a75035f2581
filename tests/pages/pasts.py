"""A house with weeks behind it, made up: for pages that look back. Nobody holds a past that was made up to what the
oracle asks of journeys."""

from datetime import datetime, timedelta
from random import Random

import pytest
import redis

from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.past import lay_past
from tools.ports import free_port
from voice_app.ledger import Ledger

__all__ = ["bare", "past"]

SEED = 3


def build(redis_server: EmbeddedRedis, ledger: Ledger, start: datetime = MONDAY_NOON) -> World:
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()
    env = {"PAGES_PORT": str(free_port())}
    return World.build(line_of(supervisors=("chloe",)), ledger, client, start, env)


@pytest.fixture
def bare(redis_server: EmbeddedRedis, ledger: Ledger) -> World:
    """Whose ledger the test fills by itself."""
    return build(redis_server, ledger)


@pytest.fixture
def past(bare: World) -> World:
    """Six weeks of ninety calls a day, until a minute ago."""
    until = bare.now - timedelta(minutes=1)
    lay_past(bare.house.ledger, bare.house.line, until=until, days=42, calls_a_day=90, chance=Random(SEED))  # noqa: S311 - made up
    return bare
