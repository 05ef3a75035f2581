"""What `POST /voice/answer` and the menu step cost beside two bare views, each under a server of its own kind.

In rounds that take turns, so that a machine whose speed drifts drifts for all of them. The menu step is one that
reserves an agent and answers with the ring. Figures are of the whole request, over loopback and kept-alive connections.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from urllib.parse import urlencode

import requests
from werkzeug.datastructures import MultiDict

from routing.agents import Presence
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port
from tools.quantiles import quantiles
from voice_app import presence
from voice_app.runtime import Runtime, open_runtime
from voice_app.signature import sign
from voice_app.start import read

ROUNDS, A_ROUND, CONNECTIONS = 7, 300, 4
ACCOUNT, TOKEN = "AC" + "0" * 32, secrets.token_hex(16)
LINE = """
[line]
number = "+31201234567"
name = "Voorbeeld"
languages = ["nl", "en"]
timezone = "Europe/Amsterdam"
[hours]
mon = ["00:00-24:00"]
tue = ["00:00-24:00"]
wed = ["00:00-24:00"]
thu = ["00:00-24:00"]
fri = ["00:00-24:00"]
sat = ["00:00-24:00"]
sun = ["00:00-24:00"]
[[menu]]
key = "1"
need = "billing"
label = { nl = "een rekening", en = "a bill" }
"""
AGENT = """
[[agent]]
id = "agent{n}"
name = "Agent"
reach = "client:agent{n}"
languages = ["nl", "en"]
skills = {{ billing = 3 }}
"""

Request = tuple[str, dict[str, str]]


@dataclass
class Timed:
    """All rounds of one kind of request: requests a second of each round, and every duration in milliseconds."""

    per_second: list[float] = field(default_factory=list)
    took_ms: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{median(self.per_second):8.0f} /s   {quantiles(self.took_ms, (50, 99))}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder) / "redis", append_only=True) as server:
        house = environment_of(Path(folder) / "house", server.url + "/0", A_ROUND)
        bare = environment_of(Path(folder) / "bare", server.url + "/1", agents=0)
        _run([sys.executable, "-m", "voice_app", "release"], house)
        _run([sys.executable, "-m", "voice_app", "release"], bare)
        with serving_app("voice_app.app:create_app()", house), serving_app("tools.bare_views:create_app()", bare):
            sign_on(house)
            _report(_measure(house, bare))


def _measure(house: dict[str, str], bare: dict[str, str]) -> dict[str, Timed]:
    timed = {name: Timed() for name in ("constant", "durable", "answer", "menu step")}
    for _ in range(ROUNDS):
        forms = [form_of(f"CA{secrets.token_hex(16)}") for _ in range(A_ROUND)]
        _round(bare, [("/constant", form) for form in forms], timed["constant"])
        _round(bare, [("/durable", form) for form in forms], timed["durable"])
        round_of_calls(house, timed["answer"], timed["menu step"], A_ROUND)
    return timed


def round_of_calls(house: dict[str, str], answer: Timed, menu: Timed, count: int) -> None:
    """So many calls come in, press a key, are connected at once, and end."""
    forms = [form_of(f"CA{secrets.token_hex(16)}") for _ in range(count)]
    _round(house, [("/voice/answer", form) for form in forms], answer)
    _round(house, [("/voice/menu?l=nl", form | {"Digits": "1"}) for form in forms], menu, "<Dial")
    _round(house, [("/voice/status", form | {"CallStatus": "completed"}) for form in forms], Timed())


def _report(timed: dict[str, Timed]) -> None:
    print(f"{ROUNDS} rounds of {A_ROUND} requests each, {CONNECTIONS} connections, one process of 16 threads; SQLite\n")
    for name, figures in timed.items():
        print(f"{name:10} {figures}")
    for name, aim in (("answer", 0.8), ("menu step", 0.6)):
        ofs = {other: _ratio(timed[name], timed[other]) for other in ("durable", "constant")}
        print(
            f"\n{name}: {ofs['durable']:.2f} of the durable view (aim {aim}), {ofs['constant']:.2f} of the constant one"
        )


def _ratio(one: Timed, other: Timed) -> float:
    return median(mine / theirs for mine, theirs in zip(one.per_second, other.per_second, strict=True))


def form_of(sid: str) -> dict[str, str]:
    """What Twilio sends with a call, in names and size."""
    places = {f"{who}{what}": "" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip")}
    return places | {
        "CallSid": sid,
        "AccountSid": ACCOUNT,
        "From": f"+316{int(sid[2:], 16) % 90_000_000 + 10_000_000}",
        "To": "+31201234567",
        "Caller": "+31612345678",
        "Called": "+31201234567",
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
    }


def _round(environment: dict[str, str], requests: list[Request], timed: Timed, says: str = "") -> None:
    """Send these requests over a few connections at once; every answer must be a good one."""
    waiting: SimpleQueue[tuple[str, str, str]] = SimpleQueue()
    for path, form in requests:
        waiting.put((path, urlencode(form), sign(environment["PUBLIC_BASE_URL"] + path, MultiDict(form), TOKEN)))
    wrong: list[str] = []

    def send() -> None:
        connection = HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=10)
        while True:
            try:
                path, body, signature = waiting.get_nowait()
            except Empty:
                return
            headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
            begun = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            timed.took_ms.append((time.perf_counter() - begun) * 1000)
            if answer.status not in (200, 204) or says not in text:
                wrong.append(f"{path}: {answer.status} {text[:300]}")

    threads = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timed.per_second.append(len(requests) / (time.perf_counter() - begun))
    if wrong:
        raise SystemExit(f"{len(wrong)} of {len(requests)} answers were wrong, such as {wrong[0]}")


def environment_of(folder: Path, redis_url: str, agents: int) -> dict[str, str]:
    """The environment of a house of its own, with so many agents."""
    folder.mkdir()
    line = LINE + "".join(AGENT.format(n=n) for n in range(agents))
    (folder / "line.toml").write_text(line)
    port, pages_port = str(free_port()), str(free_port())
    return os.environ | {
        "PORT": port,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "PAGES_PORT": pages_port,
        "PAGES_BASE_URL": f"http://127.0.0.1:{pages_port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": secrets.token_hex(16),
        "API_TOKEN": TOKEN,
        "DATABASE_URL": f"sqlite:///{folder / 'ledger.db'}",
        "REDIS_URL": redis_url,
        "LINE_FILE": str(folder / "line.toml"),
    }


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True)


@contextmanager
def serving_app(app: str, environment: dict[str, str]) -> Iterator[None]:
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    server = subprocess.Popen([gunicorn, app, "--log-level", "warning"], env=environment, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(int(environment["PORT"])))
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except OSError:
        return False


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; give up, and say so, after half a minute."""
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise SystemExit("the server did not come up within 30 s")


def sign_on(environment: dict[str, str]) -> None:
    """Every agent is ready."""
    house = open_runtime(*read(environment, "web"))
    presence.restore_board(house, house.now())
    for agent in house.roster:
        presence.declare(house, agent, Presence.READY, "bench", house.now())


def hook(house: Runtime, path: str, form: dict[str, str], says: str) -> None:
    """One that the carrier sends, and that has to be answered with this."""
    url = house.settings.public_base_url + path
    answer = requests.post(url, form, headers={"X-Twilio-Signature": sign(url, MultiDict(form), TOKEN)}, timeout=15)
    if not answer.ok or says not in answer.text:
        raise SystemExit(f"{path} was answered with {answer.status_code}: {answer.text[:300]}")


if __name__ == "__main__":
    main()
