"""What open desks, and people who sign in, do to the webhooks: the same calls with nobody on the pages and with many.

Calls come in on schedule, whether or not the one before was answered; what a hook took counts from when it should have
been sent. Desks and sign-ins are those of another process (`tools.visitors`). In rounds that take turns, so that a
machine whose speed drifts drifts for both.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from tools.bench.hooks import TOKEN, environment_of, form_of, until
from tools.embedded_redis import EmbeddedRedis
from tools.quantiles import p99, quantiles
from voice_app.accounts import hashing
from voice_app.ledger import accounts
from voice_app.runtime import open_runtime
from voice_app.signature import sign
from voice_app.start import read

DESKS = 50
CALLS_A_SECOND = 22
HOOKS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/voice/answer", {}),
    ("/voice/menu?l=nl", {"Digits": "1"}),
    ("/voice/status", {"CallStatus": "completed"}),
)
"""Of each call, a third of a second apart."""
APART = 0.33
ROUNDS, SECONDS = 5, 12.0
AIM = 3.0
KEPT_OPEN = 1.0
"""Seconds: the server closes a connection that has rested for two."""
BIN = Path(sys.executable).parent
PASSWORD = secrets.token_hex(16)


def main() -> None:
    quick = "--quick" in sys.argv
    rounds, seconds, many = (1, 1.0, 3) if quick else (ROUNDS, SECONDS, DESKS)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ours:
        server = ours.enter_context(EmbeddedRedis(Path(folder) / "redis", append_only=True))
        house = environment_of(Path(folder) / "house", server.url + "/0", DESKS)
        subprocess.run([sys.executable, "-m", "voice_app", "release"], env=house, check=True)
        give_passwords(house)
        ours.enter_context(serving(["gunicorn"], house, int(house["PORT"])))
        ours.enter_context(serving(["gunicorn", "--config", "pages.conf.py"], house, int(house["PAGES_PORT"])))
        alone, beside, met = _measure(house, rounds, seconds, many)
    _report(alone, beside, met, many)


def _measure(
    house: dict[str, str], rounds: int, seconds: float, many: int
) -> tuple[list[list[float]], list[list[float]], Counter[str]]:
    """What each hook took, in milliseconds, by round: alone, and beside the pages; and what those on the pages met."""
    alone, beside, met = [], [], Counter[str]()
    play(house, min(seconds, 2.0))  # nothing is warm yet
    for _ in range(rounds):
        alone.append(play(house, seconds))
        with visitors(house, met, desks=many, sign_ins=many):
            beside.append(play(house, seconds))
    return alone, beside, met


def _report(alone: list[list[float]], beside: list[list[float]], met: Counter[str], many: int) -> None:
    print(f"{CALLS_A_SECOND} calls a second, {len(HOOKS)} hooks each, {len(alone)} rounds; SQLite\n")
    for name, rounds in (("nobody on the pages", alone), (f"{many} desks, {many} sign-ins", beside)):
        print(f"{name:26} {quantiles([took for one in rounds for took in one])}")
    ratio = median(p99(busy) / p99(quiet) for busy, quiet in zip(beside, alone, strict=True))
    print(f"\np99 beside them is {ratio:.2f} times what it is without (aim: at most {AIM:.0f})")
    print(f"they met: {', '.join(f'{what} {number}' for what, number in sorted(met.items()))}")


def play(house: dict[str, str], seconds: float) -> list[float]:
    """Calls for so long; what each hook took. Any answer that is not a good one ends the benchmark."""
    connections, took = threading.local(), list[float]()
    begin_at = time.perf_counter() + 0.1
    schedule = sorted(
        (begin_at + call / CALLS_A_SECOND + step * APART, sid, path, more)
        for call in range(int(seconds * CALLS_A_SECOND))
        for sid in [f"CA{secrets.token_hex(16)}"]
        for step, (path, more) in enumerate(HOOKS)
    )

    def send(due_at: float, path: str, form: dict[str, str]) -> None:
        rested = time.perf_counter() - getattr(connections, "used_at", 0.0)
        if rested > KEPT_OPEN:
            connections.one = HTTPConnection("127.0.0.1", int(house["PORT"]), timeout=15)
        connection: HTTPConnection = connections.one
        signature = sign(house["PUBLIC_BASE_URL"] + path, MultiDict(form), TOKEN)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        connections.used_at = time.perf_counter()
        took.append((time.perf_counter() - due_at) * 1000)
        if answer.status not in (200, 204):
            raise SystemExit(f"{path} was answered with {answer.status}")

    with ThreadPoolExecutor(32) as pool:
        sent = []
        for due_at, sid, path, more in schedule:
            time.sleep(max(0.0, due_at - time.perf_counter()))
            sent.append(pool.submit(send, due_at, path, form_of(sid) | more))
        for one in sent:
            one.result()
    return took


@contextmanager
def visitors(house: dict[str, str], met: Counter[str], *, desks: int, sign_ins: int) -> Iterator[None]:
    """So many open desks and people who sign in, for as long as the block lasts."""
    counts = [f"--desks={desks}", f"--sign-ins={sign_ins}"]
    command = [sys.executable, "-m", "tools.visitors", house["PAGES_BASE_URL"], f"--password={PASSWORD}", *counts]
    crowd = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if crowd.stdin is None or crowd.stdout is None or crowd.stdout.readline() != "ready\n":
        raise SystemExit("the desks did not open")
    yield
    told = json.loads(crowd.communicate("\n", timeout=60)[0])
    met.update({f"event {name}": number for name, number in told["events"].items()})
    met.update({f"sign-in {status}": number for status, number in told["statuses"].items()})


@contextmanager
def serving(command: list[str], house: dict[str, str], port: int) -> Iterator[int]:
    """One process of the Procfile, by its id, from when it answers."""
    server = subprocess.Popen([BIN / command[0], *command[1:], "--log-level", "warning"], env=house)
    try:
        until(lambda: answers(port))
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except OSError:
        return False


def give_passwords(environment: dict[str, str]) -> None:
    house = open_runtime(*read(environment, "pages"))
    with house.ledger.write() as ledger:
        for agent in house.roster:
            accounts.open_account(ledger, agent)
            accounts.set_password(ledger, agent, hashing.hashed(PASSWORD), house.now())


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
