"""<Dial><Conference> as Twilio's page on it says; what it leaves open is said in the carrier's README."""

from datetime import timedelta

import pytest
from twilio.rest import Client

from carrier.record import conversations, requests
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN, Carrier
from tests.carrier.service import ANNA, BASE_URL, BERT, PIET, Service, serve

ROOM = '<Dial action="/left"><Conference {}>room</Conference></Dial>'


def line(attributes: str = "", **others: str) -> tuple[Service, Carrier]:
    """A service that puts whoever calls into the room."""
    return serve(answer=ROOM.format(attributes), left="<Say>The room is closed.</Say>", **others)


def client(carrier: Carrier) -> Client:
    return Client(ACCOUNT_SID, AUTH_TOKEN, http_client=carrier.http_client())


def events(carrier: Carrier) -> list[str]:
    return [one.params["StatusCallbackEvent"] for one in requests(carrier.exchange.record, "conference")]


def test_who_is_in_the_room_hears_everybody_else_in_it():
    _, carrier = line()
    piet = carrier.phones.caller(PIET, "Piet").dials(carrier.line)
    piet.waits("1s")
    bert = carrier.phones.caller(BERT, "Bert").dials(carrier.line).is_talking_to(piet)
    anna = carrier.phones.caller(ANNA, "Anna").dials(carrier.line).is_talking_to(bert).is_talking_to(piet)
    anna.says("Good morning.")
    assert all("Good morning." in phone.transcript.show() for phone in (piet, bert))
    assert len(conversations(carrier.exchange.record)) == 3


def test_nobody_hears_anybody_before_it_starts():
    """startConferenceOnEnter – Twilio docs, <Conference>."""
    service, carrier = line('startConferenceOnEnter="false"')
    piet = carrier.phones.caller(PIET).dials(carrier.line)
    bert = carrier.phones.caller(BERT).dials(carrier.line).waits("5s")
    assert not bert.talks_to(piet)
    service.answers["/voice/answer"] = ROOM.format("")
    anna = carrier.phones.caller(ANNA).dials(carrier.line).is_talking_to(bert)
    assert anna.talks_to(piet)
    assert bert.talks_to(piet)


def test_who_leaves_leaves_the_others_talking():
    _, carrier = line()
    phones = [carrier.phones.caller(phone).dials(carrier.line) for phone in (PIET, BERT, ANNA)]
    phones[0].waits("1s").hangs_up()
    assert phones[1].talks_to(phones[2])
    assert not phones[1].talks_to(phones[0])


def test_a_conference_that_ends_on_exit_leads_everybody_to_the_action():
    """endConferenceOnExit; DialCallStatus answered, without a DialCallSid – Twilio docs, <Dial> action."""
    service, carrier = line()
    piet = carrier.phones.caller(PIET).dials(carrier.line).waits("1s")
    service.answers["/voice/answer"] = ROOM.format('endConferenceOnExit="true"')
    anna = carrier.phones.caller(ANNA).dials(carrier.line).is_talking_to(piet)
    anna.hangs_up()
    piet.hears("The room is closed").was_hung_up()
    told = service.params("/left")
    assert told["DialCallStatus"] == "answered"
    assert "DialCallSid" not in told
    assert carrier.exchange.rooms == {}


def test_the_room_is_gone_with_the_last_who_leaves_and_another_of_its_name_is_new():
    _, carrier = line('statusCallback="/room" statusCallbackEvent="start end join leave"', room="")
    for _ in range(2):
        carrier.phones.caller(PIET).dials(carrier.line).waits("1s").hangs_up().waits("1s")
    told = requests(carrier.exchange.record, "conference")
    assert events(carrier) == ["participant-join", "conference-start", "participant-leave", "conference-end"] * 2
    assert len({one.params["ConferenceSid"] for one in told}) == 2
    assert {one.params["FriendlyName"] for one in told} == {"room"}


def test_new_twiml_takes_a_leg_out_of_the_room_and_no_action_is_asked_for():
    """Modifying a call in progress – Twilio docs; live-tested notes."""
    service, carrier = line(elsewhere="<Say>Elsewhere.</Say><Pause length='60'/>")
    piet = carrier.phones.caller(PIET).dials(carrier.line)
    bert = carrier.phones.caller(BERT).dials(carrier.line).is_talking_to(piet)
    client(carrier).calls(bert.legs[-1].sid).update(url=f"{BASE_URL}/elsewhere")
    bert.hears("Elsewhere")
    assert not bert.talks_to(piet)
    assert service.asked_at("/left") == []


def test_a_dialled_leg_is_redirected_into_a_room_and_its_parent_goes_on_to_the_action():
    """A child leg that is redirected leaves its <Dial> – Twilio docs, "Modify calls"."""
    _, carrier = serve(
        answer=f'<Dial action="/after"><Number>{ANNA}</Number></Dial>',
        after="<Say>Please hold.</Say><Redirect>/room</Redirect>",
        room=ROOM.format(""),
        left="<Hangup/>",
    )
    anna = carrier.phones.agent(ANNA).answers_and_says_nothing()
    piet = carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)
    client(carrier).calls(anna.legs[-1].sid).update(url=f"{BASE_URL}/room")
    piet.hears("Please hold").is_talking_to(anna)
    piet.hangs_up()
    anna.waits("1s")
    assert anna.is_in_call


def test_a_label_is_in_the_room_once():
    """Error 16025."""
    _, carrier = line('participantLabel="agent"')
    carrier.exchange.tolerate(16025)
    piet = carrier.phones.caller(PIET).dials(carrier.line).waits("1s")
    carrier.phones.caller(BERT).dials(carrier.line).hears("application error").was_hung_up()
    assert piet.is_in_call
    assert [complaint.code for complaint in carrier.exchange.complaints] == [16025]


@pytest.mark.parametrize("attributes", ['timeLimit="30"', 'hangupOnStar="true"'])
def test_a_leg_leaves_by_itself_when_its_time_is_up_or_by_the_star(attributes):
    room = ROOM.replace("<Dial ", f"<Dial {attributes} ").format("")
    _, carrier = serve(answer=room, left="<Say>The room is closed.</Say>")
    piet = carrier.phones.caller(PIET).dials(carrier.line).waits("5s")
    if "Star" in attributes:
        piet.presses("*")
    piet.hears("The room is closed", within="30s")
    assert carrier.exchange.now() - carrier.exchange.record[0].at < timedelta(seconds=40)


def test_a_conference_stands_alone_in_its_dial():
    _, carrier = serve(answer=f"<Dial><Conference>room</Conference><Number>{ANNA}</Number></Dial>")
    carrier.exchange.tolerate(12200)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error")
