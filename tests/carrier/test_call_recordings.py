"""Recording a live leg by REST, as the official SDK asks for it (Twilio's Call Recording resource)."""

import io
import json
import wave
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException

from carrier.events import RecordingBegan, RecordingEnded, RecordingPaused, RecordingResumed
from carrier.phone import Phone
from carrier.testing import ACCOUNT_SID, Carrier
from tests.carrier.service import ANNA, PIET, Service, serve

EXAMPLES = Path(__file__).parents[3] / "shared/reference/twilio/rest_examples.json"
HOOK = "https://line.example/status/recording"


def talking() -> tuple[Service, Carrier, Phone, str]:
    """Piet talks to Anna; the leg is Piet's."""
    service, carrier = serve(answer=f"<Dial><Number>{ANNA}</Number></Dial>")
    anna = carrier.phones.agent(ANNA)
    piet = carrier.phones.caller(PIET).dials(carrier.line)
    anna.rings().answers()
    piet.waits("1s")
    return service, carrier, piet, piet.legs[-1].sid


def begin(carrier: Carrier, leg: str):
    return (
        carrier.sdk()
        .calls(leg)
        .recordings.create(
            recording_status_callback=HOOK,
            recording_status_callback_event=["in-progress", "completed", "absent"],
            recording_channels="dual",
        )
    )


def refusal(act) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        act()
    return refused.value.status, refused.value.code


def told(service: Service) -> list[str]:
    return [asked.params["RecordingStatus"] for asked in service.asked_at("/status/recording")]


def test_a_leg_is_recorded_until_it_ends():
    service, carrier, piet, leg = talking()
    recording = begin(carrier, leg)
    assert (recording.status, recording.source, recording.channels) == ("in-progress", "StartCallRecordingAPI", 2)
    piet.waits("20s").hangs_up().waits("5s")
    (found,) = carrier.sdk().calls(leg).recordings.list()
    assert (found.sid, found.status, found.duration) == (recording.sid, "completed", "20")
    assert told(service) == ["in-progress", "completed"]
    params = service.params("/status/recording")
    assert (params["RecordingChannels"], params["RecordingSource"]) == ("2", "StartCallRecordingAPI")


@pytest.mark.parametrize(("behavior", "seconds"), [("skip", "20"), ("silence", "30")])
def test_a_pause_is_left_out_or_silent(behavior: str, seconds: str):
    """PauseBehavior: skip, or silence, the default – Twilio docs."""
    _, carrier, piet, leg = talking()
    recording = begin(carrier, leg)
    piet.waits("5s")
    its = carrier.sdk().calls(leg).recordings("Twilio.CURRENT")
    assert its.update(status="paused", pause_behavior=behavior).status == "paused"
    assert its.update(status="paused").status == "paused"
    piet.waits("10s")
    assert its.update(status="in-progress").status == "in-progress"
    piet.waits("15s")
    carrier.sdk().calls(leg).recordings(recording.sid).update(status="stopped")
    piet.waits("5s")
    assert carrier.sdk().recordings(recording.sid).fetch().duration == seconds
    happened = (RecordingBegan, RecordingPaused, RecordingResumed, RecordingEnded)
    assert [type(one) for one in carrier.exchange.record if isinstance(one, happened)] == list(happened)


def test_it_goes_on_through_a_redirect_of_the_leg():
    _, carrier, piet, leg = talking()
    begin(carrier, leg)
    carrier.sdk().calls(leg).update(twiml="<Response><Pause length='9'/></Response>")
    piet.waits("4s")
    assert [one.status for one in carrier.sdk().calls(leg).recordings.list()] == ["in-progress"]


def test_what_has_ended_is_changed_no_more():
    _, carrier, piet, leg = talking()
    recording = begin(carrier, leg)
    its = carrier.sdk().calls(leg).recordings
    piet.waits("5s").hangs_up().waits("5s")
    assert refusal(lambda: its(recording.sid).update(status="paused")) == (400, 21220)
    assert refusal(lambda: its("Twilio.CURRENT").update(status="paused")) == (404, 20404)
    assert refusal(lambda: begin(carrier, leg)) == (400, 21220)


def test_current_is_nobody_s_name_where_two_are_under_way():
    _, carrier, _, leg = talking()
    begin(carrier, leg)
    begin(carrier, leg)
    current = carrier.sdk().calls(leg).recordings("Twilio.CURRENT")
    assert refusal(lambda: current.update(status="stopped")) == (404, 20404)


@pytest.mark.parametrize("of_call", [True, False])
def test_what_is_deleted_is_on_no_list(of_call: bool):
    _, carrier, piet, leg = talking()
    recording = begin(carrier, leg)
    sdk = carrier.sdk()
    it = sdk.calls(leg).recordings(recording.sid) if of_call else sdk.recordings(recording.sid)
    assert refusal(it.delete) == (400, 21220)
    piet.waits("3s").hangs_up().waits("5s")
    assert it.delete()
    assert sdk.calls(leg).recordings.list() == sdk.recordings.list() == []
    assert refusal(it.delete) == (404, 20404)


def test_two_channels_are_in_the_sound():
    _, carrier, piet, leg = talking()
    recording = begin(carrier, leg)
    piet.waits("3s").hangs_up().waits("5s")
    auth = (ACCOUNT_SID, carrier.exchange.auth_token)
    heard = carrier.app.test_client().get(
        f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{recording.sid}.wav", auth=auth
    )
    with wave.open(io.BytesIO(heard.data)) as sound:
        assert (sound.getnchannels(), sound.getnframes()) == (2, 3 * 8000)


@pytest.mark.parametrize(
    "form",
    [
        {"RecordingChannels": "stereo"},
        {"RecordingTrack": "left"},
        {"Trim": "trim-silence"},
        {"RecordingConfigurationId": "x"},
        {"RecordingChanels": "dual"},
        {"RecordingStatusCallback": HOOK, "RecordingStatusCallbackEvent": "started"},
    ],
)
def test_what_is_misspelt_or_not_played_is_refused_by_name(form: dict[str, str]):
    _, carrier, _, leg = talking()
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls/{leg}/Recordings.json"
    answer = carrier.app.test_client().post(path, data=form, auth=(ACCOUNT_SID, carrier.exchange.auth_token))
    assert (answer.status_code, answer.json["code"]) == (400, 20001)
    assert carrier.exchange.recordings.by_sid == {}


@pytest.mark.published
def test_it_has_the_keys_of_the_published_example():
    operations = {each["operation"]: each for each in json.loads(EXAMPLES.read_text())["operations"]}
    _, carrier, _, leg = talking()
    sid = begin(carrier, leg).sid
    client, auth = carrier.app.test_client(), (ACCOUNT_SID, carrier.exchange.auth_token)
    paths = {"FetchCallRecording": f"Calls/{leg}/Recordings/{sid}", "ListCallRecording": f"Calls/{leg}/Recordings"}
    for operation, path in paths.items():
        body = client.get(f"/2010-04-01/Accounts/{ACCOUNT_SID}/{path}.json", auth=auth).json
        assert set(body) == set(next(iter(operations[operation]["response_examples"].values()))), operation
