"""Whatever people do and whatever fails, in any order: a promise is kept, let go, or before somebody in time."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
import redis
import structlog
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.canaries import found_in
from tests.journeys.any_history import NUMBERS, AnyHistory
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import settings_of_the_stage
from voice_app.ledger import Ledger
from voice_app.log import configure

Machine = Callable[[], AnyHistory]


@pytest.fixture
def machine(redis_server: EmbeddedRedis, empty_ledger: Path, tmp_path: Path) -> Iterator[Machine]:
    """Makes the machine of one history, in a world of its own."""
    file, ledgers = tmp_path / "ledger.db", []
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    log = StringIO()
    configure(settings_of_the_stage(), log)  # as in production: a traceback for people takes seconds

    def world_at(start: datetime) -> World:
        for ledger in ledgers:
            ledger.close()
        client.flushall()
        for rest in ("-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)
        shutil.copy(empty_ledger, file)
        ledgers[:] = [Ledger(f"sqlite:///{file}")]
        return World.build(line_of(), ledgers[0], client, start)

    yield lambda: AnyHistory(world_at, client.flushall)
    for ledger in ledgers:
        ledger.close()
    client.close()
    people = [phone for phone in (*NUMBERS, *(agent.reach for agent in line_of().agents)) if "+" in phone]
    assert found_in({"log": log.getvalue()}, people) == []
    structlog.reset_defaults()


def histories(machine: Machine, count: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.fault("F19")
@pytest.mark.timeout(900)
def test_a_few_histories(machine: Machine) -> None:
    histories(machine, 12, 15)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_thousand_histories(machine: Machine) -> None:
    histories(machine, 1000, 40)
