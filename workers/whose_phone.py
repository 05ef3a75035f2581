"""Asking the firm's own program whose phone it is.

    POST <customers.lookup_url>     Authorization: Bearer <CUSTOMERS_TOKEN>
    {"phone": "+31612345678"}

The phone is posted, because addresses are logged. The address is the line file's, word for word: no redirect is
followed, so that neither the phone nor the token goes anywhere else. Each question has a thread of its own, and there
are few; after some failures in a row nobody is asked for a while. (A server that gives its answer byte by byte keeps
its thread as long as it does so: then fewer are asked, and nobody waits.) Deliberately tries nothing again.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

import requests
from requests.auth import AuthBase

from voice_app.breaker import Breaker
from voice_app.customers.answer import LARGEST, NoAnswer, read_answer
from voice_app.ledger.customers import Customer
from voice_app.numbers import Phone

AT_ONCE: Final = 4
FAILURES_IN_A_ROW: Final = 3
RESTS: Final = timedelta(seconds=30)
A_BIT: Final = 4096

Told = Callable[[Sequence[Customer] | NoAnswer], None]


class Directory(Protocol):
    def ask(self, phone: Phone, told: Told) -> None:
        """Ask whose phone it is, and come back at once; `told` hears of it later, from another thread maybe, once."""
        ...


class Bearer(AuthBase):
    """The token, and no other credentials: requests would else look for some in the home of whoever runs us."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass
class HttpDirectory:
    """The program at this address. `seconds`: a clock that only goes forward."""

    url: str
    token: str | None = field(repr=False)
    within: timedelta
    seconds: Callable[[], float]
    _failures: int = 0
    _places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))
    _breaker: Breaker = field(init=False)

    def __post_init__(self) -> None:
        self._breaker = Breaker(RESTS, self.seconds)

    def ask(self, phone: Phone, told: Told) -> None:
        if self._breaker.is_open:
            told(NoAnswer("rests"))
        elif not self._places.acquire(blocking=False):
            told(NoAnswer("busy"))
        else:
            threading.Thread(target=self._ask, args=(phone, told), daemon=True, name="whose-phone").start()

    def _ask(self, phone: Phone, told: Told) -> None:
        try:
            answer: Sequence[Customer] | NoAnswer = self._answer(phone)
            self._failures = 0
        except NoAnswer as error:
            answer = error
            self._failures += 1
            if self._failures >= FAILURES_IN_A_ROW:
                self._breaker.trip()
        finally:
            self._places.release()
        told(answer)

    def _answer(self, phone: Phone) -> Sequence[Customer]:
        patience = self.within.total_seconds()
        until = self.seconds() + patience
        try:
            with requests.post(
                self.url,
                json={"phone": phone},
                headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Gehoor"},
                auth=Bearer(self.token),
                timeout=patience,
                allow_redirects=False,
                stream=True,
            ) as response:
                return read_answer(response.status_code, self._body(response, until))
        except requests.ConnectTimeout:
            raise NoAnswer("not_reached") from None
        except requests.Timeout:
            raise NoAnswer("slow") from None
        except requests.ConnectionError:
            raise NoAnswer("not_reached") from None
        except (requests.RequestException, OSError, ValueError):
            raise NoAnswer("broken_off") from None

    def _body(self, response: requests.Response, until: float) -> bytes:
        """As it comes, so that neither a long nor a slow one is waited for to its end."""
        body = b""
        while bit := response.raw.read1(A_BIT):
            body += bit
            if len(body) > LARGEST:
                raise NoAnswer("too_large")
            if self.seconds() > until:
                raise NoAnswer("slow")
        return body
