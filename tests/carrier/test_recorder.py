"""<Record> as Twilio's page on it says, and the recordings that come of it as the official SDK meets them."""

import io
import json
import wave
from datetime import timedelta
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException

from carrier.testing import ACCOUNT_SID, Carrier
from tests.carrier.service import BASE_URL, PIET, Service, serve

EXAMPLES = Path(__file__).parents[3] / "shared/reference/twilio/rest_examples.json"
NOTED = "<Say>Noted.</Say>"
TOLD = 'recordingStatusCallback="/status/recording"'
EVERY_EVENT = f'{TOLD} recordingStatusCallbackEvent="in-progress completed absent"'


def recorder(attributes: str = "", rest: str = "") -> tuple[Service, Carrier]:
    """A service that records every caller, and says "Noted." at its action."""
    return serve(answer=f'<Record action="/noted" {attributes}/>{rest}', noted=NOTED)


def told(service: Service) -> list[str]:
    return [asked.params["RecordingStatus"] for asked in service.asked_at("/status/recording")]


def fetch(carrier: Carrier, path: str, password: str | None = None):
    auth = (ACCOUNT_SID, carrier.exchange.auth_token if password is None else password)
    return carrier.app.test_client().get(f"/2010-04-01/Accounts/{ACCOUNT_SID}/{path}", auth=auth)


def test_after_a_beep_words_are_recorded_until_a_silence():
    """timeout: silence after which a recording ends, default 5; RecordingDuration in s – Twilio docs, <Record>."""
    service, carrier = recorder()
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep()
    caller.waits("2s").speaks("My heating is broken.", for_="12s").waits("3s").speaks("Since Monday.", for_="2s")
    silent_since = carrier.clock.now()
    caller.hears("noted").was_hung_up()
    params = service.params("/noted")
    assert params["RecordingDuration"] == str(12 + 3 + 2)
    assert params["RecordingUrl"].endswith(f"/Recordings/{params['RecordingSid']}")
    assert params["CallStatus"] == "in-progress"
    assert "Digits" not in params
    assert carrier.clock.now() - silent_since > timedelta(seconds=5)


def test_any_key_ends_a_recording_unless_some_are_named():
    """finishOnKey: default any of 1234567890*#; Digits tells which – Twilio docs, <Record>."""
    service, carrier = recorder()
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello?", for_="3s")
    caller.presses("4").hears("noted")
    assert service.params("/noted")["Digits"] == "4"
    service, carrier = recorder('finishOnKey="#"')
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello?", for_="3s")
    caller.presses("4").speaks("Are you there?", for_="2s").presses("#").hears("noted")
    assert service.params("/noted")["Digits"] == "#"
    assert service.params("/noted")["RecordingDuration"] == "5"


def test_no_key_ends_a_recording_where_none_is_named():
    service, carrier = recorder('finishOnKey=""')
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello?", for_="3s").presses("#1")
    caller.hears("noted")
    assert "Digits" not in service.params("/noted")


def test_a_recording_is_no_longer_than_it_may_be():
    """maxLength – Twilio docs, <Record>."""
    service, carrier = recorder('maxLength="10"')
    carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("For hours.", for_="30s").waits("5s")
    assert service.params("/noted")["RecordingDuration"] == "10"


def test_hanging_up_ends_a_message_and_is_told():
    """Digits=hangup – Twilio docs, <Record>; what the action answers to a call that is over is ignored."""
    service, carrier = recorder()
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Bye.", for_="4s").hangs_up()
    caller.waits("1s").never_heard("noted")
    params = service.params("/noted")
    assert (params["Digits"], params["RecordingDuration"], params["CallStatus"]) == ("hangup", "4", "completed")


@pytest.mark.parametrize("leaves", ["by waiting", "by a key", "by hanging up"])
def test_an_empty_recording_asks_for_no_action(leaves):
    """An empty recording: on with the next verb, no request to action – Twilio docs, <Record>, action."""
    service, carrier = recorder(EVERY_EVENT, rest="<Say>We heard nothing.</Say>")
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep()
    if leaves == "by a key":
        caller.waits("1s").presses("#")
    if leaves == "by hanging up":
        caller.waits("1s").hangs_up().waits("1s")
    else:
        caller.hears("we heard nothing").was_hung_up()
    assert service.asked_at("/noted") == []
    assert told(service) == ["in-progress", "absent"]


def test_without_an_action_the_document_itself_is_asked_again():
    """action: default the current document's URL, so a forgotten one loops – Twilio docs, <Record>."""
    service, carrier = serve(answer="<Record/>")
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("One.").hears_beep().speaks("Two.")
    caller.hears_beep().waits("1s")
    sids = [asked.params.get("RecordingSid") for asked in service.asked_at("/voice/answer")]
    assert sids[0] is None
    assert len(set(sids)) == 3


def test_the_beep_can_be_left_out():
    """playBeep – Twilio docs, <Record>."""
    service, carrier = recorder('playBeep="false"')
    carrier.phones.caller(PIET).dials(carrier.line).waits("0.1s").speaks("At once.", for_="6s").hears("noted")
    assert service.params("/noted")["RecordingDuration"] == "6"


def test_what_is_said_during_the_beep_is_lost():
    service, carrier = recorder(rest="<Say>We heard nothing.</Say>")
    carrier.phones.caller(PIET).dials(carrier.line).speaks("Hello?", for_="0.5s").hears("we heard nothing")
    assert service.asked_at("/noted") == []


def test_silence_is_trimmed_unless_it_is_wanted():
    """trim: default trim-silence – Twilio docs, <Record>."""
    service, carrier = recorder('trim="do-not-trim" timeout="4"')
    carrier.phones.caller(PIET).dials(carrier.line).hears_beep().waits("3s").speaks("Hello.", for_="2s").hears("noted")
    assert service.params("/noted")["RecordingDuration"] == str(3 + 2 + 4)


def test_who_subscribed_is_told_when_there_is_something_to_hear():
    """recordingStatusCallback, default event completed – Twilio docs, <Record>."""
    service, carrier = recorder(TOLD)
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello.", for_="7s").presses("#")
    caller.waits("0.5s")
    sid = service.params("/noted")["RecordingSid"]
    assert fetch(carrier, f"Recordings/{sid}.wav").status_code == 404  # not processed yet
    caller.waits("5s")
    assert told(service) == ["completed"]
    params = service.params("/status/recording")
    assert (params["RecordingSid"], params["RecordingDuration"]) == (sid, "7")
    assert params["CallSid"] == caller.legs[0].sid
    assert params["RecordingSource"] == "RecordVerb"
    assert service.asked_at("/status/recording")[0].is_signed


def test_the_hooks_of_a_recording_can_be_lost_or_doubled_on_purpose():
    service, carrier = recorder(EVERY_EVENT)
    carrier.exchange.faults.status_hooks(duplicate=True, only={"recording-in-progress"})
    carrier.exchange.faults.status_hooks(drop=True, only={"recording-completed"})
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello.").hears("noted").waits("5s")
    assert told(service) == ["in-progress", "in-progress"]
    caller.was_hung_up()
    assert service.params("/voice/status")["CallStatus"] == "completed"


def test_a_redirect_ends_a_recording_and_asks_for_no_action():
    service, carrier = recorder(TOLD)
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello.", for_="3s")
    carrier.sdk().calls(caller.legs[0].sid).update(url=f"{BASE_URL}/noted")
    caller.hears("noted").waits("5s")
    assert "RecordingSid" not in service.params("/noted")
    assert told(service) == ["completed"]


def test_recordings_are_listed_fetched_heard_and_deleted_by_the_sdk():
    """Twilio docs, Recordings resource: list by call, fetch, media, delete."""
    _, carrier = recorder()
    sdk = carrier.sdk()
    piet = carrier.phones.caller(PIET)
    for seconds in (3, 5):
        piet.dials(carrier.line).hears_beep().speaks("Hello.", for_=f"{seconds}s").hears("noted").was_hung_up()
    carrier.clock.advance(timedelta(seconds=5))
    assert [each.duration for each in sdk.recordings.list()] == ["5", "3"]
    (recording,) = sdk.recordings.list(call_sid=piet.legs[0].sid)
    assert [each.sid for each in sdk.calls(piet.legs[0].sid).recordings.list()] == [recording.sid]
    assert (recording.status, recording.source, recording.channels) == ("completed", "RecordVerb", 1)
    assert sdk.recordings(recording.sid).fetch().call_sid == piet.legs[0].sid
    answer = fetch(carrier, f"Recordings/{recording.sid}.wav")
    with wave.open(io.BytesIO(answer.data)) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 3 * 8000)
        assert any(sound.readframes(100))
    assert answer.content_type == "audio/x-wav"
    assert sdk.recordings(recording.sid).delete()
    assert sdk.recordings.list(call_sid=piet.legs[0].sid) == []
    with pytest.raises(TwilioRestException) as refused:
        sdk.recordings(recording.sid).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    assert fetch(carrier, f"Recordings/{recording.sid}.wav").status_code == 404


def test_nobody_hears_a_recording_without_the_password():
    _, carrier = recorder()
    carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello.").hears("noted").waits("5s")
    (sid,) = carrier.exchange.recordings.by_sid
    assert fetch(carrier, f"Recordings/{sid}.wav", password="guessed").status_code == 401


@pytest.mark.published
def test_a_recording_has_the_keys_of_the_published_example():
    operations = {each["operation"]: each for each in json.loads(EXAMPLES.read_text())["operations"]}
    _, carrier = recorder()
    carrier.phones.caller(PIET).dials(carrier.line).hears_beep().speaks("Hello.").hears("noted").waits("5s")
    (sid,) = carrier.exchange.recordings.by_sid
    for operation, path in (("FetchRecording", f"Recordings/{sid}"), ("ListRecording", "Recordings")):
        example = next(iter(operations[operation]["response_examples"].values()))
        assert set(fetch(carrier, f"{path}.json").json) == set(example), operation
