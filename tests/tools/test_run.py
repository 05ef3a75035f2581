"""`make run` as a newcomer sees it: one command, a phone to dial from, and nothing left behind."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
import requests

from tools.ports import free_port, is_free
from tools.surroundings import ROOT
from voice_app.settings import variables

UP_WITHIN = 60
"""Seconds. A dozen on an idle machine; the machines that build are not."""
# A blank variable counts as unset, and hides what a developer's own .env says: a test never rings a real phone.
UNSET = {f"{name}{suffix}": "" for name in variables() for suffix in ("", "_FILE")}


class Running:
    """A `make run`, its ports, and what it prints."""

    def __init__(self, process: subprocess.Popen[str], web: int, carrier: int) -> None:
        self.process, self.web, self.carrier = process, web, carrier
        self.printed: list[str] = []
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()

    def prints(self, text: str) -> str:
        """Wait for a line with this text; the line."""
        give_up_at = time.monotonic() + UP_WITHIN
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, give_up_at - time.monotonic()))
            except Empty:
                pytest.fail(f"never printed {text!r}, but:\n" + "\n".join(self.printed))
            self.printed.append(line)
            if text in line:
                return line
            if line == "(end)":
                pytest.fail(f"ended without {text!r}:\n" + "\n".join(self.printed))

    def asks(self, port: int, path: str, **headers: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=30)

    def ends(self) -> int:
        """Wait for the end; the exit code."""
        return self.process.wait(timeout=60)

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line.rstrip())
        self._lines.put("(end)")


@contextmanager
def make_run(var: Path, **environment: str) -> Iterator[Running]:
    web, carrier = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.run", "--var", str(var)],
        cwd=ROOT,
        env=os.environ
        | UNSET
        | {"PORT": str(web), "PAGES_PORT": str(free_port()), "CARRIER_PORT": str(carrier)}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process, web, carrier)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def test_one_command_brings_a_line_that_answers_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    with make_run(tmp_path) as running:
        assert "4 weeks of calls and promises were made up" in running.prints("The ledger was empty")
        assert f":{running.carrier}/" in running.prints("Phones, of callers and agents")
        link = running.prints("The desk of Anna").split()[-1]
        running.prints("The desk of Chloë (supervisor)")
        running.prints("Ctrl-C stops everything")
        assert_opens_the_desk_once(link)

        assert running.asks(running.carrier, "/").status_code == 200
        assert running.asks(running.web, "/readyz").status_code == 200
        stranger = requests.post(f"http://127.0.0.1:{running.carrier}/softphones", json={}, timeout=30)
        assert stranger.status_code == 403, "browsers are phones there, from our own pages"
        assert running.asks(running.web, "/status").json()
        assert running.asks(running.web, "/api/agents").status_code == 401
        token = (tmp_path / "api_token").read_text()
        assert running.asks(running.web, "/api/agents", Authorization=f"Bearer {token}").status_code == 200

        running.process.send_signal(signal.SIGINT)
        assert running.ends() == 0

        assert is_free(running.web)
        assert is_free(running.carrier)
        assert "bye bye" in (tmp_path / "redis" / "server.log").read_text()
        assert (tmp_path / "ledger.db").exists()
        assert (tmp_path / "api_token").stat().st_mode & 0o077 == 0, "readable by its owner only"


def assert_opens_the_desk_once(link: str) -> None:
    """As a browser does it: looking uses nothing up, the button does."""
    address, _, token = link.partition("/welcome/")
    with requests.Session() as browser:
        for _ in range(2):
            page = browser.get(link, timeout=30)
            assert page.status_code == 200
        form = {"token": token, "csrf": page.text.partition('name="csrf" value="')[2].partition('"')[0]}
        ours = {"Origin": address}
        entered = browser.post(f"{address}/welcome", data=form, headers=ours, timeout=30, allow_redirects=False)
        assert (entered.status_code, "gehoor" in entered.cookies) == (302, True)
    assert requests.get(link, timeout=30).status_code == 404


def test_a_second_run_with_the_same_files_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with make_run(tmp_path) as second:
            second.prints("already runs")
            assert second.ends() == 1


def test_a_port_that_was_asked_for_and_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("", 0)) as stranger:
        taken = stranger.getsockname()[1]
        with make_run(tmp_path, PORT=str(taken)) as running:
            running.prints(f"port {taken}, which PORT asks for, is taken")
            assert running.ends() == 1


def test_a_line_file_without_a_number_is_named_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "line.toml").write_text("[line]\n")
    with make_run(tmp_path, LINE_FILE=str(tmp_path / "line.toml")) as running:
        running.prints("names no support number")
        assert running.ends() == 1
