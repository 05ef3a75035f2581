"""The service as it runs, for trials: its processes over real stores, and whoever kills them.

Processes are started by their lines of the Procfile and come back by themselves, as a supervisor's would. Deliberately
measures nothing.
"""

import json
import os
import secrets
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import requests

from routing.agents import Presence
from tools import surroundings
from tools.embedded_redis import EmbeddedRedis
from tools.guard import KILL_GROUP, Guard
from tools.load.line import write_line
from tools.load.orders import Orders, Told
from tools.ports import free_port
from tools.postgres import Postgres
from tools.surroundings import ROOT
from voice_app import presence
from voice_app.ledger import Ledger
from voice_app.runtime import Runtime, open_runtime
from voice_app.settings import variables
from voice_app.start import read

PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
BACK_AFTER = 1.0
"""Seconds until a supervisor starts again what has died."""
NO_MORE: Mapping[str, str] = MappingProxyType({})
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Process:
    """One process of the service, and its children; comes back when it dies, until it is stopped."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    died_at: list[float] = field(default_factory=list)
    spent: float = 0.0
    _stopping: bool = False

    def start(self) -> None:
        self._spawn()
        threading.Thread(target=self._keep, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu(self) -> float:
        """Seconds of processor up to now, of all that ran under this name."""
        return self.spent + sum(_cpu(pid) for pid in family(self.pid))

    def kill(self) -> None:
        """As a power cut would."""
        self.spent = self.cpu()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        self._stopping = True
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._guard.dismiss()

    def _spawn(self) -> None:
        with self.log.open("a") as written:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard = Guard(KILL_GROUP, self._process.pid)

    def _keep(self) -> None:
        while not self._stopping:
            self._process.wait()
            if self._stopping:  # who stops it dismisses its guard, too
                return
            self._guard.dismiss()
            self.died_at.append(time.perf_counter())
            time.sleep(BACK_AFTER)
            self._spawn()


@dataclass
class House:
    """Stores, processes, and the environment of all of them."""

    folder: Path
    redis: EmbeddedRedis
    environment: dict[str, str]
    carrier_port: int
    agents: int
    postgres: Postgres | None = None
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def web(self) -> str:
        return self.environment["PUBLIC_BASE_URL"]

    def runtime(self) -> Runtime:
        return open_runtime(*read(self.environment, "web"))

    def start(self, *names: str) -> None:
        """These of the Procfile."""
        self.start_as({name: shlex.split(PROCFILE[name]) for name in names})

    def start_as(self, commands: Mapping[str, list[str]]) -> None:
        """Processes by these commands."""
        for name, command in commands.items():
            self.processes[name] = Process(name, command, self.environment, self.folder / f"{name}.log")
            self.processes[name].start()

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.web}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def is_well(self) -> bool:
        try:
            headers = {"Authorization": f"Bearer {self.environment['API_TOKEN']}"}
            return requests.get(f"{self.web}/status", headers=headers, timeout=2).ok
        except requests.RequestException:
            return False

    def sign_everybody_on(self, now: datetime | None = None) -> None:
        runtime = self.runtime()
        now = now or runtime.now()
        presence.restore_board(runtime, now)
        for agent in runtime.roster:
            presence.declare(runtime, agent, Presence.READY, "bench", now)
        runtime.ledger.close()

    def errors(self) -> dict[str, int]:
        """What the processes complained of in their logs, by event; of a traceback the last line."""
        found: dict[str, int] = {}
        for log in self.folder.glob("*.log"):
            for line in log.read_text(errors="replace").splitlines():
                with suppress(ValueError, AttributeError):
                    said = json.loads(line)
                    if said.get("level") in ("error", "critical"):
                        event = str(said.get("event")).strip().rpartition("\n")[2]
                        key = f"{log.stem} {event[-120:]}"
                        found[key] = found.get(key, 0) + 1
        return found

    @contextmanager
    def people(self, orders: Orders) -> Iterator["Trial"]:
        """Carrier and people, ready to begin."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.load", json.dumps(orders.__dict__)],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise SystemExit("the carrier did not come up")
            yield Trial(process)
        finally:
            process.kill()
            process.wait()


@dataclass
class Trial:
    """One flood."""

    _process: subprocess.Popen[str]
    began: float = 0.0

    @property
    def lasts(self) -> float:
        """Seconds since it began."""
        return time.perf_counter() - self.began

    def begin(self) -> None:
        self.began = time.perf_counter()
        self._say()

    def stop(self) -> None:
        """Calls come in no longer; everybody rings off."""
        self._say()

    def ends(self) -> Told:
        if self._process.stdout is None:
            raise SystemExit("nobody listens to the carrier")
        return Told.read(json.loads(self._process.stdout.readline()))

    def _say(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write("\n")
            self._process.stdin.flush()


@contextmanager
def house(
    folder: Path,
    agents: int,
    *,
    on_postgres: bool = False,
    more_line: str = "",
    most_live: int = 5_000,
    more: Mapping[str, str] = NO_MORE,
) -> Iterator[House]:
    """A house whose ledger is there and whose processes are still to be started. `more`: of the environment."""
    with ExitStack() as ours:
        redis = ours.enter_context(EmbeddedRedis(folder / "redis", append_only=True))
        postgres = ours.enter_context(Postgres(as_operated=True)) if on_postgres else None
        carrier_port, port, pages_port = free_port(), free_port(), free_port()
        line = folder / "line.toml"
        write_line(line, agents, more_line, most_live)
        environment = dict(os.environ) | dict.fromkeys((*variables(), *(f"{name}_FILE" for name in variables())), "")
        environment |= {
            "PORT": str(port),
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
            "PAGES_PORT": str(pages_port),
            "PAGES_BASE_URL": f"http://127.0.0.1:{pages_port}",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{carrier_port}",
            "SECRET_KEY": secrets.token_hex(16),
            "API_TOKEN": secrets.token_hex(16),
            "DATABASE_URL": postgres.url() if postgres else f"sqlite:///{folder / 'ledger.db'}",
            "REDIS_URL": redis.url,
            "LINE_FILE": str(line),
            "LOG_FORMAT": "json",
            **more,
        }
        surroundings.complete(environment, folder)
        Ledger(environment["DATABASE_URL"]).migrate()
        one = House(folder, redis, environment, carrier_port, agents, postgres)
        try:
            yield one
        finally:
            for process in one.processes.values():
                process.stop()


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(grandchild for child in children for grandchild in family(int(child)))]


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
