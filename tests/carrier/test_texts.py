"""Text messages, as Twilio's pages on messaging webhooks and on the Message resource say."""

from datetime import timedelta

import pytest
from flask import Response
from twilio.base.exceptions import TwilioRestException

from tests.carrier.service import ANNA, BASE_URL, PIET, START, serve, twiml


def test_a_text_reaches_the_phone_and_its_way_is_told():
    """queued has no callback; then sending, sent, delivered – Twilio docs, track outbound message status."""
    service, carrier = serve()
    message = carrier.sdk().messages.create(
        to=PIET, from_=carrier.line, body="We call you back.", status_callback=f"{BASE_URL}/status/text"
    )
    assert (message.status, message.direction) == ("queued", "outbound-api")
    carrier.phones.caller(PIET).received_no_text().received_text("call you BACK").waits("1s")
    told = [asked.params for asked in service.asked_at("/status/text")]
    assert [each["MessageStatus"] for each in told] == ["sending", "sent", "delivered"]
    assert told[0]["MessageSid"] == told[0]["SmsSid"] == message.sid
    assert message.fetch().status == "delivered"
    assert message.fetch().date_sent is not None
    assert all(asked.is_signed for asked in service.asked)


def test_a_landline_receives_nothing():
    """undelivered with 30006 – Twilio's error dictionary."""
    service, carrier = serve()
    phone = carrier.phones.caller(PIET).is_a_landline()
    carrier.sdk().messages.create(to=PIET, from_=carrier.line, body="Hello", status_callback=f"{BASE_URL}/status/text")
    phone.waits("5s").received_no_text()
    assert service.params("/status/text")["MessageStatus"] == "undelivered"
    assert service.params("/status/text")["ErrorCode"] == "30006"


def test_a_person_who_texts_gets_the_answer_of_the_service():
    """<Message> – Twilio docs, TwiML for messaging; parameters – Twilio docs, messaging webhook request."""
    service, carrier = serve(**{"sms/answer": "<Message>Thank you, é.</Message>"})
    phone = carrier.phones.caller(PIET).sends_text("Call me, please", to=carrier.line)
    phone.received_text("thank you, é")
    asked = service.asked_at("/sms/answer")[0]
    assert asked.is_signed
    assert asked.params["Body"] == "Call me, please"
    assert asked.params["MessageSid"] == asked.params["SmsMessageSid"] == asked.params["SmsSid"]
    assert (asked.params["NumMedia"], asked.params["SmsStatus"]) == ("0", "received")
    assert [message.direction for message in carrier.sdk().messages.list(to=PIET)] == ["outbound-reply"]


def test_a_text_that_came_in_is_listed_with_its_words_and_its_day():
    """`date_sent` of one that comes in: when it is handed over – Twilio docs, Message resource."""
    _, carrier = serve(**{"sms/answer": ""})
    carrier.phones.caller(PIET).sends_text("Call me, please", to=carrier.line)
    (listed,) = carrier.sdk().messages.list(to=carrier.line, date_sent_after=START)
    assert (listed.direction, listed.status, listed.from_, listed.body) == (
        "inbound",
        "received",
        PIET,
        "Call me, please",
    )
    assert listed.date_sent == listed.date_created
    assert carrier.sdk().messages.list(to=carrier.line, date_sent_after=START + timedelta(days=1)) == []


@pytest.mark.parametrize("answer", ["", Response("", content_type="text/xml")])
def test_a_text_may_stay_without_answer(answer):
    _, carrier = serve(**{"sms/answer": answer})
    carrier.phones.caller(PIET).sends_text("Hello", to=carrier.line).waits("5s").received_no_text()
    assert carrier.exchange.complaints == []


def test_a_service_that_fails_is_asked_at_its_fallback():
    """SmsFallbackUrl – Twilio docs, IncomingPhoneNumber resource."""
    service, carrier = serve(**{"sms/answer": Response(status=500), "sms/fallback": "<Message>Later.</Message>"})
    carrier.sdk().incoming_phone_numbers.list()[0].update(sms_fallback_url=f"{BASE_URL}/sms/fallback")
    carrier.exchange.tolerate(11200)
    carrier.phones.caller(PIET).sends_text("Hello", to=carrier.line).received_text("later")
    asked = service.params("/sms/fallback")
    assert (asked["Body"], asked["ErrorCode"]) == ("Hello", "11200")
    assert asked["ErrorUrl"] == f"{BASE_URL}/sms/answer"


def test_voice_verbs_are_no_answer_to_a_text():
    _, carrier = serve(**{"sms/answer": Response(twiml("<Say>Hello</Say>"), content_type="text/xml")})
    carrier.exchange.tolerate(12200)
    carrier.phones.caller(PIET).sends_text("Hello", to=carrier.line).waits("5s").received_no_text()
    assert [complaint.code for complaint in carrier.exchange.complaints] == [12200]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"to": "0612345678"}, 21211),
        ({"body": ""}, 21602),
        ({"from_": ANNA}, 21606),
        ({"body": "x" * 1601}, 21617),
        ({"media_url": ["https://line.example/x.png"]}, 20001),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_by_code(changed, code):
    """Codes of Twilio's error dictionary."""
    _, carrier = serve()
    wanted = {"to": PIET, "from_": carrier.line, "body": "Hello"} | changed
    with pytest.raises(TwilioRestException) as refused:
        carrier.sdk().messages.create(**wanted)
    assert refused.value.code == code


def test_a_number_that_cannot_text_is_refused_as_sender():
    _, carrier = serve()
    carrier.exchange.add_number("+31207654321", can_text=False)
    with pytest.raises(TwilioRestException) as refused:
        carrier.sdk().messages.create(to=PIET, from_="+31207654321", body="Hello")
    assert refused.value.code == 21606
