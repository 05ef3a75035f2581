"""Runs several programs side by side until one ends or somebody asks to stop, then ends all of them.

Deliberately restarts nothing: on a developer's machine a program that died should be looked at. Threads and not
asyncio, whose subprocesses have not ended for it as long as a grandchild holds their pipe.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue
from threading import Thread

GRACE = timedelta(seconds=6)
"""How long all of them together may take to end what they are doing before they are killed."""

Tell = Callable[[str, str], None]
"""Given a program's name and a line that it wrote."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command and the environment that it runs in."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


class Together:
    """Programs that run and end together."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._ended: SimpleQueue[str | None] = SimpleQueue()

    def stop(self) -> None:
        """Ask for the end of all; may be called from anywhere, a signal handler too."""
        self._ended.put(None)

    def run(self, programs: Sequence[Program]) -> str | None:
        """The name of the program that ended by itself, or None when asked to stop. None of them runs any more."""
        running: list[subprocess.Popen[str]] = []
        relays: list[Thread] = []
        try:
            for program in programs:
                running.append(process := _start(program))
                relays.append(_begin(self._relay, program.name, process))
                _begin(self._watch, program.name, process)
            return self._ended.get()
        finally:
            _end(running)
            for relay in relays:
                relay.join(timeout=1)  # a line may still be on its way

    def _relay(self, name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._tell(name, line.rstrip())

    def _watch(self, name: str, process: subprocess.Popen[str]) -> None:
        process.wait()
        self._ended.put(name)


def _start(program: Program) -> subprocess.Popen[str]:
    return subprocess.Popen(
        program.command,
        env=program.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # Ctrl-C reaches us only; a group of its own, so that its children can be ended too
    )


def _begin(work: Callable[[str, subprocess.Popen[str]], None], name: str, process: subprocess.Popen[str]) -> Thread:
    thread = Thread(target=work, args=(name, process), daemon=True)
    thread.start()
    return thread


def _end(running: Sequence[subprocess.Popen[str]]) -> None:
    for process in running:
        process.terminate()
    patience_ends_at = time.monotonic() + GRACE.total_seconds()
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, patience_ends_at - time.monotonic()))
        with suppress(ProcessLookupError):  # the rule: its children went with it
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
