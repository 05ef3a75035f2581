"""Whatever people do and whatever fails, in any order: a promise is kept, let go, or before somebody in time."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.journeys.any_house import EVERYTHING, AnyHouse, Pool
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import settings_of_the_stage
from voice_app.ledger import Ledger
from voice_app.line import Line
from voice_app.log import configure

Machine = Callable[[], AnyHistory]


@contextmanager
def worlds(client: redis.Redis, line: Line, empty_ledger: Path, file: Path) -> Iterator[Callable[[datetime], World]]:
    """Makes one world after the other, each over an empty ledger in this file; none of their people is in the log."""
    ledgers: list[Ledger] = []
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
        return World.build(line, ledgers[0], client, start)

    yield world_at
    for ledger in ledgers:
        ledger.close()
    client.close()
    people = [phone for phone in (*NUMBERS, *(agent.reach for agent in line.agents)) if "+" in phone]
    assert found_in({"log": log.getvalue()}, people) == []
    structlog.reset_defaults()


@pytest.fixture
def machine(redis_server: EmbeddedRedis, empty_ledger: Path, tmp_path: Path) -> Iterator[Machine]:
    """Makes the machine of one history, in a world of its own."""
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    with worlds(client, line_of(), empty_ledger, tmp_path / "ledger.db") as world_at:
        yield lambda: AnyHistory(world_at, client.flushall)


@pytest.fixture
def house(redis_server: EmbeddedRedis, empty_ledger: Path, tmp_path: Path) -> Iterator[Machine]:
    """The same, of one in which everything is switched on, and whose stores go and return."""
    pool, file = Pool.from_url(redis_server.url, decode_responses=True), tmp_path / "ledger.db"
    client = redis.Redis(connection_pool=pool)
    with worlds(client, line_of(**EVERYTHING), empty_ledger, file) as world_at:
        yield lambda: AnyHouse(world_at, client.flushall, pool, file)


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


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_thousand_histories_of_a_house_in_which_everything_is_switched_on(house: Machine) -> None:
    histories(house, 1000, 40)
