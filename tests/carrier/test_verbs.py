"""Say, Play, Pause, Redirect, Hangup, Reject and the end of a document, as Twilio's pages on them say."""

from datetime import timedelta

import pytest
from flask import Response

from carrier.record import legs
from tests.carrier.service import PIET, START, audio, serve, twiml


def test_a_sentence_takes_the_time_it_takes_to_say():
    _, carrier = serve(answer=f"<Say>{'a' * 140}</Say>")
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up()
    assert carrier.clock.now() - START == timedelta(seconds=10)


def test_saying_can_be_repeated():
    """loop – Twilio docs, <Say>."""
    _, carrier = serve(answer='<Say loop="2">Please hold.</Say>')
    carrier.phones.caller(PIET).dials(carrier.line).hears("please hold").hears("please hold").was_hung_up()


def test_markup_inside_say_is_spoken_as_its_text():
    """SSML – Twilio docs, <Say>, text-to-speech."""
    _, carrier = serve(answer='<Say>Number <say-as interpret-as="digits">12</say-as><break time="1s"/>!</Say>')
    carrier.phones.caller(PIET).dials(carrier.line).hears("number 12!")


def test_a_pause_lasts_a_second_unless_it_says_otherwise():
    """length, default 1 – Twilio docs, <Pause>."""
    _, carrier = serve(answer='<Say>fourteen chars</Say><Pause/><Pause length="3"/>')
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up()
    assert carrier.clock.now() - START == timedelta(seconds=1 + 1 + 3)


def test_a_pause_first_lets_the_phone_ring_on():
    """Pause as the first verb delays answering – Twilio docs, <Pause>."""
    _, carrier = serve(answer='<Pause length="4"/><Say>Hello.</Say>')
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("3s")
    assert caller.legs[0].status == "ringing"
    caller.hears("hello")
    assert caller.legs[0].answered_at - START == timedelta(seconds=4)


def test_a_rejected_call_was_never_answered():
    """Reject as the first verb: not billed, no-answer, or busy – Twilio docs, <Reject>."""
    for attributes, status in (("", "no-answer"), ('reason="busy"', "busy")):
        service, carrier = serve(answer=f"<Reject {attributes}/>")
        carrier.phones.caller(PIET).dials(carrier.line).was_hung_up().waits("1s")
        assert service.params("/voice/status")["CallStatus"] == status
        assert legs(carrier.exchange.record)[0].answered_at is None


def test_reject_after_something_was_said_is_a_mistake():
    _, carrier = serve(answer="<Say>Hello.</Say><Reject/>")
    carrier.exchange.tolerate(12200)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error").was_hung_up()


def test_redirect_goes_on_with_another_document_and_leaves_the_rest():
    """Verbs after <Redirect> are unreachable; relative URLs; POST by default – Twilio docs, <Redirect>."""
    service, carrier = serve(
        answer='<Redirect method="GET">../second?step=2&amp;x=a%20b</Redirect><Say>Never.</Say>',
        second="<Say>Second.</Say>",
    )
    carrier.phones.caller(PIET).dials(carrier.line).hears("second").was_hung_up().never_heard("never")
    asked = service.asked_at("/second")[0]
    assert asked.method == "GET"
    assert asked.params["x"] == "a b"
    assert asked.params["CallSid"].startswith("CA")
    assert asked.is_signed


def test_an_empty_document_ends_the_call():
    """Out of verbs: Twilio hangs up – Twilio docs, "How TwiML works"."""
    service, carrier = serve(answer="")
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up().waits("1s")
    assert service.params("/voice/status")["CallStatus"] == "completed"


def test_audio_instead_of_a_document_is_played_and_ends_the_call():
    """audio/* is played, then the call ends – Twilio docs, "TwiML: MIME types"."""
    _, carrier = serve(answer=audio(7))
    carrier.phones.caller(PIET).dials(carrier.line).hears_music().was_hung_up()
    assert carrier.clock.now() - START == timedelta(seconds=7)


def test_plain_text_is_read_aloud():
    """text/plain – Twilio docs, "TwiML: MIME types"."""
    _, carrier = serve(answer=Response("We are closed.", content_type="text/plain"))
    carrier.phones.caller(PIET).dials(carrier.line).hears("we are closed").was_hung_up()


def test_a_file_that_is_no_audio_cannot_be_played():
    """13420: Play, invalid Content-Type – Twilio's error dictionary."""
    _, carrier = serve(answer="<Play>/music.wav</Play>", **{"music.wav": Response("<html>", content_type="text/html")})
    carrier.exchange.tolerate(13420)
    carrier.phones.caller(PIET).dials(carrier.line).hears("application error")
    assert [complaint.code for complaint in carrier.exchange.complaints] == [13420]


def test_in_strict_mode_a_mistake_of_the_service_fails_the_test():
    _, carrier = serve(answer="<Shout>Hello!</Shout>")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    with pytest.raises(Exception, match="<Shout> in line 1: not allowed in <Response>"):
        caller.hears("hello")


def test_a_call_to_a_number_without_voice_url_fails():
    _, carrier = serve(answer="")
    carrier.exchange.numbers[carrier.line].voice_url = ""
    carrier.exchange.tolerate(11100)
    carrier.phones.caller(PIET).dials(carrier.line).was_hung_up()
    assert [complaint.code for complaint in carrier.exchange.complaints] == [11100]


def test_nobody_can_dial_a_number_that_does_not_exist():
    _, carrier = serve(answer="")
    with pytest.raises(ValueError, match="no number of this carrier"):
        carrier.phones.caller(PIET).dials("+3100000000")


def test_the_usual_type_of_twiml_is_text_xml():
    for content_type in ("text/xml; charset=utf-8", "application/xml", "text/html"):
        _, carrier = serve(answer=Response(twiml("<Say>Hello.</Say>"), content_type=content_type))
        carrier.phones.caller(PIET).dials(carrier.line).hears("hello")
