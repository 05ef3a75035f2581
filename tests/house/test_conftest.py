"""The ground under the tests holds: no network beyond loopback, and no skip where none is allowed."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OutsideLoopback
from tests.house.sources import ROOT

PYTEST = (sys.executable, "-m", "pytest", "-c", os.devnull, "--continue-on-collection-errors")
SKIPS = """
import pytest

def test_that_is_skipped():
    pytest.skip("no browser here")

@pytest.mark.skip(reason="some day")
def test_that_is_marked(): ...

def test_that_runs(): ...
"""


def test_no_test_connects_to_another_machine() -> None:
    with pytest.raises(OutsideLoopback), socket.socket() as telephone:
        telephone.connect(("192.0.2.1", 80))


def test_no_test_asks_for_the_address_of_another_machine() -> None:
    with pytest.raises(OutsideLoopback):
        socket.getaddrinfo("gehoor.example", 80)


def test_a_test_may_talk_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_every_skip_fails_where_none_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(SKIPS)
    (tmp_path / "test_whole_file.py").write_text(
        "import pytest\npytest.skip('no PostgreSQL', allow_module_level=True)\n"
    )
    ran = _pytest(tmp_path, GEHOOR_ALLOW_NO_SKIP="1")
    assert ran.returncode == 1, ran.stdout
    assert "1 failed, 1 passed, 2 errors" in ran.stdout
    for reason in ("no browser here", "some day", "no PostgreSQL"):
        assert reason in ran.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(SKIPS)
    ran = _pytest(tmp_path, GEHOOR_ALLOW_NO_SKIP="")
    assert ran.returncode == 0, ran.stdout
    assert "1 passed, 2 skipped" in ran.stdout


def _pytest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plugins = [
        word
        for name in ("no:cacheprovider", "no:valkey", "no:schemathesis", "no:anyio", "no:xdist", "tests.conftest")
        for word in ("-p", name)
    ]
    return subprocess.run(
        [*PYTEST, *plugins, "--rootdir", folder, folder],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
