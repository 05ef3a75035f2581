"""Requests to the service as Twilio makes them: signed, retried, redirected, timed.

Fetches documents and delivers status hooks; does not read what a document says, and leaves fallbacks to
whoever asked. Sources: Twilio's "Webhooks security", "Webhooks: connection overrides" and
the pages of the error codes named here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from carrier.clock import NO_TIME
from carrier.events import Requested
from carrier.transports import ConnectFailed, Dropped, Params, Response, TimedOut

if TYPE_CHECKING:
    from twilio.request_validator import RequestValidator

    from carrier.exchange import Exchange

TOTAL_TIMEOUT = timedelta(seconds=15)
MAX_REDIRECTS = 10
MAX_BODY_BYTES = 64 * 1024
CONNECT_TRIES = 2  # Twilio's default rc=1, rp=ct: once more, on connection failures only

INVALID_URL = 11100
RETRIEVAL_FAILED = 11200
CONNECTION_FAILED = 11205
TOO_MANY_REDIRECTS = 11215
BODY_TOO_LARGE = 11750

REDIRECTS = {301, 302, 303, 307, 308}
TURNS_INTO_GET = {301, 302, 303}


@dataclass(frozen=True, slots=True)
class Question:
    """One request to make. `purpose` is for the record: twiml, fallback, status, media, text, …

    `token` is its idempotency token when it may be delivered more than once; "" for a new one.
    """

    purpose: str
    url: str
    params: Params
    method: str = "POST"
    call_sid: str | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: a response, or Twilio's error code. `url` is where it was found in the end."""

    url: str
    response: Response | None
    took: timedelta
    error_code: int | None = None
    detail: str = ""


class Hooks:
    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange

    @cached_property
    def _validator(self) -> "RequestValidator":
        from twilio.request_validator import RequestValidator  # noqa: PLC0415 - 30 ms, only when signing

        return RequestValidator(self._exchange.auth_token)

    def ask(self, question: Question, then: Callable[[Answer], None], cookies: dict[str, str] | None = None) -> None:
        """Make the request aside, and hand over the answer when its time has passed.

        Cookies that the service sets are put into `cookies` (Twilio keeps them per call).
        """
        jar = {} if cookies is None else cookies
        exchange = self._exchange
        headers = self._headers(question)

        def arrive(answer: Answer) -> None:
            if answer.response:
                jar.update(_cookies(answer.response))
            self._record(question, answer)
            then(answer)

        def wait(answer: Answer) -> None:
            if answer.took > NO_TIME:
                exchange.later(answer.took, lambda: arrive(answer))
            else:
                arrive(answer)

        exchange.aside(lambda: self._deliver(question, headers | _cookie_header(jar)), wait)

    def notify(self, question: Question) -> None:
        """Deliver a status hook as the faults of the day will have it; any answer but 2xx is complained of."""
        question = replace(question, token=self._exchange.new_token())
        for delay in self._exchange.faults.deliveries(question):
            if delay > NO_TIME:
                self._exchange.later(delay, lambda: self.ask(question, self._check_notified(question)))
            else:
                self.ask(question, self._check_notified(question))

    def _check_notified(self, question: Question) -> Callable[[Answer], None]:
        def check(answer: Answer) -> None:
            if answer.error_code is not None:
                self._exchange.complain(answer.error_code, answer.detail, question.call_sid, question.url)

        return check

    def _headers(self, question: Question) -> dict[str, str]:
        """As recorded from Twilio; the token is one per hook, the same for its retries."""
        return {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "I-Twilio-Idempotency-Token": question.token or self._exchange.new_token(),
        }

    def _deliver(self, question: Question, headers: dict[str, str]) -> Answer:
        """Runs aside: redirects, retries, limits. Touches nothing of the exchange but its transport."""
        method, url, params, took = question.method, question.url, question.params, NO_TIME
        for _ in range(MAX_REDIRECTS + 1):
            if urlsplit(url).scheme not in {"http", "https"}:
                return Answer(url, None, took, INVALID_URL, f"not a URL: {url!r}")
            try:
                response = self._send(method, url, params, headers, TOTAL_TIMEOUT - took)
            except (ConnectFailed, TimedOut, Dropped) as error:
                return Answer(url, None, took, CONNECTION_FAILED, f"{url}: {error}")
            took += response.takes
            if took > TOTAL_TIMEOUT:
                detail = f"{url}: no answer in {TOTAL_TIMEOUT.total_seconds():.0f} s"
                return Answer(url, None, TOTAL_TIMEOUT, CONNECTION_FAILED, detail)
            if response.status not in REDIRECTS:
                return _judge(url, response, took)
            url = urljoin(url, response.headers.get("location", ""))
            if response.status in TURNS_INTO_GET and method == "POST":
                method, params = "GET", {}
        return Answer(url, None, took, TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS} redirects")

    def _send(self, method: str, url: str, params: Params, headers: dict[str, str], timeout: timedelta) -> Response:
        if method == "GET" and params:
            url = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(params)}"
            params = {}
        url = urldefrag(url).url  # connection overrides stand in the fragment, which is neither sent nor signed
        signature = self._validator.compute_signature(url, dict(params))
        signed = self._exchange.faults.spoil({**headers, "X-Twilio-Signature": signature})
        if method == "POST":
            signed["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        for tries_left in reversed(range(CONNECT_TRIES)):
            try:
                return self._reach(method, url, params, signed, timeout)
            except ConnectFailed:
                if not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    def _reach(self, method: str, url: str, params: Params, headers: dict[str, str], timeout: timedelta) -> Response:
        if url in self._exchange.bins:
            return Response(200, {"content-type": "application/xml"}, self._exchange.bins[url].encode())
        faults = self._exchange.faults
        response = faults.meet(url)
        if response is not None:
            return response
        response = self._exchange.transport.send(method, url, params, headers, timeout)
        return replace(response, takes=response.takes + faults.slowness(url))

    def _record(self, question: Question, answer: Answer) -> None:
        response = answer.response
        self._exchange.emit(
            Requested(
                self._exchange.now(),
                question.purpose,
                question.call_sid,
                question.method,
                question.url,
                question.params,
                response.status if response else None,
                response.body.decode(errors="replace") if response else "",
                answer.took,
                answer.error_code,
            )
        )


def _judge(url: str, response: Response, took: timedelta) -> Answer:
    if not 200 <= response.status < 300:  # noqa: PLR2004 - the 2xx of HTTP
        detail = f"{url} answered {response.status}"
        return Answer(url, response, took, RETRIEVAL_FAILED, detail)
    if len(response.body) > MAX_BODY_BYTES and not response.content_type.startswith("audio/"):
        detail = f"{url} answered {len(response.body)} bytes"
        return Answer(url, response, took, BODY_TOO_LARGE, detail)
    return Answer(url, response, took)


def _cookies(response: Response) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for line in response.set_cookies:
        jar.load(line)
    return {name: morsel.value for name, morsel in jar.items()}


def _cookie_header(jar: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
