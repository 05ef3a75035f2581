"""A process of the service, started by its line of the Procfile and ended by its id."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tools.guard import KILL_GROUP, Guard
from tools.surroundings import ROOT

PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
ENDS_WITHIN = 30
"""Seconds that a process has to obey SIGTERM."""


class Process:
    """One running process; `log` is what it writes, `root` where its program lies."""

    def __init__(self, name: str, environment: Mapping[str, str], log: Path, root: Path | None = None) -> None:
        self.name = name
        self._log = log
        with log.open("a") as written:
            self._process = subprocess.Popen(
                shlex.split(PROCFILE[name]),
                cwd=root or ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard = Guard(KILL_GROUP, self._process.pid)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def command(self) -> str:
        """As whoever lists processes sees it."""
        return Path(f"/proc/{self.pid}/cmdline").read_text() if Path("/proc").exists() else ""

    def logged(self) -> str:
        return self._log.read_text()

    def tell(self, sent: signal.Signals) -> None:
        self._process.send_signal(sent)

    def ends(self) -> int:
        """Wait until it has ended by itself; the exit code."""
        code = self._process.wait(ENDS_WITHIN)
        self._guard.dismiss()
        return code

    def kill(self) -> None:
        """End this process and its children as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._guard.dismiss()

    def stop(self) -> int:
        """Ask it to end; what is left of it after that is killed. The exit code."""
        self._process.terminate()
        try:
            return self._process.wait(ENDS_WITHIN)
        finally:
            self.kill()
