"""How long a store may keep a caller waiting."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from routing.board import Board, BoardGone
from routing.skills import AgentId
from tests.watch import Watch, patience, watch
from tools.embedded_redis import EmbeddedRedis
from voice_app.breaker import Breaker
from voice_app.jobs import BEAT, RqJobs
from voice_app.ledger import Ledger, LedgerGone
from voice_app.runtime import REDIS_ANSWER, REDIS_CONNECT, REDIS_RESTS, OnePatience, board_client, jobs_client

__all__ = ["patience", "watch"]

ANNA = AgentId("anna")


@pytest.fixture
def silence() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.fault("F7")
def test_a_redis_that_hangs_costs_one_patience_however_often_it_is_asked(silence: str, patience: OnePatience) -> None:
    board, bell = Board(board_client(silence, patience)), RqJobs(jobs_client(silence, patience))
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(BoardGone):
            board.agent(ANNA)  # a pipeline
        with pytest.raises(BoardGone):
            board.plan()  # a command
        bell.ring(BEAT)
    assert time.monotonic() - began < REDIS_CONNECT + REDIS_ANSWER + 0.5


@pytest.mark.fault("F8")
def test_a_redis_that_came_back_is_asked_again_after_its_rest(
    tmp_path: Path, patience: OnePatience, watch: Watch
) -> None:
    with EmbeddedRedis(tmp_path) as server:
        board = Board(board_client(server.url, patience))
        assert board.is_blank()
        server.kill()
        with pytest.raises(BoardGone):
            board.is_blank()
        server.start()
        with pytest.raises(BoardGone):
            board.is_blank()
        watch.seconds += REDIS_RESTS.total_seconds()
        assert board.is_blank()


def test_a_server_that_was_only_restarted_is_not_taken_for_gone(tmp_path: Path, patience: OnePatience) -> None:
    with EmbeddedRedis(tmp_path) as server:
        board = Board(board_client(server.url, patience))
        assert board.is_blank()
        server.stop()
        server.start()
        assert board.is_blank()


def test_an_answer_that_refuses_is_an_answer(redis_server: EmbeddedRedis, patience: OnePatience) -> None:
    client = board_client(redis_server.url, patience)
    with pytest.raises(redis.ResponseError):
        client.execute_command("NO SUCH COMMAND")
    assert client.ping()


def test_a_ledger_that_is_gone_is_not_asked_twice_in_a_row(tmp_path: Path, watch: Watch) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}", Breaker(timedelta(seconds=1), watch))
    with pytest.raises(LedgerGone, match="CANTOPEN"), ledger.read():
        pass
    with pytest.raises(LedgerGone, match="a moment ago"), ledger.write():
        pass
    watch.seconds += 1
    with pytest.raises(LedgerGone, match="CANTOPEN"), ledger.read():
        pass


@pytest.mark.fault("F7")
@pytest.mark.parametrize("make", [board_client, jobs_client])
def test_no_look_at_redis_is_without_its_bounds(make: Callable[[str, OnePatience], redis.Redis]) -> None:
    client = make("redis://127.0.0.1:1/0", OnePatience(Breaker(REDIS_RESTS, lambda: 0.0)))
    bounds = client.connection_pool.connection_kwargs
    assert (bounds["socket_connect_timeout"], bounds["socket_timeout"]) == (REDIS_CONNECT, REDIS_ANSWER)
    assert bounds["retry"].get_retries() == 0
    assert REDIS_CONNECT + REDIS_ANSWER <= 0.6
    assert timedelta(seconds=5) <= REDIS_RESTS
