"""What went over the wire between carrier and service, for the strip at the foot of the page.

Hooks and complaints come from the exchange's events; REST requests are watched in the app. The strip tells;
nothing is decided by it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from carrier.events import Complained, Event, Requested
from carrier.exchange import Exchange
from carrier.page.handset import Body, epoch_ms

KEPT = 400
SHOWN_OF_A_BODY = 20_000  # characters; the page is no archive
FIRST_ERROR = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the strip, numbered by the version of the page that it made.

    Kinds: hook, rest, complaint. `status` is 0 where no answer came; it and `took` are None where nothing was asked.
    """

    number: int
    at: datetime
    kind: str
    what: str
    where: str
    is_wrong: bool
    status: int | None = None
    took: timedelta | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""

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
    """The last entries. `next_version` numbers the page's changes, and wakes those who wait for one."""

    def __init__(self, exchange: Exchange, next_version: Callable[[], int]) -> None:
        self.exchange = exchange
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self._next_version = next_version

    def follow(self, event: Event) -> None:
        match event:
            case Requested():
                self.entries.append(self._hook(event))
            case Complained():
                self.entries.append(self._complaint(event))
            case _:
                pass

    def add_rest(self, response: Response, took: timedelta) -> None:
        """A request that the service has made, just answered."""
        path = request.full_path.rstrip("?")
        with self.exchange.lock:
            self.entries.append(
                Entry(
                    number=self._next_version(),
                    at=self.exchange.now(),
                    kind="rest",
                    what=request.method,
                    where=path.partition(f"/Accounts/{self.exchange.account_sid}")[2] or path,
                    is_wrong=response.status_code >= FIRST_ERROR,
                    status=response.status_code,
                    took=took,
                    params=dict(request.form.items()),
                    answer=response.get_data(as_text=True)[:SHOWN_OF_A_BODY],
                )
            )

    def find(self, number: int) -> Entry | None:
        with self.exchange.lock:
            return next((entry for entry in self.entries if entry.number == number), None)

    def _hook(self, event: Requested) -> Entry:
        return Entry(
            number=self._next_version(),
            at=event.at,
            kind="hook",
            what=event.purpose,
            where=_path(event.url),
            is_wrong=event.error_code is not None,
            status=event.status or 0,
            took=event.took,
            params=dict(event.params),
            answer=event.body[:SHOWN_OF_A_BODY],
        )

    def _complaint(self, event: Complained) -> Entry:
        return Entry(
            number=self._next_version(),
            at=event.at,
            kind="complaint",
            what=str(event.code),
            where=event.detail,
            is_wrong=True,
        )


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
