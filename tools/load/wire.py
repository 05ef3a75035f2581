"""The carrier's requests, each timed from the instant at which it should have been sent.

That is when the person whose act it follows was to act, or when the answer before it arrived: whatever keeps the
carrier itself from sending in time counts as waiting, too (an open loop). Connections are kept open, as the carrier's
are.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from carrier.clock import Action, Scheduled, T, WallClock
from carrier.transports import ConnectFailed, Dropped, Params, Response, TimedOut

KEPT_OPEN = 1.0
"""Seconds: the server closes a connection that has rested for two."""
SENDERS = 96


class LoadClock(WallClock):
    """The real time, or one that runs so many times faster since `began_at`; knows for when each act was meant."""

    def __init__(self, times: int = 1, began_at: datetime | None = None) -> None:
        super().__init__(SENDERS)
        self._times, self._began_at = times, began_at or datetime.now(UTC)
        self._meant = threading.local()

    def now(self) -> datetime:
        now = datetime.now(UTC)
        return now if self._times == 1 else self._began_at + (now - self._began_at) * self._times

    def call_later(self, delay: timedelta, action: Action) -> Scheduled:
        real = delay / self._times
        due_at = time.perf_counter() + max(real.total_seconds(), 0.0)
        return super().call_later(real, lambda: self.mean(due_at, action))

    def call_aside(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        due_at = self.meant_for

        def sent() -> T:
            self._meant.at = due_at
            return work()

        super().call_aside(sent, lambda result: self.mean(time.perf_counter(), lambda: then(result)))

    @property
    def meant_for(self) -> float:
        """When what is being done now should have been done, by `time.perf_counter`."""
        return float(getattr(self._meant, "at", time.perf_counter()))

    def mean(self, due_at: float, action: Callable[[], object]) -> None:
        """Do this, which should have been done then."""
        self._meant.at = due_at
        try:
            action()
        finally:
            del self._meant.at


@dataclass
class Timed:
    """One request: when it should have been sent, seconds after the beginning; whereto; how long until its answer had
    come, in ms; the status, 0 where none came."""

    due: float
    path: str
    took: float
    status: int


@dataclass
class LoadTransport:
    """Real sockets, kept open, one for each sender."""

    clock: LoadClock
    began: float = field(default_factory=time.perf_counter)
    timed: list[Timed] = field(default_factory=list)
    _mine: threading.local = field(default_factory=threading.local)

    def send(self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: timedelta) -> Response:
        due, parts = self.clock.meant_for, urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        status = 0
        try:
            body = urlencode(params) if method == "POST" else None
            if body is not None:
                headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
            try:
                answer = _ask(self._connection(parts.netloc, timeout), method, path, body, headers)
            except Dropped:
                if not self._mine.is_used:
                    raise
                self._mine.one = None  # the server closed it while it rested: asked again on a new one, as clients do
                answer = _ask(self._connection(parts.netloc, timeout), method, path, body, headers)
            status, self._mine.used_at = answer.status, time.perf_counter()
            return answer
        except (ConnectFailed, TimedOut, Dropped):
            self._mine.one = None
            raise
        finally:
            now = time.perf_counter()
            self.timed.append(Timed(due - self.began, parts.path, (now - due) * 1000, status))

    def _connection(self, netloc: str, timeout: timedelta) -> HTTPConnection:
        one: HTTPConnection | None = getattr(self._mine, "one", None)
        self._mine.is_used = True
        if one is None or time.perf_counter() - self._mine.used_at > KEPT_OPEN:
            if one is not None:
                one.close()
            host, _, port = netloc.partition(":")
            self._mine.is_used = False
            one = self._mine.one = HTTPConnection(host, int(port or 80), timeout=timeout.total_seconds())
        return one


def _ask(one: HTTPConnection, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Response:
    try:
        one.request(method, path, body, dict(headers))
    except OSError as error:
        raise ConnectFailed(str(error)) from error
    try:
        answer = one.getresponse()
        content = answer.read()
    except TimeoutError as error:
        raise TimedOut(str(error)) from error
    except (OSError, HTTPException) as error:
        raise Dropped(str(error)) from error
    return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)
