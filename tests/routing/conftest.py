from collections.abc import Iterator

import pytest
import redis

from routing.board import Board
from tools.embedded_redis import EmbeddedRedis


@pytest.fixture
def board_client(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    """A client as the board wants it, of an empty Redis."""
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def board(board_client: redis.Redis) -> Board:
    return Board(board_client)
