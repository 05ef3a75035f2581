"""The REST API as the official SDK meets it, in this process."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from carrier.record import legs
from carrier.testing import ACCOUNT_SID
from tests.carrier.service import ANNA, BASE_URL, BERT, PIET, START, serve

EXAMPLES = Path(__file__).parents[3] / "shared/reference/twilio/rest_examples.json"
HELLO = "<Say>Hello, this is the line.</Say>"
FOUR_EVENTS = ["initiated", "ringing", "answered", "completed"]


def ring(carrier, to: str = ANNA, **more):
    return carrier.sdk().calls.create(to=to, from_=carrier.line, url=f"{BASE_URL}/hello", **more)


def refusal(act) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        act()
    return refused.value.status, refused.value.code


def test_a_created_call_is_queued_then_rings_then_speaks():
    """States queued, initiated, ringing, in-progress, completed – Twilio docs, Call resource."""
    service, carrier = serve(hello=HELLO)
    call = ring(carrier, status_callback=f"{BASE_URL}/status/call", status_callback_event=FOUR_EVENTS)
    assert (call.status, call.direction, call.start_time) == ("queued", "outbound-api", None)
    assert call.date_created == START
    anna = carrier.phones.agent(ANNA).rings()
    assert call.fetch().status == "ringing"
    anna.answers().hears("this is the line").was_hung_up()
    asked = service.asked_at("/hello")[0]
    assert (asked.params["CallStatus"], asked.params["Direction"]) == ("in-progress", "outbound-api")
    anna.waits("1s")
    told = [asked.params["CallStatus"] for asked in service.asked_at("/status/call")]
    assert told == ["initiated", "ringing", "in-progress", "completed"]
    ended = call.fetch()
    assert (ended.status, ended.duration) == ("completed", "2")
    assert ended.end_time is not None


def test_without_events_only_the_end_is_told():
    """StatusCallbackEvent defaults to completed – Twilio docs, Call resource."""
    service, carrier = serve(hello=HELLO)
    ring(carrier, status_callback=f"{BASE_URL}/status/call")
    carrier.phones.agent(ANNA).is_busy().waits("5s")
    assert [asked.params["CallStatus"] for asked in service.asked_at("/status/call")] == ["busy"]
    assert service.params("/status/call")["SipResponseCode"] == "486"


def test_nobody_answers_within_the_timeout():
    """Timeout: how long it rings, plus a buffer of five seconds – Twilio docs, Call resource."""
    _, carrier = serve(hello=HELLO)
    call = ring(carrier, timeout=15)
    carrier.clock.advance(timedelta(seconds=20.9))
    assert call.fetch().status == "ringing"
    carrier.clock.advance(timedelta(seconds=0.2))
    assert call.fetch().status == "no-answer"


def test_one_call_starts_each_second_and_the_rest_wait():
    """1 call a second per account; more are queued – Twilio docs, Call resource, calls per second."""
    _, carrier = serve(hello=HELLO)
    calls = [ring(carrier, to=f"+3161000000{number}") for number in range(4)]
    carrier.clock.advance(timedelta(seconds=2.5))
    assert [call.fetch().status for call in calls] == ["ringing", "ringing", "initiated", "queued"]


def test_a_call_cancelled_while_queued_rings_nobody_and_tells_nobody():
    """A call cancelled while queued sends no callback – Twilio docs, Call resource."""
    service, carrier = serve(hello=HELLO)
    ring(carrier, to=BERT)
    call = ring(carrier, status_callback=f"{BASE_URL}/status/call")
    assert call.update(status="canceled").status == "canceled"
    carrier.phones.agent(ANNA).stays_silent("1m")
    assert service.asked_at("/status/call") == []


def test_a_ringing_call_can_be_cancelled_and_an_answered_one_cannot():
    """Status=canceled only while queued or ringing; completed always – Twilio docs, Call resource."""
    _, carrier = serve(hello='<Pause length="60"/>')
    call = ring(carrier)
    anna = carrier.phones.agent(ANNA).rings()
    assert call.update(status="canceled").status == "canceled"
    anna.was_hung_up()
    call = ring(carrier)
    anna.rings().answers()
    assert refusal(lambda: call.update(status="canceled")) == (400, 21220)
    assert call.update(status="completed").status == "completed"
    anna.was_hung_up()
    assert refusal(lambda: call.update(status="completed")) == (400, 21220)


def test_a_live_call_is_redirected_and_an_ended_or_ringing_one_is_not():
    """Url redirects a call in progress; else 21220 – Twilio docs, "Modify calls in progress"."""
    _, carrier = serve(answer='<Gather timeout="60"><Say>Please wait.</Say></Gather>', hello=HELLO)
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears("wait")
    live = carrier.sdk().calls(caller.legs[0].sid)
    live.update(url=f"{BASE_URL}/hello")
    caller.hears("this is the line").was_hung_up()
    assert refusal(lambda: live.update(url=f"{BASE_URL}/hello")) == (400, 21220)
    ringing = ring(carrier)
    assert refusal(lambda: ringing.update(url=f"{BASE_URL}/hello")) == (400, 21220)


def test_a_redirect_may_bring_its_own_document():
    """Twiml – Twilio docs, "Modify calls in progress"."""
    _, carrier = serve(answer='<Gather timeout="60"/>')
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("5s")
    carrier.sdk().calls(caller.legs[0].sid).update(twiml="<Response><Say>Inline.</Say></Response>")
    caller.hears("inline").was_hung_up()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"Url": ""}, 21205),
        ({"Url": "/hello"}, 21205),
        ({"To": "0612345678"}, 21211),
        ({"To": "+31"}, 21211),
        ({"From": ANNA}, 21210),
        ({"Timeout": "601"}, 21208),
        ({"Method": "PUT"}, 21209),
        ({"Twiml": "x" * 4001}, 32018),
        ({"StatusCalback": "https://line.example/"}, 20001),
        ({"MachineDetection": "Enable"}, 20001),
        ({"StatusCallback": "https://line.example/", "StatusCallbackEvent": "answer"}, 20001),
    ],
)
def test_a_call_that_cannot_be_made_is_refused_by_code(changed, code):
    """Codes of Twilio's error dictionary; unknown parameters are stricter here than at Twilio."""
    _, carrier = serve()
    form = {"To": ANNA, "From": carrier.line, "Url": f"{BASE_URL}/hello"} | changed
    answer = carrier.app.test_client().post(
        f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls.json",
        data=form,
        auth=(ACCOUNT_SID, carrier.exchange.auth_token),
    )
    assert answer.status_code == 400
    assert answer.json["code"] == code
    assert answer.json["status"] == 400
    assert answer.json["more_info"].endswith(str(code))
    assert carrier.exchange.calls == []


def test_an_unknown_call_is_not_found():
    """404 with 20404 – Twilio's error dictionary."""
    _, carrier = serve()
    sdk = carrier.sdk()
    assert refusal(sdk.calls("CA" + "0" * 32).fetch) == (404, 20404)
    assert refusal(lambda: sdk.calls("CA" + "0" * 32).update(status="completed")) == (404, 20404)
    assert refusal(sdk.messages("SM" + "0" * 32).fetch) == (404, 20404)
    assert refusal(sdk.queues("QU" + "0" * 32).fetch) == (404, 20404)


@pytest.mark.parametrize("account", [ACCOUNT_SID, "AC" + "f" * 32])
def test_a_wrong_token_or_account_is_refused(account):
    """401 with 20003 – Twilio's error dictionary."""
    _, carrier = serve()
    stranger = Client(account, "wrong", http_client=carrier.http_client())
    assert refusal(stranger.calls("CA" + "0" * 32).fetch) == (401, 20003)


def test_calls_are_listed_newest_first_over_several_pages():
    """PageSize, next_page_uri – Twilio docs, "Twilio's response: paging"."""
    _, carrier = serve(hello=HELLO)
    made = [ring(carrier, to=f"+3161000000{number}").sid for number in range(7)]
    assert [call.sid for call in carrier.sdk().calls.list(page_size=3)] == made[::-1]
    assert len(carrier.sdk().calls.list(limit=4, page_size=3)) == 4


def test_calls_are_found_by_number_state_parent_and_day():
    """To, From, Status, ParentCallSid, StartTime by days of UTC – Twilio docs, Call resource."""
    _, carrier = serve(answer=f"<Dial><Number>{ANNA}</Number></Dial>", hello=HELLO)
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna = carrier.phones.agent(ANNA).rings()
    calls = carrier.sdk().calls
    assert [call.sid for call in calls.list(to=ANNA)] == [anna.legs[0].sid]
    assert [call.sid for call in calls.list(from_=PIET, status="in-progress")] == [caller.legs[0].sid]
    assert [call.to for call in calls.list(parent_call_sid=caller.legs[0].sid)] == [ANNA]
    assert calls.list(status="completed") == []
    late_that_day = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert len(calls.list(start_time_after=late_that_day)) == 2
    assert len(calls.list(start_time_before=late_that_day)) == 2
    assert calls.list(start_time_after=late_that_day + timedelta(days=1)) == []
    assert len(calls.list(start_time=START)) == 2


def test_a_list_by_start_time_does_not_show_what_is_still_queued():
    _, carrier = serve(hello=HELLO)
    for number in range(3):
        ring(carrier, to=f"+3161000000{number}")
    carrier.clock.advance(timedelta(seconds=0.5))
    assert len(carrier.sdk().calls.list(start_time_after=START)) == 1


def test_numbers_are_found_and_pointed_elsewhere():
    """IncomingPhoneNumbers: PhoneNumber filter, VoiceUrl … – Twilio docs, IncomingPhoneNumber resource."""
    service, carrier = serve(elsewhere=HELLO)
    (number,) = carrier.sdk().incoming_phone_numbers.list(phone_number=carrier.line)
    assert number.voice_url == f"{BASE_URL}/voice/answer"
    number.update(voice_url=f"{BASE_URL}/elsewhere", status_callback=f"{BASE_URL}/status/new", sms_url="")
    assert number.fetch().voice_url == f"{BASE_URL}/elsewhere"
    carrier.phones.caller(PIET).dials(carrier.line).hears("this is the line").was_hung_up().waits("1s")
    assert len(service.asked_at("/status/new")) == 1
    assert carrier.sdk().incoming_phone_numbers.list(phone_number="+4930") == []


def test_a_leg_of_a_dial_can_be_completed_but_not_cancelled():
    """Ringing legs of a <Dial> count as in progress: end them with completed – Twilio docs, Call resource."""
    _, carrier = serve(answer=f'<Dial action="/done"><Number>{ANNA}</Number></Dial>', done=HELLO)
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    leg = carrier.sdk().calls(carrier.phones.agent(ANNA).rings().legs[0].sid)
    assert refusal(lambda: leg.update(status="canceled")) == (400, 21220)
    leg.update(status="completed")
    caller.hears("this is the line")
    assert legs(carrier.exchange.record)[1].status == "canceled"


@pytest.mark.published
def test_bodies_have_the_keys_of_the_published_examples():
    operations = {each["operation"]: each for each in json.loads(EXAMPLES.read_text())["operations"]}
    _, carrier = serve(hello=HELLO)
    sdk = carrier.sdk()
    call = ring(carrier)
    message = sdk.messages.create(to=ANNA, from_=carrier.line, body="Hello")
    number = sdk.incoming_phone_numbers.list()[0]
    client, auth = carrier.app.test_client(), (ACCOUNT_SID, carrier.exchange.auth_token)
    paths = {
        "FetchCall": f"Calls/{call.sid}",
        "FetchMessage": f"Messages/{message.sid}",
        "FetchIncomingPhoneNumber": f"IncomingPhoneNumbers/{number.sid}",
        "ListCall": "Calls",
        "ListMessage": "Messages",
        "ListIncomingPhoneNumber": "IncomingPhoneNumbers",
    }
    for operation, path in paths.items():
        body = client.get(f"/2010-04-01/Accounts/{ACCOUNT_SID}/{path}.json", auth=auth).json
        example = next(iter(operations[operation]["response_examples"].values()))
        assert set(body) == set(example), operation
