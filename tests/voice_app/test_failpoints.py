"""Failpoints: an order is obeyed once, a wrong one is refused, and whoever starts with them says so."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from voice_app import failpoints
from voice_app.__main__ import check
from voice_app.mistakes import Mistakes
from voice_app.start import ROOT, read

COME_BY = "from voice_app.failpoints import failpoint; failpoint('gate.before_commit'); print('lives')"
ENVIRONMENT = {
    "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
    "TWILIO_AUTH_TOKEN": "c7b0a1e2d3f4c5b6a798",
    "SECRET_KEY": "c7b0a1e2d3f4c5b6a798",
    "LINE_FILE": str(ROOT / "line.toml"),
}


def comes_by(orders: Path | None) -> subprocess.Popen[str]:
    environment = {**os.environ, "FAILPOINTS": str(orders or "")}
    command = [sys.executable, "-c", COME_BY]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def test_without_the_variable_nothing_happens() -> None:
    assert comes_by(None).communicate()[0] == "lives\n"


def test_an_order_to_die_is_obeyed_once(tmp_path: Path) -> None:
    (tmp_path / "gate.before_commit").write_text("kill")
    assert comes_by(tmp_path).wait() == -signal.SIGKILL
    assert comes_by(tmp_path).communicate()[0] == "lives\n"


def test_an_order_for_another_failpoint_is_left_for_it(tmp_path: Path) -> None:
    (tmp_path / "gate.after_commit").write_text("kill")
    assert comes_by(tmp_path).communicate()[0] == "lives\n"
    assert (tmp_path / "gate.after_commit").exists()


def test_who_was_ordered_to_stop_goes_on_when_told_to(tmp_path: Path) -> None:
    (tmp_path / "gate.before_commit").write_text("stop")
    process = comes_by(tmp_path)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    process.send_signal(signal.SIGCONT)
    assert process.communicate()[0] == "lives\n"


@pytest.mark.parametrize(
    ("name", "act", "complaint"),
    [
        ("gate.before_comit", "kill", "gate.before_comit is no failpoint. Did you mean gate.before_commit"),
        ("gate.before_commit", "maim", "gate.before_commit says 'maim'"),
    ],
)
def test_a_wrong_order_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, act: str, complaint: str
) -> None:
    (tmp_path / name).write_text(act)
    monkeypatch.setattr(failpoints, "FOLDER", tmp_path)
    with pytest.raises(Mistakes) as refused:
        read(ENVIRONMENT, "web")
    assert complaint in str(refused.value)


def test_a_folder_that_is_not_there_is_refused_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failpoints, "FOLDER", tmp_path / "nowhere")
    with pytest.raises(Mistakes, match="FAILPOINTS: there is no such folder"):
        read(ENVIRONMENT, "worker")


def test_check_says_that_they_are_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(failpoints, "FOLDER", tmp_path)
    check(ENVIRONMENT)
    assert "FAILPOINTS is set" in capsys.readouterr().out


def test_a_process_that_starts_says_so_in_its_log(tmp_path: Path) -> None:
    begin = "from voice_app.start import begin; begin('worker')"
    environment = {**os.environ, **ENVIRONMENT, "FAILPOINTS": str(tmp_path), "LOG_FORMAT": "json"}
    started = subprocess.run(
        [sys.executable, "-c", begin], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert "failpoints_are_set" in started.stderr


def test_in_production_it_costs_nothing() -> None:
    began = time.perf_counter()
    for _ in range(100_000):
        failpoints.failpoint("gate.before_commit")
    assert time.perf_counter() - began < 1, "10 µs each, where a webhook takes 2 ms"
