"""The disk is full where the log is written: lines are lost, and nothing else is."""

import json
import os
import resource
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import structlog

from tools.stage import settings_of_the_stage
from voice_app.log import configure

pytestmark = pytest.mark.fault("F13")

FULL = Path("/dev/full")
"""Whatever is written to it finds no space."""


class Disk(StringIO):
    """One that is full for a while."""

    is_full = False

    def write(self, text: str) -> int:
        if self.is_full:
            raise OSError(28, "No space left on device")
        return super().write(text)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_a_line_that_cannot_be_written_breaks_nothing_and_is_counted(disk: Disk) -> None:
    configure(settings_of_the_stage().model_copy(update={"log_format": "json"}), disk)
    log = structlog.get_logger()
    try:
        log.info("before")
        disk.is_full = True
        log.error("hook.broken", exc_info=RuntimeError("this"))
        log.info("lost, too")
        disk.is_full = False
        log.info("after")
    finally:
        structlog.reset_defaults()
    before, lost, after = map(json.loads, disk.getvalue().splitlines())
    assert (before["event"], after["event"]) == ("before", "after")
    assert (lost["event"], lost["lines"]) == ("log.lines_lost", 2)


WRITES = """
import sys
import structlog
from tools.stage import settings_of_the_stage
from voice_app.log import configure
configure(settings_of_the_stage(), open(sys.argv[1], "w"))
for _ in range(200):
    structlog.get_logger().info("a line of the log", much="x" * 100)
print("went on")
"""


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_process_goes_on_where_the_device_of_its_log_is_full() -> None:
    assert _run(str(FULL)) == "went on"


def test_a_process_goes_on_where_its_log_may_grow_no_more(tmp_path: Path) -> None:
    assert _run(str(tmp_path / "log"), largest_file=4096) == "went on"
    assert (tmp_path / "log").stat().st_size <= 4096


def _run(log: str, largest_file: int | None = None) -> str:
    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    done = subprocess.run(
        [sys.executable, "-c", WRITES, log],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=limit,
        check=False,
    )
    return done.stdout.strip()
