"""A throw-away PostgreSQL for tests: a cluster of its own in a temporary folder, gone when the test run ends.

Nothing in it outlives a power cut (`fsync` is off, but for measurements), it listens on a Unix socket only, and it
never touches a cluster that it did not make. Deliberately not what the service itself runs on.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tools.guard import Guard

DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
}
AS_OPERATED = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB"}
"""What an operator's own has: for measurements."""
STARTS_WITHIN = 30  # seconds, as pg_ctl counts them
REMOVE = '"$1" stop --pgdata="$2/data" --mode=immediate; rm -rf "$2"'
"""What is left to do where this process is killed."""


class Unavailable(Exception):
    """No cluster can be made on this machine; the message says why and what to do."""


class Postgres:
    """A cluster; a context manager that makes and starts it, and stops and removes it."""

    def __init__(self, *, as_operated: bool = False) -> None:
        """`as_operated`: a commit waits for the disk."""
        self._settings = SETTINGS | AS_OPERATED if as_operated else SETTINGS
        self._bin = _binaries()
        self._user = owner()
        self._home = Path()
        self._guard: Guard | None = None

    def __enter__(self) -> Self:
        # A socket's path may have 107 characters at the most, so the folder is not one of pytest's.
        self._home = Path(tempfile.mkdtemp(prefix="gehoor-pg-"))
        if self._user:
            shutil.chown(self._home, **self._user)
        self._guard = Guard(REMOVE, self._bin / "pg_ctl", self._home, **self._user)
        try:
            self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-locale")
            self.start()
        except Unavailable:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._data.joinpath("postmaster.pid").exists():
            self.stop()
        self._remove()

    def _remove(self) -> None:
        shutil.rmtree(self._home)
        if self._guard is not None:
            self._guard.dismiss()

    def start(self) -> None:
        """Return once the server answers. Raises Unavailable with its words when it does not."""
        settings = " ".join(f"-c {name}='{value}'" for name, value in self._settings.items())
        options = f"{settings} -k '{self._home}'"
        log = str(self._home / "log")
        self._run("pg_ctl", "start", "--wait", f"--timeout={STARTS_WITHIN}", f"--log={log}", f"--options={options}")

    def stop(self) -> None:
        """Stop at once, as if the machine had died; `start` recovers it."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def url(self, database: str = "postgres") -> str:
        """A SQLAlchemy URL of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self._home}"

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, f"--pgdata={self._data}", *arguments],
            cwd=self._home,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server that pg_ctl leaves behind
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            text=True,
            check=False,
            **self._user,
        )
        if done.returncode != 0:
            log = self._home / "log"
            said = done.stderr or (log.read_text() if log.exists() else "")
            raise Unavailable(f"PostgreSQL: {program} failed: {said.strip()[-500:]}")


def _binaries() -> Path:
    """The folder of the newest server programs: Debian keeps them off the PATH."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda program: float(program.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path is not None:
        return Path(on_path).resolve().parent
    raise Unavailable("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")


def owner() -> Mapping[str, Any]:
    """As whom to run it: ourselves, but PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    try:
        postgres = pwd.getpwnam("postgres")
    except KeyError:
        raise Unavailable("PostgreSQL does not run as root, and there is no user postgres") from None
    return {"user": postgres.pw_uid, "group": postgres.pw_gid}
