"""Real sockets, and what they tell of a service that does not answer well."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from carrier.clock import VirtualClock
from carrier.exchange import Exchange
from carrier.hooks import CONNECTION_FAILED, Answer, Question
from carrier.transports import ConnectFailed, Dropped, HttpTransport, TimedOut
from tests.carrier.service import START
from tools.ports import free_port


class Rude:
    """A service that takes connections, reads, and hangs up; or says nothing at all."""

    def __init__(self, *, hangs_up: bool) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/voice/menu"
        self.asked: list[socket.socket] = []
        self._hangs_up = hangs_up
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.recv(65536)
            self.asked.append(connection)
            if self._hangs_up:
                connection.close()


@pytest.fixture
def drops() -> Iterator[Rude]:
    rude = Rude(hangs_up=True)
    yield rude
    rude.listener.close()


@pytest.fixture
def hangs() -> Iterator[Rude]:
    rude = Rude(hangs_up=False)
    yield rude
    rude.listener.close()


def post(url: str) -> None:
    HttpTransport().send("POST", url, {"Digits": "1"}, {}, timedelta(seconds=0.2))


def test_nobody_there_a_silent_one_and_one_that_hangs_up_are_three_things(drops: Rude, hangs: Rude) -> None:
    with pytest.raises(ConnectFailed):
        post(f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(TimedOut):
        post(hangs.url)
    with pytest.raises(Dropped):
        post(drops.url)


def test_a_request_that_was_dropped_is_not_made_again(drops: Rude) -> None:
    """Twilio's default is one more try, for connections that failed only (rc=1, rp=ct)."""
    exchange = Exchange(VirtualClock(START), "AC", "token", HttpTransport())
    answers: list[Answer] = []
    exchange.hooks.ask(Question("twiml", drops.url, {"Digits": "1"}), answers.append)
    exchange.clock.advance(timedelta(seconds=1))
    assert [answer.error_code for answer in answers] == [CONNECTION_FAILED]
    assert len(drops.asked) == 1
