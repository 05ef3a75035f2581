"""Requests that reach the house at the same instant, each in a thread of its own, as processes serve them.

Time stands still meanwhile: what they ring for is done when the journey goes on.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from carrier.testing import AUTH_TOKEN
from carrier.transports import Params, Response, Transport
from tests.journeys.world import World
from tools.stage import BASE_URL
from voice_app.signature import sign

T = TypeVar("T")

LONGEST = timedelta(seconds=30)


def at_once(*acts: Callable[[], T]) -> list[T]:
    """What each of them gives, all begun at the same instant; raises what one of them raises."""
    start = Barrier(len(acts))

    def begin(act: Callable[[], T]) -> T:
        start.wait(10)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))


class TwiceAtOnce:
    """A transport by which every request of the carrier comes twice at the same instant. `heard`: the answer to which
    of the two the carrier goes by."""

    def __init__(self, inner: Transport, heard: int) -> None:
        self._inner, self._heard = inner, heard

    def send(self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: timedelta) -> Response:
        def once() -> Response:
            return self._inner.send(method, url, params, headers, timeout)

        answers = at_once(once, once)
        assert {answer.status for answer in answers} <= {200, 204}, (url, answers)
        return answers[self._heard]


def hook(world: World, path: str, sid: str, **fields: str) -> Callable[[], int]:
    """To send this word of the carrier's about that leg, properly signed; gives the status of the answer."""
    url = path if path.startswith(BASE_URL) else f"{BASE_URL}{path}"
    form = {"CallSid": sid, "AccountSid": world.house.settings.twilio_account_sid or "", **fields}

    def send() -> int:
        headers = {
            "X-Twilio-Signature": sign(url, MultiDict(form), AUTH_TOKEN),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        transport = world.carrier.exchange.transport
        return transport.send("POST", url, form, headers, LONGEST).status

    return send
