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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Thread

import requests

from tools import passes, surroundings
from tools.embedded_redis import EmbeddedRedis, NoRedis
from tools.past import lay_past
from tools.supervise import Program, Together
from tools.surroundings import ROOT, CannotRun, Environment, Sample, is_given
from voice_app.ledger import Ledger
from voice_app.line import load

CALLS_OF_AN_AGENT = 25
"""A day, in a past that is made up: so that most callers are answered."""
POLITE_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run", description="The whole service on this machine.")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where ledger, Redis and secrets live")
    parser.add_argument("--past", type=int, default=4, help="weeks of a made-up past for a fresh ledger; 0: none")
    asked = parser.parse_args()
    var: Path = asked.var.absolute()
    os.chdir(ROOT)
    for polite in POLITE_SIGNALS:
        signal.signal(polite, signal.default_int_handler)
    try:
        return _run(var, asked.past)
    except (CannotRun, NoRedis) as obstacle:
        print(f"make run: {obstacle}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before anything was up; later ones only ask it to stop
        return 0


def _run(var: Path, weeks: int) -> int:
    with _only_one_with(var), ExitStack() as ours:
        environment = surroundings.given()
        if not is_given(environment, "REDIS_URL"):
            environment["REDIS_URL"] = ours.enter_context(EmbeddedRedis(var / "redis", append_only=True)).url
        surroundings.complete(environment, var)
        commands = _procfile()
        line = surroundings.read_line(environment)
        if on_stand_in := not is_given(environment, "TWILIO_ACCOUNT_SID"):
            commands["carrier"] = _stand_in(environment, line)
        _release(commands.pop("release"), environment)
        if on_stand_in and weeks > 0:
            _lay_past(environment, weeks)
        programs = [Program(name, command, environment) for name, command in commands.items()]
        calling = _how_to_call(environment, line.number, on_stand_in=on_stand_in)
        addresses = [*calling, *_how_to_look(environment, var)]
        agents = list(line.agents) if on_stand_in else []
        newcomers = _newcomers(line, var) if on_stand_in else []
        return _keep_up(programs, lambda: _welcome(environment, newcomers, agents, addresses))


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


def _stand_in(environment: Environment, line: Sample) -> list[str]:
    """The carrier that takes Twilio's place, with the agents' phones on its page."""
    port = surroundings.open_account(environment)
    options = ["--port", str(port), "--app", environment["PUBLIC_BASE_URL"]]
    options.append(f"--pages={environment['PAGES_BASE_URL']}")
    numbers = [f"--number={number}" for number in (line.number, line.sender) if number]
    phones = [f"--agent={name}={reach}" for name, reach in line.agents.values()]
    return ["python", "-m", "carrier", *options, *numbers, *phones]


def _newcomers(line: Sample, var: Path) -> list[str]:
    """The agents who are signed on for whoever looks for the first time; after that they do it themselves."""
    signed_on = var / "agents-signed-on"
    if signed_on.exists():
        return []
    signed_on.touch()
    return list(line.agents)


def _release(command: list[str], environment: Environment) -> None:
    """Bring the ledger up to date. What stands in the way is on the screen when it fails."""
    if subprocess.run(command, env=environment, check=False).returncode:
        raise CannotRun("the release step failed; see above")


def _lay_past(environment: Environment, weeks: int) -> None:
    """Something to look at for whoever tries the service: made up, of nobody, and never beside a real account."""
    ledger = Ledger(environment["DATABASE_URL"])
    line = load(Path(environment.get("LINE_FILE") or ROOT / "line.toml"))
    each_day, until, chance = CALLS_OF_AN_AGENT * max(1, len(line.agents)), datetime.now(UTC), Random(weeks)  # noqa: S311 - made up
    try:
        lay_past(ledger, line, until=until, days=7 * weeks, calls_a_day=each_day, chance=chance)
    except ValueError:  # it has a past of its own
        return
    finally:
        ledger.close()
    print(
        f"The ledger was empty: {weeks} weeks of calls and promises were made up for it (--past 0: none).", flush=True
    )


def _how_to_call(environment: Environment, number: str, *, on_stand_in: bool) -> list[tuple[str, str]]:
    if on_stand_in:
        return [("Phones, of callers and agents", f"{environment['TWILIO_API_BASE_URL']}/"), ("Dial there", number)]
    return [("Dial, on a real phone", number), ("Point it here, once", "python -m voice_app connect")]


def _how_to_look(environment: Environment, var: Path) -> list[tuple[str, str]]:
    web = f"http://127.0.0.1:{environment['PORT']}"
    return [
        ("The agents' desk", f"{environment['PAGES_BASE_URL']}/"),
        ("How the service is doing", f"{web}/status"),
        ("What programs may ask it", f"{web}/api/openapi.json"),
        ("Their bearer token", surroundings.where_token_is(environment, var)),
    ]


def _keep_up(programs: list[Program], welcome: Callable[[], None]) -> int:
    together = Together(tell=lambda name, line: print(f"{name:>7} | {line}", flush=True))
    for polite in POLITE_SIGNALS:
        signal.signal(polite, lambda *_: together.stop())
    Thread(target=welcome, daemon=True).start()
    if dead := together.run(programs):
        print(f"\n{dead} has ended by itself, so everything else was stopped. Its last lines are above.", flush=True)
        return 1
    print("\nEverything is stopped. What was promised stands in the ledger.", flush=True)
    return 0


def _welcome(
    environment: Environment, newcomers: list[str], agents: list[str], addresses: list[tuple[str, str]]
) -> None:
    while not _is_ready(int(environment["PORT"])):
        time.sleep(0.2)
    for agent in newcomers:
        _sign_on(agent, environment)
    addresses = [*addresses, *passes.passes(environment, agents)]
    listed = "\n".join(f"    {what:32}{where}" for what, where in addresses)
    print(f"\n  Gehoor answers.\n\n{listed}\n\n  Ctrl-C stops everything that was started here.\n", flush=True)


def _sign_on(agent: str, environment: Environment) -> None:
    headers = {"Authorization": f"Bearer {environment['API_TOKEN']}"}
    url = f"http://127.0.0.1:{environment['PORT']}/api/agents/{agent}/presence"
    answer = requests.put(url, json={"presence": "ready"}, headers=headers, timeout=5)
    if not answer.ok:
        print(f"{agent} could not be signed on: {answer.text}", flush=True)


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
