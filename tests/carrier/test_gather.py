"""<Gather> as Twilio's page on it says, and as recordings show where it says nothing."""

from datetime import timedelta

import pytest

from carrier.record import requests
from tests.carrier.service import PIET, audio, serve

PROMPT = "<Say>For a bill press one, for a repair press two.</Say>"


def test_a_key_cuts_the_prompt_short_and_is_kept():
    """A caller may key before the nested verbs have ended; the prompt stops – Twilio docs, <Gather>."""
    service, carrier = serve(
        answer=f'<Gather numDigits="1" action="/menu">{PROMPT}</Gather>', menu="<Say>Thank you.</Say>"
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    caller.hears("press one").presses("1").hears("thank you").never_heard("press two")
    assert service.params("/menu")["Digits"] == "1"
    assert service.params("/menu")["msg"] == "Gather End"


def test_the_prompt_goes_on_when_barging_in_is_switched_off():
    """bargeIn="false" – Twilio docs, <Gather>, attributes."""
    service, carrier = serve(
        answer=f'<Gather numDigits="1" bargeIn="false" action="/menu">{PROMPT}</Gather>', menu="<Pause/>"
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    caller.hears("press one").presses("1").hears("press two.").presses("2").waits("1s")
    assert service.params("/menu")["Digits"] == "2"


def test_the_timeout_starts_after_the_prompt_and_restarts_with_every_digit():
    """timeout: "waits for another digit … starts after the nested verbs" – Twilio docs, <Gather>, timeout."""
    service, carrier = serve(
        answer=f'<Gather timeout="2" action="/menu">{PROMPT}</Gather>', menu="<Say>Thank you.</Say>"
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears("press two")
    caller.waits("1.9s").presses("1").waits("1.9s").presses("2").waits("1.9s")
    assert service.asked_at("/menu") == []
    caller.waits("0.2s").hears("thank you")
    assert service.params("/menu")["Digits"] == "12"
    assert "FinishedOnKey" not in service.params("/menu")


def test_silence_falls_through_to_the_next_verb_without_a_request():
    """No input: "Twilio … moves on to the next verb" – Twilio docs, <Gather>."""
    service, carrier = serve(
        answer=f'<Gather timeout="3" action="/menu">{PROMPT}</Gather><Say>Nothing was keyed.</Say>'
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears("press two")
    silent_since = carrier.clock.now()
    caller.hears("nothing was keyed").was_hung_up()
    assert service.asked_at("/menu") == []
    assert carrier.clock.now() - silent_since > timedelta(seconds=3)


def test_silence_is_an_answer_where_empty_results_are_wanted():
    """actionOnEmptyResult="true" – Twilio docs, <Gather>."""
    service, carrier = serve(
        answer='<Gather timeout="1" actionOnEmptyResult="true" action="/menu"/>', menu="<Say>Silence.</Say>"
    )
    carrier.phones.caller(PIET).dials(carrier.line).hears("silence")
    assert service.params("/menu")["Digits"] == ""


def test_the_finish_key_ends_and_is_no_digit():
    """finishOnKey, # by default, is not part of Digits – Twilio docs, <Gather>; FinishedOnKey as recorded."""
    service, carrier = serve(answer='<Gather action="/number"/>', number="<Say>Noted.</Say>")
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").presses("0612#").hears("noted")
    assert service.params("/number")["Digits"] == "0612"
    assert service.params("/number")["FinishedOnKey"] == "#"


def test_without_a_finish_key_it_is_a_digit():
    """finishOnKey="" captures all keys – Twilio docs, <Gather>."""
    service, carrier = serve(
        answer='<Gather finishOnKey="" numDigits="2" action="/number"/>', number="<Say>Noted.</Say>"
    )
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").presses("#1").hears("noted")
    assert service.params("/number")["Digits"] == "#1"


def test_the_finish_key_alone_is_an_empty_result():
    """Finish key pressed first: as if nothing was entered – Twilio docs, <Gather>."""
    service, carrier = serve(answer='<Gather action="/number"/><Say>Empty.</Say>')
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").presses("#").hears("empty")
    assert service.asked_at("/number") == []


def test_an_answer_without_action_goes_to_the_current_document():
    """action defaults to the current document's URL, so a forgotten one loops – Twilio docs, <Gather>."""
    service, carrier = serve(answer='<Gather numDigits="1"/>')
    carrier.phones.caller(PIET).dials(carrier.line).waits("1s").presses("1").waits("1s")
    assert [asked.params.get("Digits") for asked in service.asked_at("/voice/answer")] == [None, "1"]


def test_what_is_said_is_sent_as_speech_result():
    """input="speech": SpeechResult and Confidence – Twilio docs, <Gather>."""
    service, carrier = serve(
        answer=f'<Gather input="speech" language="nl-NL" action="/menu">{PROMPT}</Gather>', menu="<Say>Aha.</Say>"
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    caller.hears("press one").presses("1").says("factuur").hears("aha").never_heard("press two")
    assert service.params("/menu")["SpeechResult"] == "factuur"
    assert "Confidence" in service.params("/menu")
    assert "Digits" not in service.params("/menu")


@pytest.mark.parametrize(("first", "kind"), [("key", "Digits"), ("word", "SpeechResult")])
def test_of_keys_and_speech_the_first_kind_wins(first, kind):
    """input="dtmf speech": the first detected takes precedence – Twilio docs, <Gather>, input."""
    service, carrier = serve(
        answer='<Gather input="dtmf speech" numDigits="2" action="/menu"/>', menu="<Say>Aha.</Say>"
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("1s")
    if first == "key":
        caller.presses("1").says("factuur").presses("2")
    else:
        caller.says("factuur").presses("12")
    caller.hears("aha")
    given = {"Digits", "SpeechResult"} & set(service.params("/menu"))
    assert given == {kind}


def test_music_in_the_prompt_stops_at_a_key_too():
    """Nested Say, Play and Pause – Twilio docs, <Gather>. The file is fetched once, as Twilio caches."""
    _, carrier = serve(
        answer='<Gather numDigits="1" timeout="1" action="/menu"><Play>/music.wav</Play></Gather>'
        "<Redirect>/voice/answer</Redirect>",
        menu="<Say>Yes?</Say>",
        **{"music.wav": audio(10)},
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_music().waits("25s").hears_music()
    caller.presses("1").hears("yes?", within="2s")
    assert len(requests(carrier.exchange.record, "media")) == 1


def test_a_caller_who_hangs_up_while_asked_is_not_asked_for_more():
    """<Gather> makes no request when the caller leaves; the status callback tells – Twilio docs, <Gather>."""
    service, carrier = serve(answer=f'<Gather action="/menu">{PROMPT}</Gather>')
    carrier.phones.caller(PIET).dials(carrier.line).hears("press one").hangs_up().waits("1m")
    assert service.asked_at("/menu") == []
    assert service.params("/voice/status")["CallStatus"] == "completed"
