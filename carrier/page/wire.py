"""What went over the wire between carrier and service, for the strip at the foot of the page.

Hooks and complaints come from the exchange's events; REST requests are watched in the app. The strip tells;
nothing is decided by it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from carrier.events import Complained, Event, Requested
from carrier.exchange import Exchange
from carrier.page.handset import Body, epoch_ms

KEPT = 400
SHOWN_OF_A_BODY = 20_000  # characters; the page is no archive
FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the strip. Kinds: hook, rest, complaint. `status` 0 = no answer; `took` None = no request."""

    number: int
    version: int
    at: datetime
    kind: str
    what: str
    where: str
    status: int | None
    took: timedelta | None
    is_wrong: bool
    params: Mapping[str, str]
    answer: str

    def body(self) -> Body:
        return {
            "number": self.number,
            "at": epoch_ms(self.at),
            "kind": self.kind,
            "what": self.what,
            "where": self.where,
            "status": self.status,
            "took": None if self.took is None else round(self.took / timedelta(milliseconds=1)),
            "is_wrong": self.is_wrong,
        }

    def details(self) -> Body:
        """What is only asked for when somebody looks closer."""
        return {"params": {name: value for name, value in self.params.items() if value}, "answer": self.answer}


class Wire:
    """The last entries. `next_version` numbers the page's changes, and tells those who wait for one."""

    def __init__(self, exchange: Exchange, next_version: Callable[[], int]) -> None:
        self.exchange = exchange
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self._next_version = next_version
        self._count = 0

    def follow(self, event: Event) -> None:
        if isinstance(event, Requested):
            status = event.status or 0
            is_wrong = event.error_code is not None
            self._add("hook", event.purpose, event.url, status, event.took, is_wrong, event.params, event.body)
        elif isinstance(event, Complained):
            self._add("complaint", str(event.code), event.detail, None, None, True, {}, event.detail)

    def add_rest(self, response: Response, took: timedelta) -> None:
        """A request that the service has made, just answered."""
        path = request.full_path.rstrip("?").partition(f"/Accounts/{self.exchange.account_sid}")[2]
        params = dict(request.form.items())
        is_wrong = response.status_code >= FIRST_ERROR
        answer = response.get_data(as_text=True)
        self._add("rest", request.method, path or request.path, response.status_code, took, is_wrong, params, answer)

    def find(self, number: int) -> Entry | None:
        with self.exchange.lock:
            return next((entry for entry in self.entries if entry.number == number), None)

    def _add(
        self,
        kind: str,
        what: str,
        where: str,
        status: int | None,
        took: timedelta | None,
        is_wrong: bool,
        params: Mapping[str, str],
        answer: str,
    ) -> None:
        with self.exchange.lock:
            self._count += 1
            kept = answer[:SHOWN_OF_A_BODY]
            at = self.exchange.now()
            version = self._next_version()
            entry = Entry(
                self._count, version, at, kind, what, _path(where), status, took, is_wrong, dict(params), kept
            )
            self.entries.append(entry)


def watch_rest(app: Flask, wire: Wire) -> None:
    """Note every request to the REST API, whoever answers it."""

    @app.before_request
    def begin() -> None:
        g.wire_began_at = wire.exchange.now()

    @app.after_request
    def note(response: Response) -> Response:
        if request.path.startswith("/2010-04-01/"):
            wire.add_rest(response, wire.exchange.now() - g.wire_began_at)
        return response


def _path(where: str) -> str:
    """An URL without scheme and host: on this page both are always the same."""
    parts = urlsplit(where)
    if parts.scheme not in {"http", "https"}:
        return where
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
