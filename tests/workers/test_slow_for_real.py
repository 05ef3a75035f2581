"""The process for long work as a host starts it: it beats, plays what it is rung for, and stops when told."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis

from routing.skills import AgentId
from tests.recovery.processes import Process
from tests.voice_app.whatif.days import lay_days
from tools.embedded_redis import EmbeddedRedis
from tools.surroundings import ROOT
from voice_app import jobs, line
from voice_app.jobs import RqJobs
from voice_app.ledger import Ledger, agents, heartbeats, what_ifs
from voice_app.ledger.what_ifs import WhatIf
from voice_app.runtime import WallClock, enrolments_of, line_in_force, pause
from voice_app.settings import variables
from voice_app.whatif.question import Question

PATIENCE = 120
"""Seconds; a few on an idle machine."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger whose last two weeks are full of calls."""
    made = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    made.migrate()
    shipped, now = line.load(ROOT / "line.toml"), WallClock().now()
    with made.write() as connection:
        line_in_force(connection, shipped, now)
        agents.enrol(connection, enrolments_of(shipped), now)
    today = now.astimezone(shipped.timezone).date()
    lay_days(made, shipped, [today - timedelta(days=day) for day in range(1, 15)], 30, shipped.agents[0].id)
    yield made
    made.close()


@pytest.fixture
def slow(ledger: Ledger, redis_server: EmbeddedRedis, tmp_path: Path) -> Iterator[Process]:
    given: Mapping[str, str] = dict.fromkeys((*variables(), *(f"{name}_FILE" for name in variables())), "")
    environment = {
        **given,
        "PUBLIC_BASE_URL": "https://line.example",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "0" * 32,
        "DATABASE_URL": f"sqlite:///{tmp_path}/ledger.db",
        "REDIS_URL": redis_server.url,
        "LINE_FILE": str(ROOT / "line.toml"),
        "SECRET_KEY": "only-for-this-test",
        "PATH": f"{ROOT}/.venv/bin",
    }
    redis.Redis.from_url(redis_server.url).flushall()
    process = Process("slow", environment, tmp_path / "slow.log")
    yield process
    assert process.stop() == 0


def test_it_beats_plays_and_stops_when_it_is_told(ledger: Ledger, slow: Process, redis_server: EmbeddedRedis) -> None:
    with ledger.read() as connection:
        supervisor = next(iter(agents.all(connection))).id
    wait_until(lambda: heartbeats.SLOW in beats(ledger), slow)
    ringing = RqJobs(redis.Redis.from_url(redis_server.url))
    ask(ledger, ringing, "W1", supervisor, seeds=6)
    wait_until(lambda: state(ledger, "W1") == "done", slow)
    ask(ledger, ringing, "W2", supervisor, seeds=30)
    wait_until(lambda: runs_done(ledger, "W2") > 0, slow)
    with ledger.write() as connection:
        assert what_ifs.cancel(connection, "W2", WallClock().now())
    ask(ledger, ringing, "W3", supervisor, seeds=6)
    wait_until(lambda: state(ledger, "W3") == "done", slow)
    assert (state(ledger, "W2"), runs_done(ledger, "W2") < 60) == ("cancelled", True)


def ask(ledger: Ledger, ringing: RqJobs, id_: str, by: AgentId, seeds: int) -> None:
    yesterday = date.today() - timedelta(days=2)  # noqa: DTZ011 - any day of the last two weeks
    question = Question(day=yesterday.isoformat(), seeds=seeds, later=60)
    asked = WhatIf(id_, by, WallClock().now(), question.kept, "asked", 2 * seeds, 0)
    with ledger.write() as connection:
        assert what_ifs.ask(connection, asked, 5)
    ringing.ring(jobs.ANSWER_WHAT_IF, id_)


def beats(ledger: Ledger) -> set[str]:
    with ledger.read() as connection:
        return {beat.process for beat in heartbeats.all(connection)}


def state(ledger: Ledger, id_: str) -> str:
    with ledger.read() as connection:
        found = what_ifs.get(connection, id_)
    assert found is not None
    assert found.state not in ("failed", "lost"), found.cause
    return found.state


def runs_done(ledger: Ledger, id_: str) -> int:
    with ledger.read() as connection:
        found = what_ifs.get(connection, id_)
    assert found is not None
    return found.runs_done


def wait_until(is_so: Callable[[], bool], process: Process) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not is_so():
        assert process.lives, process.logged()
        assert time.monotonic() < give_up_at, process.logged()
        pause(timedelta(seconds=0.1))
