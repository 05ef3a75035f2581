"""Requests to the service: what they carry, and what happens when the service does not answer well."""

from datetime import timedelta

import pytest
from flask import Response

from carrier.record import requests
from tests.carrier.service import PIET, START, serve, twiml

GREETING = "<Say>Welcome.</Say>"


def codes(carrier) -> list[int]:
    return [complaint.code for complaint in carrier.exchange.complaints]


def test_the_first_request_carries_what_twilio_sends():
    """Request parameters – Twilio docs, TwiML voice; empty geography and headers as recorded."""
    service, carrier = serve(answer=GREETING)
    carrier.phones.caller(PIET).dials(carrier.line, forwarded_from="+31655555555").hears("welcome")
    asked = service.asked_at("/voice/answer")[0]
    assert asked.is_signed
    assert asked.params["CallStatus"] == "ringing"
    assert asked.params["Direction"] == "inbound"
    assert asked.params["From"] == asked.params["Caller"] == PIET
    assert asked.params["To"] == asked.params["Called"] == carrier.line
    assert asked.params["ApiVersion"] == "2010-04-01"
    assert asked.params["ForwardedFrom"] == "+31655555555"
    assert asked.params["FromCity"] == asked.params["CalledCountry"] == ""
    assert asked.headers["User-Agent"] == "TwilioProxy/1.1"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert len(asked.headers["I-Twilio-Idempotency-Token"]) == 36


def test_text_beyond_ascii_arrives_signed():
    service, carrier = serve(answer='<Gather input="speech" action="/menu?need=caf%C3%A9"/>', menu=GREETING)
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").says("één café, 50 € & meer").hears("welcome")
    assert service.params("/menu")["SpeechResult"] == "één café, 50 € & meer"
    assert service.asked_at("/menu")[0].is_signed


def test_the_fragment_of_a_url_is_neither_sent_nor_signed():
    """Connection overrides stand in the fragment – Twilio docs, webhooks connection overrides."""
    service, carrier = serve(answer="<Redirect>/second#rc=3&amp;rt=5000</Redirect>", second=GREETING)
    carrier.phones.caller(PIET).dials(carrier.line).hears("welcome")
    assert service.asked_at("/second")[0].is_signed


def test_cookies_are_kept_for_the_length_of_a_call():
    """Twilio keeps cookies per call – Twilio docs, "How Twilio interacts with your application"."""
    first = Response(twiml("<Redirect>/second</Redirect>"), content_type="text/xml")
    first.set_cookie("need", "billing")
    service, carrier = serve(answer=first, second=GREETING)
    carrier.phones.caller(PIET).dials(carrier.line).hears("welcome").was_hung_up()
    assert service.asked_at("/second")[0].headers["Cookie"] == "need=billing"
    carrier.phones.caller(PIET).dials(carrier.line).hears("welcome")
    assert "Cookie" not in service.asked_at("/voice/answer")[1].headers


@pytest.mark.parametrize(("status", "method", "has_params"), [(302, "GET", False), (307, "POST", True)])
def test_a_found_elsewhere_turns_post_into_get_and_drops_the_params(status, method, has_params):
    """301 and 302 drop the params – Twilio's own notes on webhook architecture."""
    moved = Response(status=status, headers={"Location": "/second"})
    service, carrier = serve(answer=moved, second=GREETING)
    carrier.phones.caller(PIET).dials(carrier.line).hears("welcome")
    asked = service.asked_at("/second")[0]
    assert asked.method == method
    assert ("CallSid" in asked.params) is has_params
    assert asked.is_signed


def test_redirects_without_end_are_given_up():
    """11215 after ten redirects – Twilio docs, error 11215."""
    service, carrier = serve(answer=Response(status=302, headers={"Location": "/voice/answer"}))
    carrier.exchange.tolerate(11215)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error").was_hung_up()
    assert codes(carrier) == [11215]
    assert len(service.asked) == 11


def test_a_failing_url_leads_to_the_fallback_with_the_reason():
    """The fallback URL gets ErrorCode and ErrorUrl – Twilio docs, voice fallback URL."""
    service, carrier = serve(answer=Response(status=500), fallback="<Say>One moment.</Say>")
    carrier.exchange.numbers[carrier.line].voice_fallback_url = "https://line.example/fallback"
    carrier.exchange.tolerate(11200)
    carrier.phones.caller(PIET).dials(carrier.line).hears("one moment").never_heard("application error")
    assert service.params("/fallback")["ErrorCode"] == "11200"
    assert service.params("/fallback")["ErrorUrl"] == "https://line.example/voice/answer"
    assert service.params("/fallback")["CallSid"].startswith("CA")


def test_a_document_that_cannot_be_played_leads_to_the_fallback_too():
    """ "… retrieving or executing the TwiML" – Twilio docs, voice fallback URL."""
    service, carrier = serve(answer="<Play>/missing.wav</Play>", fallback="<Say>One moment.</Say>")
    carrier.exchange.numbers[carrier.line].voice_fallback_url = "https://line.example/fallback"
    carrier.exchange.tolerate(11200)
    carrier.phones.caller(PIET).dials(carrier.line).hears("one moment").was_hung_up()
    assert service.params("/fallback")["ErrorCode"] == "11200"


def test_a_fallback_that_fails_too_is_the_end():
    _, carrier = serve(answer=Response(status=500))
    carrier.exchange.numbers[carrier.line].voice_fallback_url = "https://line.example/missing"
    carrier.exchange.tolerate(11200)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error").was_hung_up()
    assert codes(carrier) == [11200, 11200]


def test_documents_that_lead_to_each_other_without_a_sound_are_stopped():
    _, carrier = serve(answer="<Redirect>/second</Redirect>", second="<Redirect>/voice/answer</Redirect>")
    carrier.exchange.tolerate(14106)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error").was_hung_up()
    assert codes(carrier) == [14106]


def test_without_a_fallback_an_error_is_spoken_and_the_call_ends():
    """ "An application error has occurred" and hang-up – Twilio docs, debugging calls."""
    service, carrier = serve(answer=Response(status=500))
    carrier.exchange.tolerate(11200)
    carrier.phones.caller(PIET).dials(carrier.line).hears("an application error has occurred").was_hung_up()
    carrier.clock.advance(timedelta(seconds=1))
    assert service.params("/voice/status")["CallStatus"] == "completed"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("<Response><Say>", content_type="text/xml"), 12100),
        (Response("", content_type="text/xml"), 12100),
        (Response("{}", content_type="application/json"), 12300),
        (Response(twiml(f"<!-- {'x' * 66_000} -->"), content_type="text/xml"), 11750),
        (Response("nobody", status=404), 11200),
    ],
)
def test_an_answer_that_is_no_document_is_named_by_its_code(answer, code):
    """12100 parse, 12300 content type, 11750 over 64 kB, 11200 retrieval – Twilio's error dictionary."""
    _, carrier = serve(answer=answer)
    carrier.exchange.tolerate(code)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error")
    assert codes(carrier) == [code]


def test_a_service_slower_than_fifteen_seconds_is_given_up():
    """15 s in total, then 11205 and the fallback – Twilio docs, webhooks FAQ."""
    _, carrier = serve(answer=GREETING, fallback="<Say>Please do wait</Say>")
    carrier.exchange.numbers[carrier.line].voice_fallback_url = "https://line.example/fallback"
    carrier.exchange.tolerate(11205)
    carrier.exchange.faults.app("/voice/answer", takes=timedelta(seconds=20))
    carrier.phones.caller(PIET).dials(carrier.line).hears("please do wait")
    assert codes(carrier) == [11205]
    assert carrier.clock.now() - START == timedelta(seconds=15 + 1)


def test_a_slow_service_keeps_the_caller_waiting():
    _, carrier = serve(answer=GREETING)
    carrier.exchange.faults.app("/voice/answer", takes=timedelta(seconds=14))
    carrier.phones.caller(PIET).dials(carrier.line).waits("13.9s").never_heard("w").hears("welcome")


def test_a_refused_connection_is_tried_once_more():
    """rc=1, rp=ct: one retry, on connection failures only – Twilio docs, connection overrides."""
    service, carrier = serve(answer=GREETING)
    carrier.exchange.faults.app(refuse_connection=True, times=1)
    carrier.phones.caller(PIET).dials(carrier.line).hears("welcome")
    assert codes(carrier) == []
    carrier.exchange.tolerate(11205)
    carrier.exchange.faults.app(refuse_connection=True, times=2)
    carrier.phones.caller("+31644444444").dials(carrier.line).hears("application error")
    assert codes(carrier) == [11205]
    assert len(service.asked_at("/voice/answer")) == 1


def test_another_host_cannot_be_reached():
    _, carrier = serve(answer="<Redirect>https://elsewhere.example/</Redirect>")
    carrier.exchange.tolerate(11205)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error")
    assert codes(carrier) == [11205]


def test_a_status_hook_that_fails_is_complained_of():
    service, carrier = serve(answer=GREETING)
    service.answers["/voice/status"] = Response(status=500)
    carrier.exchange.tolerate(11200)
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up().waits("1s")
    assert codes(carrier) == [11200]


def test_the_last_status_hook_of_a_call_tells_how_long_it_was():
    """CallDuration in seconds, Duration in minutes begun, Timestamp, SequenceNumber – Twilio docs, Call
    resource; the number counts callbacks of this subscription, as recorded."""
    service, carrier = serve(answer='<Say>a</Say><Pause length="61"/>')
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up().waits("1s")
    told = service.params("/voice/status")
    assert (told["CallStatus"], told["CallDuration"], told["Duration"]) == ("completed", "61", "2")
    assert (told["SequenceNumber"], told["SipResponseCode"]) == ("0", "200")
    assert told["CallbackSource"] == "call-progress-events"
    assert told["Timestamp"] == "Mon, 02 Mar 2026 09:01:01 +0000"
    assert len(service.asked_at("/voice/status")) == 1


def test_a_caller_who_hangs_up_while_it_rings_was_not_answered():
    service, carrier = serve(answer='<Pause length="10"/>')
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").hangs_up().waits("1s")
    assert service.params("/voice/status")["CallStatus"] == "no-answer"


def test_a_caller_who_hangs_up_before_the_service_has_answered_hears_nothing():
    service, carrier = serve(answer=GREETING)
    carrier.exchange.faults.app("/voice/answer", takes=timedelta(seconds=5))
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").hangs_up().waits("10s").never_heard("w")
    assert service.params("/voice/status")["CallStatus"] == "no-answer"


def test_everything_asked_is_on_record():
    _, carrier = serve(answer=GREETING)
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up().waits("1s")
    document, status = requests(carrier.exchange.record)
    assert (document.purpose, document.status, document.error_code) == ("twiml", 200, None)
    assert "Welcome" in document.body
    assert (status.purpose, status.status) == ("status", 204)
