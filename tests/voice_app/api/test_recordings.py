"""A message is heard by those who have the token, and its promise's timeline knows it."""

import io
import wave
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.journeys.conftest import WorldOf
from tests.journeys.test_closed import SUNDAY_EVENING
from tests.journeys.world import World
from tests.serving import serving
from tests.voice_app.api.api import Api


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(start=SUNDAY_EVENING, callback={"voicemail": True})


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    """The API of a house whose carrier answers over a socket."""
    with serving(world.carrier.app) as url:
        settings = world.house.settings.model_copy(update={"twilio_api_base_url": url})
        yield Api(replace(world.house, settings=settings))


@pytest.fixture
def sid(world: World) -> str:
    """A message of twelve seconds."""
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1").presses("1")
    caller.hears("Een bericht inspreken").presses("4").hears_beep().speaks("Mijn rekening.", for_="12s").presses("#")
    caller.hears("Genoteerd").was_hung_up().waits("5s")
    (sid,) = world.carrier.exchange.recordings.by_sid
    return sid


def test_a_message_is_heard_and_that_is_told(world: World, api: Api, sid: str) -> None:
    answer = api.client.get(f"/api/recordings/{sid}", headers=api.bearer)
    assert (answer.status_code, answer.mimetype) == (200, "audio/x-wav")
    assert answer.headers["Cache-Control"] == "no-store"
    with wave.open(io.BytesIO(answer.data)) as heard:
        assert heard.getnframes() == 12 * heard.getframerate()
    entry = api.get(f"/api/promises/{world.promise().id}")["timeline"][-1]
    assert (entry["event"], entry["by"], entry["recording"]) == ("message_heard", "api", sid)
    promised = api.document["paths"]["/api/recordings/{id}"]["get"]["responses"]["200"]["content"]
    assert list(promised) == ["audio/x-wav"]


def test_a_promise_shows_its_message(world: World, api: Api, sid: str) -> None:
    matters = api.get(f"/api/promises/{world.promise().id}")["matters"]
    assert [(matter["need"], matter["recording_sid"], matter["seconds"]) for matter in matters] == [
        ("billing", None, None),
        ("billing", sid, 12),
    ]


def test_nobody_hears_without_the_token(world: World, api: Api, sid: str) -> None:
    assert api.client.get(f"/api/recordings/{sid}").status_code == 401
    assert "message_heard" not in world.events(world.promise().id)


@pytest.mark.parametrize("unknown", ["RE" + "f" * 32, "CA" + "f" * 32, "x", "..", "RE%2f..%2f"])
def test_what_the_ledger_does_not_know_is_not_there(api: Api, unknown: str) -> None:
    assert api.client.get(f"/api/recordings/{unknown}", headers=api.bearer).status_code == 404


def test_a_call_in_which_a_message_is_expected_is_no_recording(world: World, api: Api) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1").presses("1")
    caller.hears("Een bericht inspreken").presses("4").hears_beep()
    api.get(f"/api/recordings/{caller.legs[-1].sid}", 404)


def test_what_the_carrier_no_longer_has_is_not_there(world: World, api: Api, sid: str) -> None:
    world.carrier.sdk().recordings(sid).delete()
    assert api.get(f"/api/recordings/{sid}", 404)["code"] == "not_at_carrier"
    assert "message_heard" not in world.events(world.promise().id)


def test_a_carrier_that_is_broken_is_said_so(world: World, api: Api, sid: str) -> None:
    world.carrier.exchange.faults.rest("GET", "Recordings/*", answer=503)
    assert api.get(f"/api/recordings/{sid}", 502)["code"] == "carrier_silent"
