"""Phones as tests use them: what they hear and when, how they fail, what they do by themselves."""

from datetime import timedelta

import pytest

from carrier.transcript import SOUND_OF_LINE, Line, Transcript
from carrier.units import span
from tests.carrier.service import ANNA, BERT, PIET, START, serve

SECOND = timedelta(seconds=1)
RING_ANNA = f'<Dial action="/done"><Number url="/whisper">{ANNA}</Number></Dial>'
WHISPER = '<Gather numDigits="1" action="/accepted"><Say>Press one.</Say></Gather><Hangup/>'


def test_spans_of_time_are_written_short():
    assert [span(text) for text in ("20s", "1.5m", "24h", "2d")] == [
        20 * SECOND,
        90 * SECOND,
        timedelta(hours=24),
        timedelta(days=2),
    ]
    assert span(SECOND) == SECOND
    with pytest.raises(ValueError, match="not a span"):
        span("20")


def test_a_phrase_is_heard_when_the_voice_has_come_to_its_end():
    transcript = Transcript()
    transcript.add(Line(START, "hears", "one two three four ", lasts=19 * SECOND))
    heard = transcript.find("TWO  three", since=START)
    assert heard is not None
    assert heard.begins_at - START == 4 * SECOND * 19 / 18
    assert heard.ends_at - START == 13 * SECOND * 19 / 18


def test_a_phrase_that_was_cut_short_was_not_heard():
    transcript = Transcript()
    transcript.add(Line(START, "hears", "one two", lasts=7 * SECOND))
    transcript.add(Line(START + 5 * SECOND, "presses", "1"))
    transcript.cut(START + 5 * SECOND, SOUND_OF_LINE)
    assert transcript.find("one", since=START) is not None
    assert transcript.find("two", since=START) is None


def test_a_phrase_may_run_from_one_sentence_into_the_next():
    transcript = Transcript()
    transcript.add(Line(START, "hears", "Your turn is", lasts=SECOND))
    transcript.add(Line(START + SECOND, "hears", "second.", lasts=SECOND))
    assert transcript.find("turn is second", since=START) is not None


def test_a_phrase_is_heard_again_only_when_it_is_said_again():
    _, carrier = serve(answer="<Say>Please hold.</Say><Pause length='30'/><Say>Please hold.</Say>")
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears("please hold")
    first_at = carrier.clock.now()
    caller.hears("please hold")
    assert carrier.clock.now() - first_at > 30 * SECOND
    with pytest.raises(AssertionError):
        caller.hears("please hold", within="10s")


def test_waiting_loses_nothing_of_what_was_said():
    _, carrier = serve(answer="<Say>One.</Say><Say>Two.</Say><Pause length='60'/>")
    carrier.phones.caller(PIET).dials(carrier.line).waits("20s").hears("one").hears("two", within="0s")


def test_an_act_turns_attention_to_what_follows():
    _, carrier = serve(
        answer='<Gather numDigits="1" action="/menu"><Say>Press one.</Say></Gather>',
        menu="<Say>Now press two.</Say>",
    )
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("2s").presses("1")
    caller.hears("press")
    assert carrier.clock.now() > START + 2 * SECOND


def test_a_failure_shows_the_whole_transcript_with_times():
    _, carrier = serve(answer="<Say>Good morning.</Say>")
    caller = carrier.phones.caller(PIET, "Piet").dials(carrier.line)
    with pytest.raises(AssertionError) as failed:
        caller.hears("good evening", within="20s")
    lines = str(failed.value).splitlines()
    assert lines[0] == "Piet did not hear 'good evening' within 20s; it is 09:00:20"
    assert any("09:00:00" in line and "Good morning." in line for line in lines)


def test_what_was_heard_can_be_denied():
    _, carrier = serve(answer="<Say>Good morning. Good evening.</Say>")
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears("morning").never_heard("evening")
    caller.hears("evening")
    with pytest.raises(AssertionError, match="has heard 'evening'"):
        caller.never_heard("evening")


def test_people_in_a_conversation_hear_each_other():
    _, carrier = serve(answer=f"<Dial>{ANNA}</Dial>")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna = carrier.phones.agent(f"tel:{ANNA}", "Anna").rings().answers().is_talking_to(caller)
    anna.says("Good morning, this is Anna.")
    caller.hears("this is anna").says("Hello Anna, it leaks.")
    anna.hears("it leaks").hangs_up()
    caller.was_hung_up()


def test_a_phone_does_by_itself_what_it_was_told_even_while_it_rings():
    _, carrier = serve(answer=RING_ANNA, whisper=WHISPER, accepted="", done="")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    anna = carrier.phones.agent(ANNA).rings().accepts()
    caller.is_talking_to(anna)


def test_somebody_who_accepts_listens_to_the_end():
    _, carrier = serve(
        answer=RING_ANNA,
        whisper='<Gather numDigits="1" action="/accepted"><Say>A bill.</Say><Say>Press one.</Say></Gather><Hangup/>',
        accepted="",
        done="",
    )
    anna = carrier.phones.agent(ANNA).accepts()
    caller = carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna)
    assert not any(line.cut_at for line in anna.transcript.lines)
    assert caller.is_in_call


def test_a_voicemail_talks_and_hangs_up_when_its_box_is_full():
    _, carrier = serve(answer=f"<Dial>{ANNA}</Dial><Say>Next.</Say>")
    anna = carrier.phones.agent(ANNA).voicemail_answers("Anna is away.")
    caller = carrier.phones.caller(PIET).dials(carrier.line).is_talking_to(anna).hears("anna is away")
    caller.hears("next", within="3m")


def test_a_stranger_lets_it_ring_unless_strangers_do_otherwise():
    for strangers, status in ((None, "no-answer"), ("busy", "busy")):
        service, carrier = serve(answer=f'<Dial action="/done">{BERT}</Dial>', done="<Say>Bye.</Say>")
        if strangers:
            carrier.phones.strangers = carrier.phones.caller(PIET).is_busy().behaviour
        carrier.phones.caller(PIET).dials(carrier.line).hears("bye")
        assert service.params("/done")["DialCallStatus"] == status


def test_a_phone_must_ring_to_be_answered_and_be_in_a_call_to_be_used():
    _, carrier = serve(answer="")
    phone = carrier.phones.caller(PIET, "Piet")
    for act in (phone.answers, phone.declines, phone.hangs_up, lambda: phone.presses("1")):
        with pytest.raises(AssertionError, match=r"Piet (does not ring|is not in a call)"):
            act()


def test_somebody_declines_by_hand():
    service, carrier = serve(answer=f'<Dial action="/done">{ANNA}</Dial>', done="<Say>Bye.</Say>")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    carrier.phones.agent(ANNA).rings().declines().stays_silent()
    caller.hears("bye")
    assert service.params("/done")["DialCallStatus"] == "busy"


def test_the_same_run_gives_the_same_sids():
    sids = []
    for _ in range(2):
        _, carrier = serve(answer=RING_ANNA, whisper=WHISPER, accepted="", done="")
        carrier.phones.agent(ANNA).accepts()
        carrier.phones.caller(PIET).dials(carrier.line).hears_ringing().waits("10s")
        sids.append([call.sid for call in carrier.exchange.calls])
    assert sids[0] == sids[1]
    assert len(sids[0]) == 2
