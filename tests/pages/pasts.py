"""A house with weeks behind it, made up: for pages that look back. Nobody holds a past that was made up to what the
oracle asks of journeys.

A past is laid once in a test process, which takes a second, and copied from then on, which takes a moment.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
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
LAID = dict[str, sqlite3.Connection]()
"""Ledgers by the name of their past, in memory."""


def once(past: str, ledger: Ledger, lay: Callable[[], None]) -> None:
    """The ledger as `lay` left the first one that was given this past; both began alike."""
    with closing(sqlite3.connect(str(ledger.file))) as file:
        if past in LAID:
            LAID[past].backup(file)
            return
        lay()
        LAID[past] = sqlite3.connect(":memory:")
        file.backup(LAID[past])


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
    house, until = bare.house, bare.now - timedelta(minutes=1)

    def lay() -> None:
        lay_past(house.ledger, house.line, until=until, days=42, calls_a_day=90, chance=Random(SEED))  # noqa: S311 - made up

    once("six weeks", house.ledger, lay)
    return bare
