from collections.abc import Iterator

import pytest
import redis

from routing.board import Board
from tools.embedded_redis import EmbeddedRedis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """One of their own: these count every key, and a page that was just closed looks at the other one once more."""
    with EmbeddedRedis(tmp_path_factory.mktemp("board")) as server:
        yield server


@pytest.fixture
def board_client(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    """A client as the board wants it, of an empty Redis."""
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def board(board_client: redis.Redis) -> Board:
    return Board(board_client)
