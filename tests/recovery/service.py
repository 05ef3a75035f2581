"""The whole service as it runs in production: its processes on real stores, over HTTP with a carrier in this process.

`tick_in` is the one thing that is not real: what a ticker does minutes from now is done at once, by its own duties over
the same stores, with their clock pushed. Everything else happens by itself, and is waited for.
"""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select, update
from werkzeug.serving import make_server

from carrier.app import make_app
from carrier.exchange import Exchange
from carrier.phone import Phone
from carrier.phones import Phones
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from carrier.transports import HttpTransport
from carrier.units import span
from routing.agents import Activity
from routing.board import Board
from routing.skills import AgentId, CallSid, PromiseId
from routing.spans import Span
from tests.history import History
from tests.recovery.line import LINE, SENDER, agent_id, agent_phone, write_line
from tests.recovery.people import Hurried, eventually
from tests.recovery.processes import Process
from tools import surroundings
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port
from voice_app import line
from voice_app.failpoints import Name
from voice_app.jobs import SEND_TEXTS, RqJobs
from voice_app.ledger import Ledger, attempts, calls, duties, heartbeats, tables, texts, timeline
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.ledger.texts import Text
from voice_app.runtime import WallClock, assemble, board_client, jobs_client, one_patience
from voice_app.settings import Settings, variables
from voice_app.telephony import TwilioTelephony
from workers.missed import look_for_missed
from workers.shop import Shop
from workers.ticker import DUTIES
from workers.watch import beat

API_TOKEN = "token-of-the-recovery-tests"
LATENCY = timedelta(seconds=1)
"""How long a word is on its way between the carrier and the service, where both share a busy machine."""
KINDS = ("web", "worker", "ticker")
SIGNS_OF_LIFE = (beat, look_for_missed)
"""Duties that note on the ledger that they were done."""


@dataclass
class Ahead:
    """The real clock, pushed."""

    by: timedelta = timedelta()

    def now(self) -> datetime:
        return WallClock().now() + self.by


class Service:
    """Processes, stores, carrier; and people, a new agent and a new caller for each test."""

    def __init__(self, database_url: str, redis: EmbeddedRedis, folder: Path) -> None:
        self.redis, self.orders = redis, folder / "orders"
        self.orders.mkdir()
        self._folder, self._numbers = folder, count()
        self._port = free_port()
        self.exchange = Exchange(Hurried(), ACCOUNT_SID, AUTH_TOKEN, HttpTransport(), is_strict=False)
        self.phones = Phones(self.exchange)
        self._carrier = make_server("127.0.0.1", 0, make_app(self.exchange), threaded=True)
        threading.Thread(target=self._carrier.serve_forever, args=(0.02,), daemon=True).start()
        self._point_numbers_here()
        self.environment = self._environment(database_url, write_line(folder / "line.toml"))
        self.ledger = Ledger(database_url)
        self.running: list[Process] = []
        self._ahead = Ahead()
        self.shop = self._open_shop()
        self.board = self.shop.house.board
        self.on_duty: list[Agent] = []
        self._away: list[Span] = []
        self._acknowledged: list[PromiseId] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _point_numbers_here(self) -> None:
        hooks = {"voice_url": "answer", "voice_fallback_url": "fallback", "status_callback": "status"}
        urls = {name: f"{self.url}/voice/{path}" for name, path in hooks.items()}
        self.exchange.add_number(LINE, **urls, sms_url=f"{self.url}/sms/answer")
        self.exchange.add_number(SENDER, sms_url=f"{self.url}/sms/answer")

    def _environment(self, database_url: str, line_file: Path) -> Mapping[str, str]:
        given = dict.fromkeys((*variables(), *(f"{name}_FILE" for name in variables())), "")
        environment = given | {
            "PORT": str(self._port),
            "PUBLIC_BASE_URL": self.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{self._carrier.server_port}",
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis.url,
            "LINE_FILE": str(line_file),
            "SECRET_KEY": "only-for-the-recovery-tests",
            "API_TOKEN": API_TOKEN,
            "LOG_FORMAT": "json",
            "FAILPOINTS": str(self.orders),
        }
        surroundings.complete(environment, self._folder)
        return environment

    def _open_shop(self) -> Shop:
        settings = Settings.from_env(self.environment)
        patience = one_patience()
        house = assemble(
            settings,
            line.load(settings.line_file),
            self.ledger,
            board=Board(board_client(self.redis.url, patience)),
            jobs=RqJobs(jobs_client(self.redis.url, patience)),
            clock=self._ahead,
        )
        return Shop(house, TwilioTelephony(settings, house.line.number, house.line.text.sender))

    # processes

    def start(self, name: str) -> Process:
        """One more of these, at its first steps."""
        process = Process(name, self.environment, self._folder / f"{name}-{len(self.running)}.log")
        self.running.append(process)
        return process

    def only(self, **wanted: int) -> None:
        """Have so many of each kind and one of those that are not named; who is too many is asked to end."""
        for kind in KINDS:
            living = [process for process in self.running if process.name == kind and process.lives]
            for process in living[wanted.get(kind, 1) :]:
                process.stop()
            for _ in range(wanted.get(kind, 1) - len(living)):
                self.start(kind)
        eventually(self.answers, "web answers")

    def begin_anew(self) -> None:
        """Nothing is complained of, no order is left, nobody is on duty; one process of each kind lives."""
        self.exchange.complaints.clear()
        self.on_duty.clear()
        for order in self.orders.iterdir():
            order.unlink()
        self.only()
        eventually(lambda: self.status().ok, "all is well")
        self.shop.house.jobs.ring(SEND_TEXTS)
        eventually(self._has_sent_its_texts, "what there was to text has been sent")

    def _has_sent_its_texts(self) -> bool:
        with self.ledger.read() as ledger:
            return not ledger.execute(select(func.count()).select_from(tables.texts).where(tables.QUEUED)).scalar_one()

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=1).ok
        except requests.RequestException:
            return False

    def one(self, kind: str) -> Process:
        """The only one of its kind that runs."""
        (found,) = [process for process in self.running if process.name == kind and process.lives]
        return found

    def order(self, name: Name, act: str = "kill") -> None:
        """Have whoever comes by there first die, or stop."""
        prepared = self._folder / "order"
        prepared.write_text(act)
        prepared.rename(self.orders / name)

    def is_obeyed(self, name: Name) -> None:
        eventually(lambda: not (self.orders / name).exists(), f"somebody comes by {name}")

    @contextmanager
    def loses_web(self, name: Name) -> Iterator[None]:
        """Within this web dies, there. The carrier's requests are lost until gunicorn has put another in its place."""
        since_at = WallClock().now()
        self.order(name)
        yield
        self.is_obeyed(name)
        eventually(self.answers, "web answers again")
        self._away.append(Span(since_at, WallClock().now()))

    def close(self) -> None:
        for process in self.running:
            if process.lives:
                process.tell(signal.SIGCONT)
            process.kill()
        self._carrier.shutdown()
        self.exchange.clock.stop()
        self.ledger.close()

    def redis_file(self) -> Path:
        """Where Redis writes what it is told."""
        return next(self._folder.glob("redis/appendonlydir/*.incr.aof"))

    # people and programs

    def caller(self) -> Phone:
        """Each in a range of its own: a range that asks too often waits for approval."""
        number = next(self._numbers)
        return self.phones.caller(f"+31622{number:02}2222", f"caller {number}")

    def agent(self) -> "Agent":
        number = next(self._numbers)
        self.on_duty.append(Agent(agent_id(number), self.phones.agent(agent_phone(number), agent_id(number))))
        return self.on_duty[-1]

    def signs_on(self, agent: "Agent") -> Phone:
        self.declares(agent, "ready")
        return agent.phone

    def declares(self, agent: "Agent", presence: str) -> None:
        answer = self.api("PUT", f"/agents/{agent.id}/presence", presence=presence)
        assert answer.ok, answer.text

    def asks_by_api(self, phone: Phone) -> None:
        """A program asks for a callback, and is told of the promise."""
        answer = self.api("POST", "/promises", phone=phone.address, need="billing", language="nl")
        assert answer.status_code == 201, answer.text
        self._acknowledged.append(PromiseId(answer.json()["id"]))

    def comes_to_rest(self) -> None:
        """The phones go down, the agents go home, nothing is owed any more; then nobody waits, and nobody is held."""
        for phone in list(self.phones.by_address.values()):
            if phone.is_in_call and not phone.is_ringing:
                phone.hangs_up()
        self._send_everybody_home()
        eventually(lambda: not self.board.waiting(10), "nobody waits")
        eventually(lambda: not self._busy_agents(), "nobody is held")

    def _send_everybody_home(self) -> None:
        for agent in self.on_duty:
            self.declares(agent, "signed_out")
        for promise in self.every_promise():
            if promise.state in ("open", "attempting"):
                self.api("POST", f"/promises/{promise.id}/withdraw", reason="the test is over")

    def _busy_agents(self) -> list[AgentId]:
        on_board = self.board.agents(AgentId(agent.id) for agent in self.on_duty)
        return [id_ for id_, one in on_board.items() if one.agent.activity in (Activity.RESERVED, Activity.TALKING)]

    def api(self, method: str, path: str, **json: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {API_TOKEN}"}
        return requests.request(method, f"{self.url}/api{path}", json=json or None, headers=headers, timeout=30)

    def status(self) -> requests.Response:
        return requests.get(f"{self.url}/status", timeout=30)

    # time

    def tick_in(self, time: str) -> None:
        """What a ticker does at that distance from now. It leaves no sign of life there, a lie and a clock
        that runs ahead, and takes none of the turns to have the carrier create a call."""
        self._ahead.by = span(time)
        for duty in DUTIES:
            if duty not in SIGNS_OF_LIFE:
                duty(self.shop, self._ahead.now())
        self.board.rest_ringing(WallClock().now())

    def ages(self, process: str, by: str) -> None:
        """The last sign of life of this process is so old."""
        with self.ledger.write() as ledger:
            heartbeats.beat(ledger, process, WallClock().now() - span(by))

    def is_nearly_due(self, phone: Phone) -> None:
        """The promise to this phone has an hour left."""
        with self.ledger.write() as ledger:
            its = update(tables.promises).where(tables.promises.c.id == self.promise(phone).id)
            ledger.execute(its.values(effective_due_by=WallClock().now() + timedelta(hours=1)))

    # what stands written

    def history(self) -> History:
        """Of all cases so far."""
        return History(
            self.ledger,
            self.shop.house.terms,
            list(self.exchange.record),
            WallClock().now(),
            self.board,
            self._away,
            LATENCY,
            self._acknowledged,
        )

    def every_promise(self) -> tuple[Promise, ...]:
        with self.ledger.read() as ledger:
            return duties.page(ledger).items

    def promises(self, phone: Phone) -> list[Promise]:
        return [promise for promise in self.every_promise() if promise.phone == phone.address]

    def promise(self, phone: Phone) -> Promise:
        """The only one that was ever made for this phone."""
        (promise,) = self.promises(phone)
        return promise

    def attempts(self, phone: Phone) -> tuple[Attempt, ...]:
        return self.attempts_of(self.promise(phone))

    def attempts_of(self, promise: Promise) -> tuple[Attempt, ...]:
        with self.ledger.read() as ledger:
            return attempts.of_promise(ledger, promise.id)

    def texts(self, phone: Phone) -> tuple[Text, ...]:
        with self.ledger.read() as ledger:
            return texts.of_promise(ledger, self.promise(phone).id)

    def events(self, phone: Phone) -> list[str]:
        with self.ledger.read() as ledger:
            return [entry.event for entry in timeline.of_promise(ledger, self.promise(phone).id)]

    def escalations(self, phone: Phone) -> list[tuple[object, object]]:
        """How far this phone's promise has climbed, and why, as often as its timeline tells so."""
        with self.ledger.read() as ledger:
            told = timeline.of_promise(ledger, self.promise(phone).id)
        return [(entry.data["step"], entry.data["because"]) for entry in told if entry.event == "escalated"]

    def has_rung_off(self, phone: Phone) -> bool:
        """The ledger knows that this phone's last call is over: whoever is on the line is not called back."""
        with self.ledger.read() as ledger:
            return calls.has_ended(ledger, CallSid(phone.legs[-1].sid))

    def rings_at(self, phone: Phone) -> int:
        """How often this phone was rung by us, in all."""
        return sum(call.to == phone.address and call.direction != "inbound" for call in self.exchange.calls)


@dataclass(frozen=True)
class Agent:
    """One of the roster, and the phone."""

    id: str
    phone: Phone
