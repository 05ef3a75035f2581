"""<Dial> as Twilio's pages on it and its nouns say; what they leave open is said in the carrier's README."""

from datetime import timedelta

import pytest

from carrier.record import conversations, dialled, legs
from tests.carrier.service import ANNA, BERT, PIET, serve

WHISPER = '<Gather numDigits="1" action="/accepted"><Say>A bill. Press one to accept.</Say></Gather><Hangup/>'


def dial(nouns: str, attributes: str = "") -> str:
    return f'<Dial action="/done" timeout="20" {attributes}>{nouns}</Dial>'


def number(phone: str, attributes: str = 'url="/whisper"') -> str:
    return f"<Number {attributes}>{phone}</Number>"


def line(nouns: str, attributes: str = "", **others: str):
    answers = {"whisper": WHISPER, "accepted": "<Say>Connecting.</Say>", "done": "<Say>Goodbye.</Say>"}
    return serve(answer=dial(nouns, attributes), **{**answers, **others})


def test_an_agent_who_accepts_talks_to_the_caller():
    """Number, url: TwiML on the called leg before the bridge; action afterwards – Twilio docs, <Number>."""
    service, carrier = line(number(ANNA))
    anna = carrier.phones.agent(f"tel:{ANNA}", "Anna").accepts()
    caller = carrier.phones.caller(PIET, "Piet").dials(carrier.line).hears_ringing().is_talking_to(anna)
    caller.waits("30s").never_heard("press one")
    anna.hangs_up()
    caller.hears("goodbye").was_hung_up()
    done = service.params("/done")
    assert done["DialCallStatus"] == "completed"
    assert done["DialBridged"] == "true"
    assert done["DialCallSid"] == anna.legs[0].sid
    assert int(done["DialCallDuration"]) >= 30
    whisper = service.params("/whisper")
    assert (whisper["Direction"], whisper["CallStatus"]) == ("outbound-dial", "in-progress")
    assert whisper["ParentCallSid"] == caller.legs[0].sid


def test_silence_in_a_whisper_that_ends_without_hangup_still_bridges():
    """When the whisper's TwiML ends, the parties are connected – function-templates #17."""
    _, carrier = line(number(ANNA), whisper='<Gather timeout="2"><Say>Press one.</Say></Gather>')
    anna = carrier.phones.agent(ANNA).answers_and_says_nothing()
    carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)


def test_hangup_in_the_whisper_leaves_the_caller_unbridged():
    """A refusal comes as DialCallStatus=completed with DialBridged=false – Twilio docs, <Dial>."""
    service, carrier = line(number(ANNA), accepted="<Hangup/>")
    carrier.phones.agent(ANNA).refuses()
    carrier.phones.caller(PIET).dials(carrier.line).hears("goodbye")
    assert service.params("/done")["DialCallStatus"] == "completed"
    assert service.params("/done")["DialBridged"] == "false"
    assert conversations(carrier.exchange.record) == []


@pytest.mark.parametrize("behaviour", ["voicemail_answers", "answers_and_says_nothing", "hangs_up_in_whisper"])
def test_nobody_who_presses_nothing_gets_the_caller(behaviour):
    _, carrier = line(number(ANNA))
    anna = carrier.phones.agent(ANNA)
    getattr(anna, behaviour)()
    carrier.phones.caller(PIET).dials(carrier.line).hears("goodbye")
    assert conversations(carrier.exchange.record) == []
    assert not anna.is_in_call


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [("is_busy", "busy"), ("lets_it_ring", "no-answer"), ("is_unreachable", "failed"), ("rejects", "busy")],
)
def test_the_action_is_told_why_nobody_came(behaviour, status):
    """DialCallStatus: busy, no-answer, failed – Twilio docs, <Dial>."""
    service, carrier = line(number(ANNA))
    getattr(carrier.phones.agent(ANNA), behaviour)()
    carrier.phones.caller(PIET).dials(carrier.line).hears("goodbye")
    assert service.params("/done")["DialCallStatus"] == status
    assert service.params("/done")["DialBridged"] == "false"


def test_phones_ring_about_five_seconds_longer_than_the_timeout():
    """timeout: Twilio adds about five seconds – Twilio docs, <Dial>, timeout."""
    _, carrier = line(number(ANNA))
    carrier.phones.caller(PIET).dials(carrier.line).waits("24.9s")
    anna = carrier.phones.agent(ANNA)
    assert anna.is_ringing
    anna.waits("0.2s")
    assert not anna.is_ringing


def test_of_several_phones_the_first_that_answers_wins_before_its_whisper_has_finished():
    """The first to answer wins, the others are hung up at once – Twilio docs, <Dial>, simultaneous dialing."""
    _, carrier = line(number(ANNA) + number(BERT))
    anna = carrier.phones.agent(ANNA, "Anna")
    bert = carrier.phones.agent(BERT, "Bert").accepts(after="1s")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna.rings()
    bert.hears("a bill")
    assert not anna.is_ringing
    caller.is_talking_to(bert)
    assert {leg.to: leg.status for leg in legs(carrier.exchange.record)}[ANNA] == "canceled"


def test_a_caller_who_hangs_up_takes_the_ringing_phones_along():
    """The session ends; practitioners see the action requested with CallStatus=completed, answer ignored."""
    service, carrier = line(number(ANNA) + number(BERT))
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna, bert = carrier.phones.agent(ANNA).rings(), carrier.phones.agent(BERT).rings()
    caller.hangs_up().waits("1s").never_heard("goodbye")
    assert not anna.is_in_call
    assert not bert.is_in_call
    assert service.params("/done")["CallStatus"] == "completed"


def test_a_caller_who_hangs_up_ends_the_conversation():
    service, carrier = line(number(ANNA))
    anna = carrier.phones.agent(ANNA).accepts()
    carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna).waits("10s").hangs_up()
    anna.was_hung_up().waits("1s")
    assert service.params("/done")["DialBridged"] == "true"


def test_without_action_the_next_verb_is_played_and_with_it_never():
    """Verbs after a <Dial> with action are unreachable – Twilio docs, <Dial>, action."""
    _, carrier = serve(answer=f"<Dial>{ANNA}</Dial><Say>After the dial.</Say>")
    carrier.phones.agent(ANNA).is_busy()
    carrier.phones.caller(PIET).dials(carrier.line).hears("after the dial")
    _, carrier = serve(answer=dial(number(ANNA, "")) + "<Say>After the dial.</Say>", done="<Say>Goodbye.</Say>")
    carrier.phones.agent(ANNA).is_busy()
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears("goodbye").was_hung_up()
    caller.never_heard("after the dial")


def test_a_time_limit_ends_the_conversation_but_not_the_call():
    """timeLimit: seconds of the dialled call; the caller goes on – Twilio docs, <Dial>."""
    _, carrier = line(number(ANNA), 'timeLimit="60"')
    anna = carrier.phones.agent(ANNA).accepts()
    caller = carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)
    began_at = carrier.clock.now()
    anna.was_hung_up()
    assert carrier.clock.now() - began_at == timedelta(seconds=60)
    caller.hears("goodbye")


def test_a_star_ends_the_dialled_leg_where_that_is_wanted():
    """hangupOnStar – Twilio docs, <Dial>."""
    _, carrier = line(number(ANNA), 'hangupOnStar="true"')
    anna = carrier.phones.agent(ANNA).accepts()
    carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna).presses("1*").hears("goodbye")
    assert not anna.is_in_call


def test_with_answer_on_bridge_the_caller_hears_ringing_through_the_whisper():
    """answerOnBridge as first verb: the inbound call rings until the parties are bridged – Twilio docs."""
    service, carrier = line(number(ANNA), 'answerOnBridge="true" ringTone="nl"')
    anna = carrier.phones.agent(ANNA).accepts()
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna.hears("press one")
    caller.hears_ringing(within="0s")
    assert caller.legs[0].status == "ringing"
    caller.is_talking_to(anna)
    assert caller.legs[0].status == "in-progress"
    assert service.params("/accepted")["CallStatus"] == "in-progress"


def test_the_ringing_stops_when_the_caller_is_taken_elsewhere():
    _, carrier = line(number(ANNA), elsewhere='<Pause length="60"/>')
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_ringing()
    carrier.sdk().calls(caller.legs[0].sid).update(url="https://line.example/elsewhere")
    with pytest.raises(AssertionError, match="heard no ringing"):
        caller.waits("1s").hears_ringing(within="0s")


def test_without_it_the_ringing_stops_when_somebody_answers():
    _, carrier = line(number(ANNA))
    anna = carrier.phones.agent(ANNA).accepts()
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_ringing()
    anna.hears("press one")
    with pytest.raises(AssertionError, match="heard no ringing"):
        caller.hears_ringing(within="0s")


def test_a_sip_phone_is_shown_headers_and_a_browser_parameters():
    """Custom X- headers after `?` – Twilio docs, <Sip>; <Parameter> – Twilio docs, <Client>."""
    sip = "<Sip>sip:anna@pbx.example?X-Need=billing&amp;X-Waited=2%20minutes</Sip>"
    browser = '<Client><Identity>bert</Identity><Parameter name="need" value="een rekening"/></Client>'
    _, carrier = line(sip + browser)
    carrier.phones.caller(PIET).dials(carrier.line)
    anna = carrier.phones.agent("sip:anna@pbx.example").rings()
    anna.sees_header("X-Need", "billing").sees_header("X-Waited", "2 minutes")
    carrier.phones.agent("client:bert").rings().sees_header("need", "een rekening").answers()
    carrier.phones.caller(PIET).is_talking_to(carrier.phones.agent("client:bert"))


@pytest.mark.parametrize("caller_id", ["anonymous", BERT])
def test_a_number_that_is_not_ours_may_not_be_shown(caller_id):
    """callerId: the call's own From or To, or a number of the account; else 13214 – Twilio docs, <Dial>."""
    service, carrier = line(number(ANNA), f'callerId="{caller_id}"')
    carrier.exchange.tolerate(13214)
    carrier.phones.caller(PIET).dials(carrier.line).hears("goodbye")
    assert [complaint.code for complaint in carrier.exchange.complaints] == [13214]
    assert service.params("/done")["DialCallStatus"] == "failed"
    assert dialled(carrier.exchange.record) == []


def test_an_anonymous_caller_is_put_through_under_our_own_number():
    """From=anonymous cannot be passed on; show the line's number instead – Twilio's page of 13214."""
    _, carrier = line(number(ANNA), 'callerId="+31201234567"')
    caller = carrier.phones.caller(PIET).dials(carrier.line, shows="anonymous")
    anna = carrier.phones.agent(ANNA).accepts()
    caller.is_talking_to(anna)
    assert anna.legs[0].from_ == carrier.line


def test_progress_of_a_dialled_leg_is_told_as_subscribed():
    """statusCallbackEvent="initiated ringing answered completed" – Twilio docs, <Number>."""
    events = 'statusCallback="/status/leg" statusCallbackEvent="initiated ringing answered completed"'
    service, carrier = line(number(ANNA, events))
    anna = carrier.phones.agent(ANNA).accepts()
    carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna).waits("61s").hangs_up().waits("1s")
    told = [asked.params for asked in service.asked_at("/status/leg")]
    assert [each["CallStatus"] for each in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [each["SequenceNumber"] for each in told] == ["0", "1", "2", "3"]
    assert (told[-1]["CallDuration"], told[-1]["Duration"]) == ("61", "2")
    assert "CallDuration" not in told[0]


def test_a_redirect_of_the_caller_ends_the_dialled_legs():
    """Update with a new Url: the call leaves its <Dial> for the new document – Twilio docs, Call resource."""
    service, carrier = line(number(ANNA), elsewhere="<Say>Somewhere else.</Say>")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna = carrier.phones.agent(ANNA).rings()
    carrier.sdk().calls(caller.legs[0].sid).update(url="https://line.example/elsewhere")
    caller.hears("somewhere else").was_hung_up()
    assert not anna.is_in_call
    assert service.asked_at("/done") == []


def test_a_redirect_of_the_dialled_leg_lets_the_caller_go_on_to_the_action():
    """New TwiML for the child: the parent's <Dial> is over, its action follows – Twilio docs, modify calls."""
    service, carrier = line(number(ANNA), elsewhere="<Say>Somewhere else.</Say>")
    anna = carrier.phones.agent(ANNA).accepts()
    caller = carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)
    carrier.sdk().calls(anna.legs[0].sid).update(url="https://line.example/elsewhere")
    caller.hears("goodbye")
    anna.hears("somewhere else")
    assert service.params("/done")["DialBridged"] == "true"


def test_a_whisper_may_not_dial():
    """13201: cannot dial out from a Dial call segment – Twilio's error dictionary."""
    _, carrier = line(number(ANNA), whisper=f"<Dial>{BERT}</Dial>")
    carrier.exchange.tolerate(13201)
    carrier.phones.agent(ANNA).answers_and_says_nothing()
    carrier.phones.caller(PIET).dials(carrier.line).hears("goodbye")
    assert dialled(carrier.exchange.record) == [ANNA]


def test_a_phone_in_a_call_is_busy_for_the_next():
    _, carrier = line(number(ANNA))
    anna = carrier.phones.agent(ANNA).accepts()
    carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)
    carrier.phones.caller(BERT).dials(carrier.line).hears("goodbye")
    assert anna.is_in_call


def test_digits_are_sent_after_the_answer():
    """sendDigits: w half a second, W a second, after the answer and before the bridge – Twilio docs, <Number>."""
    _, carrier = line(number(ANNA, 'sendDigits="ww12"'))
    anna = carrier.phones.agent(ANNA).answers_and_says_nothing()
    carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)
    assert [line.text for line in anna.transcript.lines if line.kind == "tone"] == ["1", "2"]
    assert carrier.clock.now() - anna.legs[0].answered_at == timedelta(seconds=1.5)
