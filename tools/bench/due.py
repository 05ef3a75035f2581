"""From the instant a promise may be dialled to the request that rings its agent, beside a job that RQ's own scheduler
was given for the same instant: on the same Redis, at the same time, a worker each.

The ticker, the worker and the ledger are real; the carrier only says yes. Ten thousand other promises are open.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import redis
from rq import Queue, Worker
from sqlalchemy import select, update

from routing.agents import Presence
from tools.bench.hooks import environment_of, until
from tools.bench.promises import fill
from tools.embedded_redis import EmbeddedRedis
from tools.quantiles import quantiles
from voice_app import presence
from voice_app.ledger import Ledger, heartbeats
from voice_app.ledger.tables import attempts, promises
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

PROMISES, OTHERS = 40, 10_000
BEGIN_AFTER, APART, PATIENCE = timedelta(seconds=2), timedelta(seconds=0.25), timedelta(seconds=15)
NOTED = "bench:late"
RQ_WORKER = ("rq.cli", "worker", "bench", "--with-scheduler")
AT_ANY_HOUR = '[callback]\ncall_between = "00:00-24:00"\n'


class Carrier(BaseHTTPRequestHandler):
    """A carrier that makes every call it is asked for, and notes when it was asked."""

    asked: ClassVar[dict[str, datetime]] = {}

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.setdefault(form["To"][0], datetime.now(UTC))
        body = json.dumps({"sid": f"CA{len(self.asked):032x}", "to": form["To"][0], "status": "queued"}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Says nothing."""


def note(due_at: str, url: str) -> None:
    """RQ's job: how late am I?"""
    with redis.Redis.from_url(url) as client:
        client.rpush(NOTED, (datetime.now(UTC) - datetime.fromisoformat(due_at)).total_seconds())


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedRedis(Path(folder) / "redis") as server,
        _carrier() as address,
    ):
        environment = environment_of(Path(folder) / "house", server.url, PROMISES)
        environment |= {"TWILIO_API_BASE_URL": address}
        with Path(environment["LINE_FILE"]).open("a") as line:
            line.write(AT_ANY_HOUR)
        Ledger(environment["DATABASE_URL"]).migrate()
        house = open_runtime(*read(environment, "ticker"))
        _sign_on(house)
        fill(house, OTHERS)
        _set_due(house, [])
        with ExitStack() as stack:
            for command in (["workers"], ["workers", "tick"], [*RQ_WORKER, "--url", server.url]):
                stack.enter_context(_running(command, environment))
            until(lambda: _are_up(house, server.url))
            due_at = [house.now() + BEGIN_AFTER + n * APART for n in range(PROMISES)]
            _set_due(house, due_at)
            _schedule(server.url, due_at)
            _wait(house, server.url, due_at[-1] + PATIENCE)
        ours, theirs = _lateness(house), _noted(server.url)
        house.ledger.close()
    print(f"{PROMISES} promises, {APART.total_seconds()} s apart, among {OTHERS:,} open ones; one worker each\n")
    for name, late in (("gehoor", ours), ("RQ scheduler", theirs)):
        print(f"{name:14}{len(late):>4} begun   {quantiles(late, (50, 99), 's')}")


def _sign_on(house: Runtime) -> None:
    presence.restore_board(house, house.now())
    for agent in house.roster:
        presence.declare(house, agent, Presence.READY, "bench", house.now())


def _set_due(house: Runtime, due_at: list[datetime]) -> None:
    """As many promises may be dialled one after the other, the others not before tomorrow."""
    with house.ledger.write() as ledger:
        ledger.execute(update(promises).values(not_before=house.now() + timedelta(days=1)))
        for n, at in enumerate(due_at, start=1):
            ledger.execute(update(promises).where(promises.c.id == f"P{n}").values(not_before=at))


def _are_up(house: Runtime, url: str) -> bool:
    """Ticker and worker have each done something, and RQ's worker has announced itself."""
    with house.ledger.read() as ledger, redis.Redis.from_url(url) as client:
        are_alive = heartbeats.by_process(ledger).keys() >= {"ticker", "worker"}
        return are_alive and any("bench" in worker.queue_names() for worker in Worker.all(client))


def _schedule(url: str, due_at: list[datetime]) -> None:
    with redis.Redis.from_url(url) as client:
        for at in due_at:
            Queue("bench", connection=client).enqueue_at(at, "tools.bench.due.note", at.isoformat(), url)


def _wait(house: Runtime, url: str, until_at: datetime) -> None:
    """Until all have begun, or patience ends."""
    while house.now() < until_at and min(len(_lateness(house)), len(_noted(url))) < PROMISES:
        time.sleep(0.5)


def _lateness(house: Runtime) -> list[float]:
    """Seconds, of the promises whose agent has been rung."""
    rung = select(promises.c.not_before, attempts.c.agent_id).join(attempts, attempts.c.promise_id == promises.c.id)
    with house.ledger.read() as ledger:
        found = [(row.not_before, house.roster[row.agent_id].reach) for row in ledger.execute(rung)]
    return [(Carrier.asked[reach] - at).total_seconds() for at, reach in found if reach in Carrier.asked]


def _noted(url: str) -> list[float]:
    with redis.Redis.from_url(url) as client:
        return [float(late) for late in client.lrange(NOTED, 0, -1)]


@contextmanager
def _running(module: list[str], environment: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", *module], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def _carrier() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Carrier)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


if __name__ == "__main__":
    main()
