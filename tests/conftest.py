"""What every test stands on: a Redis per test process, no network beyond loopback, no skip where none is allowed."""

import gc
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import redis
from hypothesis import HealthCheck, settings

from tests import canaries
from tests.browser import browser
from tests.once import make_once
from tools.embedded_redis import EmbeddedRedis

__all__ = ["browser"]

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NO_SKIP = os.environ.get("GEHOOR_ALLOW_NO_SKIP") == "1"

# On a developer's machine new examples are tried each time; a build is never red by chance. No deadline: the
# machines that build share their cores.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


make_once()

# Ten thousand tests and their modules are looked through for rubbish again and again while they are collected, which is
# a third of that time; whoever looks seldom finds as much.
gc.set_threshold(20_000, 20, 20)

MEMORY, ENOUGH = Path("/dev/shm"), 4 * 1024**3  # noqa: S108 - a file system, of which only a folder of our own is used
"""Where a write is on its disk at once, and how many bytes must be free there."""


def _keep_files_in_memory() -> None:
    """Every commit of a ledger waits for the disk, as it must; thousands of them are half of what a test takes. Nothing
    that the tests take down loses its memory by it. Processes that tests start inherit the place."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # to be looked up anew


_keep_files_in_memory()

PUBLISHED = Path(__file__).parents[2] / "shared" / "reference" / "twilio"
"""What Twilio publishes of its API, where somebody has laid it beside the checkout; none of it is part of it."""


def pytest_report_header() -> str | None:
    if PUBLISHED.exists():
        return None
    return "Twilio's published data is not beside this checkout: what is compared with it is left out"


def pytest_collection_finish() -> None:
    """What has been collected lasts until the end: nobody need look through it for rubbish again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `published` hold our tables against Twilio's own data; without it there is nothing to compare."""
    if PUBLISHED.exists():
        return
    left_out = [item for item in items if item.get_closest_marker("published")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A server for this test process alone: tests run side by side in several."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_client(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    """A client of an empty `redis_server`."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
        yield client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _telling_of_nobody(_without_skip((yield)))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skip((yield))


def _without_skip(report: Report) -> Report:
    """Where no skip is allowed, a skip is a failure that says what was skipped and why."""
    if NO_SKIP and report.skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"No skip is allowed here (GEHOOR_ALLOW_NO_SKIP=1). {why}"
    return report


def _telling_of_nobody(report: pytest.TestReport) -> pytest.TestReport:
    """Whatever was tested: who it was about stands in no record of the log."""
    if report.when == "teardown":
        if told := canaries.told_of(report):
            report.outcome = "failed"
            report.longrepr = "The log tells of somebody:\n" + "\n".join(told)
        canaries.said_lately.clear()
    return report


class OutsideLoopback(RuntimeError):
    """A test reached for the network. Not an OSError, so that no code under test takes it for an outage."""


def _stay_on_loopback(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a Unix socket, always here
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_loopback(host):
        raise OutsideLoopback(f"{event} to {host!r}: tests stay on this machine")


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(str(name))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_stay_on_loopback)
