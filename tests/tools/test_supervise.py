"""Programs side by side: they end together, politely first, and take their children along."""

import os
import sys
from datetime import timedelta

import pytest

from tools import supervise
from tools.ports import is_free
from tools.supervise import Program, Together

WAITS = "import signal; print('up', flush=True); signal.pause()"
POLITE = """
import signal, sys
def end(*_): print('goodbye', flush=True); sys.exit()
signal.signal(signal.SIGTERM, end)
print('up', flush=True); signal.pause()
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
PARENT = """
import os, signal, socket
door = socket.create_server(('', 0))
print(door.getsockname()[1], flush=True)
if os.fork() == 0:
    signal.pause()
"""


class Terminal:
    """What the programs wrote; asks to stop once `stop_at` of them are up."""

    def __init__(self, stop_at: int = 0) -> None:
        self.lines: list[tuple[str, str]] = []
        self.programs = Together(self._hear)
        self._stop_at = stop_at

    def _hear(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        if self._stop_at and sum(text == "up" for _, text in self.lines) == self._stop_at:
            self.programs.stop()


def test_a_request_to_stop_ends_each_politely_and_its_last_words_are_heard() -> None:
    terminal = Terminal(stop_at=2)
    assert _run(terminal, web=POLITE, worker=POLITE) is None
    assert ("web", "goodbye") in terminal.lines
    assert ("worker", "goodbye") in terminal.lines


def test_when_one_ends_by_itself_it_is_named_and_the_others_end() -> None:
    terminal = Terminal()
    assert _run(terminal, web=WAITS, worker="print('no ledger', flush=True)") == "worker"
    assert ("worker", "no ledger") in terminal.lines


def test_who_does_not_obey_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "GRACE", timedelta(seconds=0.2))
    assert _run(Terminal(stop_at=1), web=STUBBORN) is None


def test_children_of_a_program_that_died_are_ended_too() -> None:
    terminal = Terminal()
    assert _run(terminal, web=PARENT) == "web"
    assert is_free(int(terminal.lines[0][1]))


def _run(terminal: Terminal, **programs: str) -> str | None:
    return terminal.programs.run(
        [Program(name, (sys.executable, "-c", code), dict(os.environ)) for name, code in programs.items()]
    )
