"""The carrier has the request, and its answer breaks off: whether a call was made is not known, and never assumed."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Self

import pytest

from tools.stage import settings_of_the_stage
from voice_app.rebased import RebasedHttpClient
from voice_app.telephony import LegSid, TelephonyError, TwilioTelephony

AGENT = "tel:+31612345678"
BODY = b'{"sid": "CA00000000000000000000000000000001", "status": "queued"}'
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
WITH_LENGTH = HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY
TO_THE_END = HEAD + b"Connection: close\r\n\r\n" + BODY
PAGE = b"<html>Bad gateway</html>"


class Carrier:
    """Takes whole requests, one a connection, and answers each with the same bytes; then the line is dead."""

    def __init__(self, answer: bytes, *, resets: bool = False) -> None:
        self.taken: list[bytes] = []
        self._answer, self._resets = answer, resets
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:  # closed: the test is over
                return
            with line:
                self.taken.append(_whole_request(line))
                line.sendall(self._answer)
                if self._resets:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _whole_request(line: socket.socket) -> bytes:
    taken = b""
    while not _is_whole(taken):
        taken += line.recv(4096)
    return taken


def _is_whole(taken: bytes) -> bool:
    head, end, body = taken.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return bool(end) and len(body) >= sum(lengths)


@contextmanager
def telephony(carrier: Carrier) -> Iterator[TwilioTelephony]:
    with carrier:
        yield TwilioTelephony(settings_of_the_stage(), "+31201234567", None, RebasedHttpClient(carrier.url))


def ring(telephony: TwilioTelephony) -> LegSid:
    return telephony.ring(
        AGENT,
        url="https://line.example/voice/whisper",
        fallback_url="https://line.example/voice/fallback",
        status_url="https://line.example/agent/status",
        rings_for=timedelta(seconds=15),
    )


def whole(answer: bytes) -> Callable[[], Carrier]:
    return lambda: Carrier(answer)


BROKEN_OFF: dict[str, Callable[[], Carrier]] = {
    "before a word": whole(b""),
    "by a reset": lambda: Carrier(b"", resets=True),
    "in the status": whole(WITH_LENGTH[:11]),
    "in the headers": whole(WITH_LENGTH[:40]),
    "after the headers": whole(WITH_LENGTH[: -len(BODY)]),
    "in the body": whole(WITH_LENGTH[:-20]),
    "in the body, by a reset": lambda: Carrier(WITH_LENGTH[:-20], resets=True),
    "in a body of unknown length": whole(TO_THE_END[:-20]),
    "before a body of unknown length": whole(TO_THE_END[: -len(BODY)]),
    "and somebody else's page came": whole(HEAD + b"Connection: close\r\n\r\n" + PAGE),
    "and a gateway said so": whole(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n" + PAGE),
}


@pytest.mark.parametrize("carrier", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_an_answer_that_broke_off_says_nothing_and_the_request_is_not_sent_again(
    carrier: Callable[[], Carrier],
) -> None:
    with telephony(taking := carrier()) as asked, pytest.raises(TelephonyError) as found:
        ring(asked)
    assert (found.value.safe_to_repeat, found.value.permanent) == (False, False)
    assert len(taking.taken) == 1
    assert b"To=%2B31612345678" in taking.taken[0]


@pytest.mark.parametrize("carrier", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_a_question_whose_answer_broke_off_has_none(carrier: Callable[[], Carrier]) -> None:
    """Least of all that the leg is over, or that there is no call: those are looked for in the same way."""
    leg = LegSid("CA00000000000000000000000000000001")
    with telephony(carrier()) as asked:
        for question in (lambda: asked.fetch(leg), lambda: asked.legs_to(AGENT, date(2026, 3, 2))):
            with pytest.raises(TelephonyError):
                question()


@pytest.mark.parametrize("answer", [WITH_LENGTH, TO_THE_END], ids=["of a known length", "to the end"])
def test_a_whole_answer_names_the_leg(answer: bytes) -> None:
    with telephony(Carrier(answer)) as asked:
        assert ring(asked) == "CA00000000000000000000000000000001"


def test_where_nobody_takes_the_request_nothing_was_done() -> None:
    with Carrier(b"") as gone:
        url = gone.url
    asked = TwilioTelephony(settings_of_the_stage(), "+31201234567", None, RebasedHttpClient(url))
    with pytest.raises(TelephonyError) as found:
        ring(asked)
    assert found.value.safe_to_repeat
