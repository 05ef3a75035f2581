"""What can be made to go wrong between the service and its carrier."""

from datetime import timedelta

import pytest
import requests as http
from twilio.base.exceptions import TwilioRestException

from carrier.record import dialled
from tests.carrier.service import ANNA, BASE_URL, PIET, START, serve

HELLO = "<Say>Hello.</Say>"
FOUR_EVENTS = ["initiated", "ringing", "answered", "completed"]


def ring(carrier, **more):
    return carrier.sdk().calls.create(to=ANNA, from_=carrier.line, url=f"{BASE_URL}/hello", **more)


def told(service) -> list[str]:
    return [asked.params["CallStatus"] for asked in service.asked_at("/status/call")]


def rung_with_hooks(**fault):
    service, carrier = serve(hello=HELLO)
    carrier.exchange.faults.status_hooks(**fault)
    carrier.phones.agent(ANNA).answers_and_says_nothing()
    ring(carrier, status_callback=f"{BASE_URL}/status/call", status_callback_event=FOUR_EVENTS)
    carrier.clock.advance(timedelta(minutes=1))
    return service, carrier


@pytest.mark.parametrize(("answer", "code"), [(429, 20429), (500, 20500), (401, 20003)])
def test_a_refused_request_has_not_acted(answer, code):
    """A 429 is never processed and always safe to retry – Twilio docs, error 20429."""
    _, carrier = serve(hello=HELLO)
    carrier.exchange.faults.rest("POST", "Calls", answer=answer, times=1)
    with pytest.raises(TwilioRestException) as refused:
        ring(carrier)
    assert (refused.value.status, refused.value.code) == (answer, code)
    assert carrier.exchange.calls == []
    assert ring(carrier).status == "queued"


def test_a_failure_may_come_after_the_call_was_made():
    """Requests that trigger a call are not idempotent – Twilio docs, error 20500."""
    _, carrier = serve(hello=HELLO)
    carrier.exchange.faults.rest("POST", "Calls", answer=503, after_acting=True)
    with pytest.raises(TwilioRestException) as failed:
        ring(carrier)
    assert failed.value.status == 503
    carrier.phones.agent(ANNA).rings()


def test_an_answer_may_be_lost_after_the_call_was_made():
    _, carrier = serve(hello=HELLO)
    carrier.exchange.faults.rest("POST", "Calls", lose_answer=True)
    with pytest.raises(http.exceptions.ReadTimeout):
        ring(carrier)
    carrier.phones.agent(ANNA).rings()
    assert dialled(carrier.exchange.record) == [ANNA]


def test_a_slow_answer_is_lost_to_an_impatient_client_only():
    _, carrier = serve(hello=HELLO)
    carrier.exchange.faults.rest("POST", "Calls", takes=timedelta(seconds=8), times=2)
    with pytest.raises(http.exceptions.ReadTimeout):
        ring(carrier)
    patient = carrier.http_client(timeout=10)
    url = f"https://api.twilio.com/2010-04-01/Accounts/{carrier.exchange.account_sid}/Calls.json"
    form = {"To": ANNA, "From": carrier.line, "Url": f"{BASE_URL}/hello"}
    auth = (carrier.exchange.account_sid, carrier.exchange.auth_token)
    assert patient.request("POST", url, data=form, auth=auth).status_code == 201


def test_nobody_may_be_there_at_all():
    _, carrier = serve(hello=HELLO)
    carrier.exchange.faults.rest("*", "*", refuse_connection=True)
    with pytest.raises(http.exceptions.ConnectionError):
        ring(carrier)
    assert carrier.exchange.calls == []


def test_an_update_may_come_too_late():
    """21220 – Twilio docs, Call resource; a race that practitioners report."""
    _, carrier = serve(answer='<Pause length="60"/><Say>a</Say>')
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("61s")
    carrier.exchange.faults.late_updates_refused()
    with pytest.raises(TwilioRestException) as refused:
        carrier.sdk().calls(caller.legs[0].sid).update(url=f"{BASE_URL}/hello")
    assert refused.value.code == 21220


def test_a_list_may_lag_behind():
    """Lists are eventually consistent."""
    _, carrier = serve(hello=HELLO)
    carrier.exchange.faults.list_lags(timedelta(seconds=30))
    call = ring(carrier)
    carrier.clock.advance(timedelta(seconds=29))
    assert carrier.sdk().calls.list(to=ANNA) == []
    assert call.fetch().sid == call.sid
    carrier.clock.advance(timedelta(seconds=1))
    assert len(carrier.sdk().calls.list(to=ANNA)) == 1


def test_lists_may_show_calls_to_the_same_number_that_others_made():
    _, carrier = serve(hello=HELLO)
    decoy = carrier.exchange.lines.add_decoy(carrier.line, ANNA)
    assert [call.sid for call in carrier.sdk().calls.list(to=ANNA)] == [decoy.sid]
    carrier.phones.agent(ANNA).stays_silent()
    assert dialled(carrier.exchange.record) == []


def test_hooks_may_come_twice_with_the_same_token():
    """At least once – Twilio docs, status callbacks; the token's constancy is unverified on a real account."""
    service, _ = rung_with_hooks(duplicate=True, only={"completed"})
    assert told(service) == ["initiated", "ringing", "in-progress", "completed", "completed"]
    tokens = [asked.headers["I-Twilio-Idempotency-Token"] for asked in service.asked_at("/status/call")]
    assert tokens[-1] == tokens[-2] != tokens[-3]


def test_hooks_may_be_lost():
    service, _ = rung_with_hooks(drop=True, only={"in-progress", "completed"})
    assert told(service) == ["initiated", "ringing"]


def test_hooks_may_be_late():
    service, carrier = rung_with_hooks(delay=timedelta(hours=1), only={"ringing"})
    assert told(service) == ["initiated", "in-progress", "completed"]
    carrier.clock.advance(timedelta(hours=1))
    assert told(service)[-1] == "ringing"
    assert service.params("/status/call")["Timestamp"] == "Mon, 02 Mar 2026 09:00:01 +0000"


def test_hooks_may_come_in_any_order_and_the_same_each_time():
    """Unordered – Twilio docs, status callbacks."""
    orders = [told(rung_with_hooks(shuffle_within=timedelta(seconds=30), seed=seed)[0]) for seed in (1, 1, 2, 3)]
    assert orders[0] == orders[1]
    assert any(order != ["initiated", "ringing", "in-progress", "completed"] for order in orders)
    assert all(len(order) == 4 for order in orders)


@pytest.mark.parametrize("is_first", [False, True])
def test_the_answered_hook_may_overtake_the_request_for_the_document(is_first):
    """Seen in a recording: the callback came 75 ms before the voice URL request."""
    service, carrier = serve(hello=HELLO)
    if is_first:
        carrier.exchange.faults.answered_hook_first()
    carrier.phones.agent(ANNA).answers_and_says_nothing()
    ring(carrier, status_callback=f"{BASE_URL}/status/call", status_callback_event=["answered"])
    carrier.clock.advance(timedelta(minutes=1))
    paths = [asked.path for asked in service.asked]
    assert paths == (["/status/call", "/hello"] if is_first else ["/hello", "/status/call"])


@pytest.mark.parametrize("signature", ["", "bm90IHR3aWxpbw=="])
def test_a_signature_may_be_missing_or_wrong(signature):
    service, carrier = serve(answer=HELLO)
    carrier.exchange.faults.signature(signature)
    carrier.phones.caller(PIET).dials(carrier.line).hears("hello")
    assert not service.asked[0].is_signed
    assert service.asked[0].headers.get("X-Twilio-Signature", "") == signature


def test_the_service_may_answer_badly_for_a_while():
    _, carrier = serve(answer=HELLO)
    carrier.exchange.tolerate(11200)
    carrier.exchange.faults.app("/voice/answer", answer=502, times=1)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error").was_hung_up()
    carrier.phones.caller(PIET).dials(carrier.line).hears("hello")
    assert carrier.clock.now() > START
