"""A Redis that Sentinel watches: when its master dies, or hands over, board and jobs go to the other by themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker

from routing.board import Board, BoardGone
from tests.hosts.redis_servers import NAMED, Watched, watched
from tests.routing.floor import NOON
from tests.watch import Watch, patience, watch
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port
from voice_app.jobs import BEAT, QUEUE, RqJobs
from voice_app.redis_forms import NotHere, client_of
from voice_app.runtime import REDIS_RESTS, OnePatience, board_client, jobs_client

__all__ = ["patience", "watch"]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path) as running:
        yield running


def rung(pair: Watched) -> int:
    """Jobs that wait at whoever is the master."""
    with redis.Redis(port=pair.master.port) as client:
        return int(client.llen(f"rq:queue:{QUEUE}"))


def test_when_the_master_dies_board_and_jobs_go_to_the_other(
    pair: Watched, patience: OnePatience, watch: Watch
) -> None:
    board, bell = Board(board_client(pair.url, patience)), RqJobs(jobs_client(pair.url, patience))
    board.restored("before")
    bell.ring(BEAT)
    is_promoted = pair.loses_its_master()
    with pytest.raises(BoardGone):
        board.is_blank()
    is_promoted()
    watch.seconds += REDIS_RESTS.total_seconds()
    assert not board.is_blank(), "what was replicated is there"
    bell.ring(BEAT)
    assert rung(pair) == 2


def test_when_the_master_hands_over_nobody_notices(pair: Watched, patience: OnePatience) -> None:
    board, bell = Board(board_client(pair.url, patience)), RqJobs(jobs_client(pair.url, patience))
    board.restored("before")
    bell.ring(BEAT)
    pair.hands_over()
    board.restored("after")
    assert not board.is_blank()
    bell.ring(BEAT)
    assert rung(pair) == 2


def test_a_master_that_became_a_replica_is_left(
    redis_server: EmbeddedRedis, patience: OnePatience, watch: Watch
) -> None:
    """One name that follows the master, as managed services have it: who is connected would stay with the old one."""
    client = board_client(redis_server.url, patience)
    board, connection = Board(client), client.client_id()
    board.restored("before")
    with redis.Redis.from_url(redis_server.url) as operator:
        operator.replicaof("127.0.0.1", free_port())
        with pytest.raises(BoardGone):
            board.ring_slot(NOON)
        operator.replicaof("NO", "ONE")
    watch.seconds += REDIS_RESTS.total_seconds()
    assert board.ring_slot(NOON) == "taken"
    assert client.client_id() != connection


def test_a_worker_hears_the_bell_wherever_it_is(pair: Watched) -> None:
    """Its client tries nothing twice; whoever listens begins anew, as `workers.bell.listen` does each second."""
    with client_of(pair.url) as client:
        worker = SimpleWorker([Queue(QUEUE, connection=client)], connection=client)
        pair.hands_over()
        Queue(QUEUE, connection=client_of(pair.url)).enqueue("os.getpid", result_ttl=60)
        with pytest.raises(NotHere):
            worker.work(burst=True, logging_level="WARNING")
        assert worker.work(burst=True, logging_level="WARNING")
    assert rung(pair) == 0


def test_each_has_credentials_of_its_own(pair: Watched) -> None:
    master, sentinel = pair.master, pair.sentinel
    sentinel.ask("SENTINEL SET", NAMED, "auth-pass", "kept")
    for server, password in ((master, "kept"), (sentinel, "told")):
        server.ask("ACL SETUSER", "default", "resetpass", f">{password}")
    address = f"127.0.0.1:{sentinel.port}/{NAMED}/0"
    with client_of(f"redis+sentinel://:kept@{address}?sentinel_password=told") as client:
        assert client.ping()
    for lacking in (f"redis+sentinel://{address}?sentinel_password=told", f"redis+sentinel://:kept@{address}"):
        how = {"retry": Retry(NoBackoff(), 0)}
        with client_of(lacking, **how) as client, pytest.raises(redis.ConnectionError):
            client.ping()
