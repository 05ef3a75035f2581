"""The carrier by itself, on the real clock and real sockets: once, from the SDK's call to the last hook."""

from collections.abc import Callable
from threading import Event as Flag

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from carrier.__main__ import make_exchange
from carrier.app import make_app
from carrier.events import Event, Said, StatusChanged
from carrier.phones import Phones
from carrier.testing import RebasedHttpClient
from tests.carrier.service import ANNA, twiml
from tests.serving import serving

LINE = "+31201234567"


def when(phones: Phones, wanted: Callable[[Event], bool]) -> Flag:
    """Raised by the first event that fits."""
    flag = Flag()
    phones.exchange.subscribe(lambda event: flag.set() if wanted(event) else None)
    return flag


def test_a_call_made_with_the_sdk_rings_speaks_and_ends_over_real_sockets(monkeypatch):
    monkeypatch.delenv("TWILIO_ACCOUNT_SID", raising=False)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    service = Flask("service")
    is_told, signed = Flag(), []

    def check() -> None:
        validator = RequestValidator("stand-in")
        signature = request.headers["X-Twilio-Signature"]
        signed.append(validator.validate(request.url, request.form, signature))

    @service.post("/hello")
    def hello() -> Response:
        check()
        return Response(twiml("<Say>Hi</Say><Gather timeout='60'/>"), content_type="text/xml")

    @service.post("/status")
    def status() -> tuple[str, int]:
        check()
        is_told.set()
        return "", 204

    with serving(service) as service_url:
        exchange = make_exchange([LINE], service_url)
        phones = Phones(exchange)
        has_rung = when(phones, lambda event: isinstance(event, StatusChanged) and event.status == "ringing")
        has_heard = when(phones, lambda event: isinstance(event, Said) and event.text == "Hi")
        with serving(make_app(exchange)) as carrier_url:
            sdk = Client(
                exchange.account_sid, exchange.auth_token, http_client=RebasedHttpClient(carrier_url, timeout=30)
            )
            call = sdk.calls.create(
                to=ANNA, from_=LINE, url=f"{service_url}/hello", status_callback=f"{service_url}/status"
            )
            assert has_rung.wait(30)
            assert sdk.calls(call.sid).fetch().status == "ringing"
            phones.agent(ANNA).answers()
            assert has_heard.wait(30)
            assert sdk.calls.list(to=ANNA, status="in-progress")[0].sid == call.sid
            sdk.calls(call.sid).update(status="completed")
            assert is_told.wait(30)
            assert not phones.agent(ANNA).is_in_call
    assert signed == [True, True]
    exchange.clock.stop()
