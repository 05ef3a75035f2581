"""How a request of the carrier reaches the service: over HTTP, or straight into a WSGI app.

Knows nothing of Twilio: no signature, no retries, no redirects.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from carrier.clock import NO_TIME

Params = Mapping[str, str]
WsgiApp = Callable[..., Iterable[bytes]]


class ConnectFailed(Exception):
    """Nobody answered at that address; nothing was sent."""


class TimedOut(Exception):
    """The service was reached and did not answer in time, which has passed by now."""


class Dropped(Exception):
    """The service was reached, and hung up before it had answered; what it did by then nobody knows."""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer. `takes` is virtual time still to pass before the carrier has it."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    set_cookies: tuple[str, ...] = ()
    takes: timedelta = NO_TIME

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


class Transport(Protocol):
    def send(self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: timedelta) -> Response:
        """One request, redirects not followed. GET has its params in `url` already.

        Raises ConnectFailed, TimedOut or Dropped.
        """


class HttpTransport:
    """Real sockets. `timeout` covers connecting (at most 5 s of it) and reading."""

    CONNECT_TIMEOUT = timedelta(seconds=5)

    def send(self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: timedelta) -> Response:
        import requests  # noqa: PLC0415 - a carrier inside tests never needs it

        connect = min(self.CONNECT_TIMEOUT, timeout).total_seconds()
        body = urlencode(params) if method == "POST" else None
        try:
            answer = requests.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                timeout=(connect, timeout.total_seconds()),
                allow_redirects=False,
            )
        except requests.exceptions.ReadTimeout as error:
            raise TimedOut(str(error)) from error
        except requests.exceptions.RequestException as error:
            if "Connection aborted" in str(error):  # urllib3's words for one that had been made
                raise Dropped(str(error)) from error
            raise ConnectFailed(str(error)) from error
        cookies = tuple(f"{cookie.name}={cookie.value}" for cookie in answer.cookies)
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status_code, lowered, answer.content, cookies)


class WsgiTransport:
    """Calls a WSGI app in this thread, without sockets. Addresses outside `base_url` cannot be reached."""

    def __init__(self, app: WsgiApp, base_url: str) -> None:
        self._app = app
        self._base_url = base_url.rstrip("/")

    def send(self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: timedelta) -> Response:
        from werkzeug.test import Client  # noqa: PLC0415 - only tests speak WSGI

        parts = urlsplit(url)
        if not url.startswith(self._base_url):
            raise ConnectFailed(f"{parts.netloc} is not {self._base_url}")
        request: dict[str, Any] = {
            "base_url": f"{parts.scheme}://{parts.netloc}/",
            "query_string": parts.query,
            "method": method,
            "headers": list(headers.items()),
        }
        if method == "POST":
            request["data"] = urlencode(params)
        with Client(self._app, use_cookies=False).open(parts.path or "/", **request) as answer:
            lowered = {name.lower(): value for name, value in answer.headers.items()}
            cookies = tuple(answer.headers.getlist("Set-Cookie"))
            return Response(answer.status_code, lowered, answer.get_data(), cookies)
