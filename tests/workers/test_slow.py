"""The bell for long work: another queue, another process, behind the others; and nothing of it is lost on the way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from tools.embedded_redis import EmbeddedRedis
from voice_app import jobs
from voice_app.jobs import RqJobs
from workers import slow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bell(redis_server: EmbeddedRedis) -> redis.Redis:
    client = redis.Redis.from_url(redis_server.url)
    client.flushall()
    return client


def rung(bell: redis.Redis, queue: str) -> list[tuple[str, tuple[str, ...]]]:
    found = Queue(queue, connection=bell, serializer=JSONSerializer)
    return [(job.func_name, tuple(job.args)) for job in found.jobs]


def test_long_work_is_sent_where_it_holds_up_nobody(bell: redis.Redis) -> None:
    ringing = RqJobs(bell)
    ringing.ring(jobs.ANSWER_WHAT_IF, "W1")
    ringing.ring(jobs.BEAT)
    assert rung(bell, jobs.SLOW_QUEUE) == [(jobs.ANSWER_WHAT_IF, ("W1",))]
    assert rung(bell, jobs.QUEUE) == [(jobs.BEAT, ())]


def test_it_may_take_minutes_and_not_for_ever(bell: redis.Redis) -> None:
    RqJobs(bell).ring(jobs.ANSWER_WHAT_IF, "W1")
    (job,) = Queue(jobs.SLOW_QUEUE, connection=bell, serializer=JSONSerializer).jobs
    assert job.timeout == jobs.SLOW_FOR


def test_its_process_is_nicer_than_the_others() -> None:
    """Of a process of its own: niceness cannot be taken back."""
    quiet = "from workers import slow; slow._beat_on = lambda: None"
    script = f"import os; {quiet}; slow.keep_out_of_the_way(); print(os.nice(0))"
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(said.stdout) == os.nice(0) + slow.NICE


def test_a_word_that_is_no_process_is_answered_with_those_there_are() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "workers", "fast"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (said.returncode, "[slow | tick]" in said.stderr) == (2, True)
