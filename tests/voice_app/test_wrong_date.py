"""A process that is started while the machine's date is wrong: by `faketime`, which lies to the whole process."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import empty_ledger, ledger
from tools.embedded_redis import EmbeddedRedis
from tools.surroundings import ROOT
from voice_app.ledger import Ledger, heartbeats
from voice_app.runtime import WallClock

__all__ = ["empty_ledger", "ledger"]

pytestmark = [
    pytest.mark.fault("F21"),
    pytest.mark.skipif(shutil.which("faketime") is None, reason="there is no faketime: apt-get install faketime"),
]


def starts(ledger_file: Path, redis_server: EmbeddedRedis, date: str, program: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
        "TWILIO_AUTH_TOKEN": "only-for-the-wrong-date",
        "SECRET_KEY": "only-for-the-wrong-date",
        "DATABASE_URL": f"sqlite:///{ledger_file}",
        "REDIS_URL": redis_server.url,
        "LINE_FILE": str(ROOT / "line.toml"),
    }
    return subprocess.run(
        ["faketime", "-f", date, sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


OPENS = """
import sys
from voice_app.start import begin
from workers.shop import open_shop
open_shop(*begin("ticker"))
sys.stdout.write("it runs")
"""


@pytest.mark.parametrize(("date", "runs"), [("-10m", False), ("+1h", True)])
def test_it_refuses_to_run_well_before_the_ledgers_last_sign_of_life(
    ledger: Ledger, tmp_path: Path, redis_server: EmbeddedRedis, date: str, runs: bool
) -> None:
    with ledger.write() as connection:
        heartbeats.beat(connection, heartbeats.TICKER, WallClock().now())
    ended = starts(tmp_path / "ledger.db", redis_server, date, OPENS)
    assert (ended.returncode == 0, "it runs" in ended.stdout) == (runs, runs), ended.stderr
    assert ("and the ledger has seen" in ended.stderr) is not runs
