"""Asking a program that is real to the socket whose phone it is, and everything that it may do instead of answering."""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import pytest

from tools.ports import free_port
from voice_app.customers.answer import NoAnswer
from voice_app.ledger.customers import Customer
from voice_app.numbers import Phone
from voice_app.runtime import seconds
from workers.whose_phone import AT_ONCE, FAILURES_IN_A_ROW, RESTS, HttpDirectory

JAN = Phone("+31611111111")
TOKEN = "a-token-of-the-customers"


@dataclass
class Program:
    """The firm's own. `status`, `body`: of its answer; `headers` beside them; `may_answer`: it waits for that; `drips`:
    it sends a byte at a time for as long as anybody listens."""

    port: int = 0
    status: int = 200
    body: bytes = b'{"id": "K1", "name": "Jan"}'
    headers: dict[str, str] = field(default_factory=dict)
    may_answer: threading.Event = field(default_factory=threading.Event)
    drips: bool = False
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/whose-phone?line=1"


class _Answers(BaseHTTPRequestHandler):
    server: "_Http"

    def do_POST(self) -> None:
        program = self.server.program
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        program.asked.append((self.path, dict(self.headers), body))
        program.may_answer.wait(10)
        self.send_response(program.status)
        for name, value in program.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(program.body)
            while program.drips:
                self.wfile.write(b" ")
        except OSError:
            return  # nobody listens any more

    def do_GET(self) -> None:
        self.server.program.asked.append((self.path, dict(self.headers), None))

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Http(ThreadingHTTPServer):
    program: Program
    daemon_threads = True


@pytest.fixture
def program() -> Iterator[Program]:
    with _Http(("127.0.0.1", 0), _Answers) as server:
        server.program = Program(port=server.server_address[1])
        server.program.may_answer.set()
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        yield server.program
        server.program.may_answer.set()
        server.shutdown()
        thread.join()


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Asker:
    """Asks, and waits for what is told."""

    def __init__(self, url: str, token: str | None = TOKEN, clock: Any = seconds, within: float = 2.0) -> None:
        self.directory = HttpDirectory(url, token, timedelta(seconds=within), clock)
        self.told: Queue[Sequence[Customer] | NoAnswer] = Queue()

    def begins(self) -> None:
        self.directory.ask(JAN, self.told.put)

    def hears(self) -> Sequence[Customer] | str:
        answer = self.told.get(timeout=30)
        return answer.cause if isinstance(answer, NoAnswer) else answer

    def asks(self) -> Sequence[Customer] | str:
        self.begins()
        return self.hears()


def test_the_phone_is_posted_with_the_token_and_stands_in_no_address(program: Program) -> None:
    assert Asker(program.url).asks() == (Customer("K1", "Jan"),)
    ((path, headers, body),) = program.asked
    assert (path, body) == ("/whose-phone?line=1", {"phone": JAN})
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert JAN not in str(headers)


def test_no_credentials_of_anybody_else_are_sent(
    program: Program, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login root password of-the-operator\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    Asker(program.url, token=None).asks()
    Asker(program.url).asks()
    assert [headers.get("Authorization") for _, headers, _ in program.asked] == [None, f"Bearer {TOKEN}"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(program: Program, status: int) -> None:
    program.status, program.headers = status, {"Location": f"http://127.0.0.1:{program.port}/elsewhere"}
    assert Asker(program.url).asks() == f"http_{status}"
    assert [path for path, _, _ in program.asked] == ["/whose-phone?line=1"]


def test_whoever_asks_does_not_wait_for_the_answer(program: Program) -> None:
    program.may_answer.clear()
    asker = Asker(program.url)
    asker.begins()
    assert asker.told.empty()  # we are here, and the program has not answered yet
    program.may_answer.set()
    assert asker.hears() == (Customer("K1", "Jan"),)


def test_one_that_takes_too_long_has_not_answered(program: Program) -> None:
    program.may_answer.clear()
    assert Asker(program.url, within=0.05).asks() == "slow"


def test_one_that_never_comes_to_an_end_is_left(program: Program) -> None:
    program.body, program.drips = b"", True
    assert Asker(program.url).asks() in ("too_large", "slow")


def test_one_that_gives_bit_by_bit_is_left_when_the_time_is_up(program: Program) -> None:
    clock = Clock()
    asker = Asker(program.url, clock=lambda: clock.now)
    clock_after_first_look = iter([0.0, 0.0])
    asker.directory.seconds = lambda: next(clock_after_first_look, 99.0)
    program.body = b"[" + b" " * 9000
    assert asker.asks() == "slow"


def test_nobody_there_is_no_answer() -> None:
    assert Asker(f"http://127.0.0.1:{free_port()}/").asks() == "not_reached"


def test_markup_instead_of_an_answer_is_none(program: Program) -> None:
    program.body = b"<html><body>Sign in</body></html>"
    assert Asker(program.url).asks() == "no_json"


def test_after_some_failures_in_a_row_nobody_is_asked_for_a_while(program: Program) -> None:
    clock = Clock()
    asker = Asker(program.url, clock=clock)
    program.status = 500
    assert [asker.asks() for _ in range(FAILURES_IN_A_ROW + 1)] == ["http_500"] * FAILURES_IN_A_ROW + ["rests"]
    assert len(program.asked) == FAILURES_IN_A_ROW
    clock.now += RESTS.total_seconds()
    program.status = 200
    assert asker.asks() == (Customer("K1", "Jan"),)


def test_one_failure_is_none_after_an_answer(program: Program) -> None:
    asker = Asker(program.url)
    for status in (500, 500, 200, 500, 500):
        program.status = status
        asker.asks()
    assert len(program.asked) == 5


def test_only_a_few_are_asked_at_once(program: Program) -> None:
    program.may_answer.clear()
    asker = Asker(program.url)
    for _ in range(AT_ONCE + 3):
        asker.begins()
    assert [asker.hears() for _ in range(3)] == ["busy"] * 3
    program.may_answer.set()
    assert [asker.hears() for _ in range(AT_ONCE)] == [(Customer("K1", "Jan"),)] * AT_ONCE
    assert asker.asks() == (Customer("K1", "Jan"),)
