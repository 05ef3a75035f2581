"""Whatever programs ask of the API, in any order, beside supervisors and people: it answers as its document says, and
what it has said stays true.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzzing.any_program import AnyProgram
from tests.journeys.conftest import empty_ledger
from tests.journeys.lines import line_of
from tests.journeys.test_promises_at_random import worlds
from tools.embedded_redis import EmbeddedRedis

__all__ = ["empty_ledger"]

Machine = Callable[[], AnyProgram]


@pytest.fixture
def machine(redis_server: EmbeddedRedis, empty_ledger: Path, tmp_path: Path) -> Iterator[Machine]:
    """Makes the machine of one history, in a world of its own."""
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    with worlds(client, line_of(), empty_ledger, tmp_path / "ledger.db") as world_at:
        yield lambda: AnyProgram(world_at)


def histories(machine: Machine, count: int, steps: int, *, always_the_same: bool = False) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            derandomize=always_the_same,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_histories(machine: Machine) -> None:
    histories(machine, 8, 15, always_the_same=True)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_many_histories(machine: Machine) -> None:
    histories(machine, 600, 40)
