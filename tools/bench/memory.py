"""What each process holds in memory at rest, beside a bare interpreter and a bare Flask view under the same server.

Proportional set size: memory that processes share is divided among them (Linux, /proc/<pid>/smaps_rollup).
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from tools.bench.hooks import TOKEN, environment_of, until
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port

BIN = Path(sys.executable).parent
BARE = "import time; time.sleep(600)"
SETTLES = 3.0
"""Seconds after the first good /status, in which the last imports come in."""


def main() -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        print("only Linux tells how much memory a process holds")
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ours:
        server = ours.enter_context(EmbeddedRedis(Path(folder) / "redis", append_only=True))
        house = environment_of(Path(folder) / "house", server.url + "/0", agents=10)
        bare = environment_of(Path(folder) / "bare", server.url + "/1", agents=0)
        for environment in (house, bare):
            subprocess.run([sys.executable, "-m", "voice_app", "release"], env=environment, check=True)
        port = free_port()
        house["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{port}"
        commands: dict[str, tuple[list[str | Path], dict[str, str]]] = {
            "bare interpreter": ([sys.executable, "-c", BARE], house),
            "bare Flask view": ([BIN / "gunicorn", "tools.bare_views:create_app()", "--log-level", "warning"], bare),
            "web": ([BIN / "gunicorn", "--log-level", "warning"], house),
            "worker": ([sys.executable, "-m", "workers"], house),
            "ticker": ([sys.executable, "-m", "workers", "tick"], house),
            "carrier": ([sys.executable, "-m", "carrier", f"--port={port}", "--number=+31201234567"], house),
        }
        pids = {name: _start(ours, command, environment) for name, (command, environment) in commands.items()}
        until(lambda: _is_well(int(house["PORT"])))
        time.sleep(SETTLES)
        for name, pid in (pids | {"redis": server.pid}).items():
            print(f"{name:18} {megabytes(pid):7.1f} MB")


def _start(ours: ExitStack, command: list[str | Path], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ours.callback(process.wait, timeout=30)
    ours.callback(process.terminate)
    return process.pid


def _is_well(port: int) -> bool:
    """A ticker and a worker have beaten, and both stores are there."""
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/status", headers={"Authorization": f"Bearer {TOKEN}"})
        return connection.getresponse().status == 200  # noqa: PLR2004 - well
    except OSError:
        return False


def megabytes(pid: int) -> float:
    """Of a process and its children: a server's workers are part of it."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return kilobytes / 1024 + sum(megabytes(int(child)) for child in children)


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
