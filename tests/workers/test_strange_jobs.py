"""Whoever can write to Redis cannot have anything run by it: neither by a pickle nor by naming a function."""

import pickle
import signal
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from rq import Callback, Queue
from rq.job import Job
from rq.serializers import JSONSerializer, PickleSerializer

from tools.embedded_redis import EmbeddedRedis
from voice_app import jobs
from voice_app.jobs import QUEUE
from workers.bell import Listener

pytestmark = pytest.mark.threat("T21")

TOUCHED: list[Path] = []
"""Where whatever should not run leaves its file."""


def touch(*_: Any) -> None:
    """Stands for anything that can be reached by its name."""
    TOUCHED[-1].touch()


class Bomb:
    """Unpickling it runs a command."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return touch, (str(TOUCHED[-1]),)


@pytest.fixture
def trace(tmp_path: Path) -> Iterator[Path]:
    """The file; and the handlers of signals, which RQ takes, are put back."""
    TOUCHED.append(tmp_path / "was here")
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield TOUCHED[-1]
    for number, handler in kept.items():
        signal.signal(number, handler)
    TOUCHED.pop()


def works_off(server: EmbeddedRedis) -> None:
    Listener(server.url, QUEUE, threading.Event()).work(burst=True, logging_level="WARNING")


def named(client: redis.Redis, function: str, *arguments: Any, **options: Any) -> Job:
    return Queue(QUEUE, connection=client, serializer=JSONSerializer).enqueue(function, *arguments, **options)


def test_the_file_would_be_there_if_it_ran(trace: Path) -> None:
    pickle.loads(pickle.dumps(Bomb()))  # noqa: S301 - our own
    assert trace.exists()


def test_a_pickle_is_refused_and_nothing_of_it_runs(
    redis_server: EmbeddedRedis, redis_client: redis.Redis, trace: Path
) -> None:
    bomb = Queue(QUEUE, connection=redis_client, serializer=PickleSerializer).enqueue(jobs.BEAT, Bomb())
    assert b"\x80" in bomb.data
    works_off(redis_server)
    assert not trace.exists()
    assert Job.fetch(bomb.id, redis_client, serializer=JSONSerializer).is_failed


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("tests.workers.test_strange_jobs.touch", ()),
        ("os.system", ("true",)),
        ("subprocess.getoutput", ("true",)),
        ("builtins.eval", ("1",)),
        ("workers.heartbeat.threading.Thread", ()),
        ("workers.shop.open_shop", ()),
        (jobs.KEEP_PROMISE, ({"id": 1}, ["x"], None)),
    ],
)
def test_a_function_that_is_no_job_of_ours_is_refused_by_its_name(
    redis_server: EmbeddedRedis, redis_client: redis.Redis, trace: Path, function: str, arguments: tuple[Any, ...]
) -> None:
    strange = named(redis_client, function, *arguments)
    works_off(redis_server)
    assert not trace.exists()
    failed = Job.fetch(strange.id, redis_client, serializer=JSONSerializer)
    assert failed.is_failed
    assert "NotOursError" in str(failed.latest_result().exc_string)


def test_nothing_is_called_after_a_job(redis_server: EmbeddedRedis, redis_client: redis.Redis, trace: Path) -> None:
    after = Callback("tests.workers.test_strange_jobs.touch")
    named(redis_client, "os.getcwd", on_success=after, on_failure=after, on_stopped=after)
    works_off(redis_server)
    assert not trace.exists()


def test_what_lies_there_from_others_keeps_none_of_ours_from_being_done(
    redis_server: EmbeddedRedis, redis_client: redis.Redis, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr("workers.customers.look_up", done.append)
    monkeypatch.setattr("workers.bell.at_work", lambda: SimpleNamespace(house=None))
    monkeypatch.setattr("workers.bell.watched_job", lambda *_: nullcontext())
    Queue(QUEUE, connection=redis_client, serializer=PickleSerializer).enqueue(jobs.BEAT, Bomb())
    named(redis_client, "os.getcwd")
    named(redis_client, jobs.LOOK_UP, "a-call")
    works_off(redis_server)
    assert done == ["a-call"]
    assert not trace.exists()
