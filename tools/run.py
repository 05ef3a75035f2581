"""`make run`: the whole service on this machine, from the processes of the Procfile.

With a Redis of its own unless REDIS_URL is set, and with the stand-in carrier unless a Twilio account is.
Deliberately is no way to run in production: there, each process is the host's.
"""

import argparse
import fcntl
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread

from tools import surroundings
from tools.embedded_redis import EmbeddedRedis, NoRedis
from tools.supervise import Program, Together
from tools.surroundings import ROOT, CannotRun, Environment, is_given

POLITE_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run", description="The whole service on this machine.")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where ledger, Redis and secrets live")
    var: Path = parser.parse_args().var.absolute()
    os.chdir(ROOT)
    for polite in POLITE_SIGNALS:
        signal.signal(polite, signal.default_int_handler)
    try:
        return _run(var)
    except (CannotRun, NoRedis) as obstacle:
        print(f"make run: {obstacle}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before anything was up; later ones only ask it to stop
        return 0


def _run(var: Path) -> int:
    with _only_one_with(var), ExitStack() as ours:
        environment = surroundings.given()
        if not is_given(environment, "REDIS_URL"):
            environment["REDIS_URL"] = ours.enter_context(EmbeddedRedis(var / "redis", append_only=True)).url
        surroundings.complete(environment, var)
        commands = _procfile()
        number = surroundings.support_number(environment)
        if on_stand_in := not is_given(environment, "TWILIO_ACCOUNT_SID"):
            commands["carrier"] = _stand_in(environment, number)
        _release(commands.pop("release"), environment)
        programs = [Program(name, command, environment) for name, command in commands.items()]
        calling = _how_to_call(environment, number, on_stand_in=on_stand_in)
        return _keep_up(programs, environment["PORT"], [*calling, *_how_to_look(environment, var)])


@contextmanager
def _only_one_with(var: Path) -> Iterator[None]:
    """Two Redis servers would ruin the one append-only file."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise CannotRun(f"it already runs with {var}") from taken
        yield


def _procfile() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: shlex.split(command) for name, command in (line.split(":", 1) for line in lines)}


def _stand_in(environment: Environment, number: str) -> list[str]:
    """The carrier that takes Twilio's place."""
    port = surroundings.open_account(environment)
    options = ["--port", str(port), "--number", number, "--app", environment["PUBLIC_BASE_URL"]]
    return ["python", "-m", "carrier", *options]


def _release(command: list[str], environment: Environment) -> None:
    """Bring the ledger up to date. What stands in the way is on the screen when it fails."""
    if subprocess.run(command, env=environment, check=False).returncode:
        raise CannotRun("the release step failed; see above")


def _how_to_call(environment: Environment, number: str, *, on_stand_in: bool) -> list[tuple[str, str]]:
    if on_stand_in:
        return [("Phones, of callers and agents", f"{environment['TWILIO_API_BASE_URL']}/"), ("Dial there", number)]
    return [("Dial, on a real phone", number), ("Point it here, once", "python -m voice_app connect")]


def _how_to_look(environment: Environment, var: Path) -> list[tuple[str, str]]:
    web = f"http://127.0.0.1:{environment['PORT']}"
    return [
        ("How the service is doing", f"{web}/status"),
        ("What programs may ask it", f"{web}/api/openapi.json"),
        ("Their bearer token", surroundings.where_token_is(environment, var)),
    ]


def _keep_up(programs: list[Program], port: str, addresses: list[tuple[str, str]]) -> int:
    together = Together(tell=lambda name, line: print(f"{name:>7} | {line}", flush=True))
    for polite in POLITE_SIGNALS:
        signal.signal(polite, lambda *_: together.stop())
    Thread(target=_welcome, args=(port, addresses), daemon=True).start()
    if dead := together.run(programs):
        print(f"\n{dead} has ended by itself, so everything else was stopped. Its last lines are above.", flush=True)
        return 1
    print("\nEverything is stopped. What was promised stands in the ledger.", flush=True)
    return 0


def _welcome(port: str, addresses: list[tuple[str, str]]) -> None:
    while not _is_ready(int(port)):
        time.sleep(0.2)
    listed = "\n".join(f"    {what:32}{where}" for what, where in addresses)
    print(f"\n  Gehoor answers.\n\n{listed}\n\n  Ctrl-C stops everything that was started here.\n", flush=True)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):  # not listening yet
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
