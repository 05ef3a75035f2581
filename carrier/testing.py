"""What tests need around a carrier: one in a single line, and the official SDK speaking to it.

    carrier = Carrier.for_app(app, base_url="https://line.example", start=…)
    carrier.phones.caller("+31612345678").dials(carrier.line).hears("…")

Nothing here is used when the carrier runs by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from flask import Flask
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from carrier.app import make_app
from carrier.clock import VirtualClock
from carrier.exchange import Exchange
from carrier.phones import Phones
from carrier.rest import FAULT_HEADER, TAKES_HEADER
from carrier.transports import Transport, WsgiApp, WsgiTransport

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "a-token-that-only-tests-know"  # noqa: S105 - of no account
LINE = "+31201234567"
A_MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class InProcessHttpClient(HttpClient):  # type: ignore[misc] # the SDK has no types
    """The SDK's HTTP client, into the carrier's app; meets what `requests` would raise on faults."""

    def __init__(self, app: Flask, timeout: float | None = None) -> None:
        super().__init__(None, False, timeout)
        self._client = app.test_client()

    def request(  # noqa: PLR0917 - the SDK's signature
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        prepared = requests.Request(
            method, url, params=params, data=data, headers=dict(headers or {}), auth=auth
        ).prepare()
        parts = urlsplit(prepared.url or "")
        answer = self._client.open(
            parts.path,
            method=method,
            query_string=parts.query,
            data=prepared.body,
            headers=dict(prepared.headers),
        )
        fault = answer.headers.get(FAULT_HEADER)
        patience = timeout or self.timeout
        if fault == "refused":
            raise requests.exceptions.ConnectionError("connection refused, on purpose")
        takes = float(answer.headers.get(TAKES_HEADER, 0))
        if fault == "lost" or (patience is not None and takes > patience):
            raise requests.exceptions.ReadTimeout("the answer was lost, on purpose")
        return Response(answer.status_code, answer.get_data(as_text=True), answer.headers)


class RebasedHttpClient(TwilioHttpClient):  # type: ignore[misc] # the SDK has no types
    """The SDK's own client, with Twilio's scheme and host replaced."""

    def __init__(self, base_url: str, timeout: float = 5) -> None:
        super().__init__(timeout=timeout)
        self._base = urlsplit(base_url)

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> Response:
        parts = urlsplit(url)
        rebased = urlunsplit((self._base.scheme, self._base.netloc, parts.path, parts.query, ""))
        return super().request(method, rebased, *arguments, **named)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier on a virtual clock, with one number, its phones, and the SDK's client for it."""

    clock: VirtualClock
    exchange: Exchange
    phones: Phones
    app: Flask
    line: str

    @classmethod
    def over(
        cls,
        transport: Transport,
        base_url: str,
        *,
        start: datetime = A_MONDAY_MORNING,
        line: str = LINE,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        seed: int = 0,
    ) -> "Carrier":
        """Number and webhooks as an operator sets them: /voice/answer, /voice/status, /voice/fallback,
        /sms/answer."""
        clock = VirtualClock(start)
        random = Random(seed)  # noqa: S311 - the same sids in each run
        exchange = Exchange(clock, account_sid, auth_token, transport, random=random)
        exchange.add_number(
            line,
            voice_url=f"{base_url}/voice/answer",
            voice_fallback_url=f"{base_url}/voice/fallback",
            status_callback=f"{base_url}/voice/status",
            sms_url=f"{base_url}/sms/answer",
        )
        return cls(clock, exchange, Phones(exchange), make_app(exchange), line)

    @classmethod
    def for_app(cls, app: WsgiApp, base_url: str, **settings: Any) -> "Carrier":
        """As `over`, in this process."""
        return cls.over(WsgiTransport(app, base_url), base_url, **settings)

    def http_client(self, timeout: float = 5) -> InProcessHttpClient:
        """For `twilio.rest.Client(sid, token, http_client=…)`."""
        return InProcessHttpClient(self.app, timeout)

    def sdk(self) -> Client:
        exchange = self.exchange
        return Client(exchange.account_sid, exchange.auth_token, http_client=self.http_client())
