"""Who may listen to a recording, how it is given, and that it stands on its record."""

import io
import wave
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.journeys.conftest import WorldOf
from tests.journeys.test_closed import SUNDAY_EVENING
from tests.journeys.world import World
from tests.pages.desk.test_recording import act, reservation
from tests.pages.talking import talks
from tests.pages.visitors import signed_in
from tests.serving import serving
from tools.ports import free_port
from voice_app.ledger import TalkRecordingId, talk_recordings
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

WAV_HEADER = 44


@pytest.fixture
def world(world_of: WorldOf) -> World:
    env = {"PAGES_PORT": str(free_port())}
    return world_of(supervisors=("chloe",), env=env, recording={"mode": "ask"})


@pytest.fixture
def house(world: World) -> Iterator[Runtime]:
    """A house whose carrier answers over a socket."""
    with serving(world.carrier.app) as url:
        settings = world.house.settings.model_copy(update={"twilio_api_base_url": url})
        yield replace(world.house, settings=settings)


@pytest.fixture
def app(house: Runtime) -> Flask:
    return create_pages(house)


@pytest.fixture
def talk(world: World, house: Runtime, app: Flask) -> TalkRecording:
    """Anna's, of ten seconds."""
    caller = talks(world)
    desk = signed_in(house, app, "anna")
    act(desk, "start", reservation(desk), agreed="yes")
    caller.waits("10s").hangs_up().waits("5s")
    with world.house.ledger.read() as ledger:
        (row,) = talk_recordings.last(ledger, 5)
    return row


def heard_by(world: World, row: TalkRecording) -> list[object]:
    with world.house.ledger.read() as ledger:
        return [one.data["by"] for one in talk_recordings.tale(ledger, TalkRecordingId(row.id)) if one.event == "heard"]


@pytest.mark.threat("T14")
def test_whose_talk_it_was_and_a_supervisor_hear_it_and_nobody_else(
    world: World, house: Runtime, app: Flask, talk: TalkRecording
) -> None:
    assert signed_in(house, app, "bram").get(f"/recordings/{talk.id}").status_code == 404
    assert heard_by(world, talk) == []
    for who in ("anna", "chloe"):
        answer = signed_in(house, app, who).get(f"/recordings/{talk.id}")
        assert (answer.status_code, answer.mimetype) == (200, "audio/x-wav")
        with wave.open(io.BytesIO(answer.data)) as sound:
            assert (sound.getnchannels(), sound.getnframes()) == (2, 10 * sound.getframerate())
    assert heard_by(world, talk) == ["anna", "chloe"]


def test_a_player_may_ask_for_parts_and_is_noted_once(
    world: World, house: Runtime, app: Flask, talk: TalkRecording
) -> None:
    anna = signed_in(house, app, "anna")
    whole = anna.get(f"/recordings/{talk.id}").data
    for wanted, first, after in (
        ("0-", 0, len(whole)),
        ("1000-1999", 1000, 2000),
        ("-500", len(whole) - 500, len(whole)),
    ):
        answer = anna.get(f"/recordings/{talk.id}", headers={"Range": f"bytes={wanted}"})
        assert (answer.status_code, answer.data) == (206, whole[first:after])
        assert answer.headers["Content-Range"] == f"bytes {first}-{after - 1}/{len(whole)}"
    assert anna.get(f"/recordings/{talk.id}", headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    assert heard_by(world, talk) == ["anna"]


def test_no_page_shows_an_address_or_a_name_of_the_carrier(house: Runtime, app: Flask, talk: TalkRecording) -> None:
    page = signed_in(house, app, "chloe").get("/recordings").text
    assert f"/recordings/{talk.id}" in page
    assert "06 22222222" in page
    assert talk.sid is not None
    assert talk.sid not in page
    assert "api.twilio" not in page


@pytest.mark.threat("T14")
def test_an_agent_sees_the_own_talks_only(house: Runtime, app: Flask, talk: TalkRecording) -> None:
    assert talk.id in signed_in(house, app, "anna").get("/recordings").text
    assert talk.id not in signed_in(house, app, "bram").get("/recordings").text


@pytest.mark.parametrize("who", ["chloe", "anna"])
def test_it_is_deleted_at_the_carrier_and_heard_no_more(
    world: World, house: Runtime, app: Flask, talk: TalkRecording, who: str
) -> None:
    assert signed_in(house, app, "bram").post(f"/recordings/{talk.id}/delete").status_code == 404
    visitor = signed_in(house, app, who)
    assert visitor.post(f"/recordings/{talk.id}/delete").status_code == 303
    assert visitor.get(f"/recordings/{talk.id}").status_code == 404
    world.passes("5s")
    with world.house.ledger.read() as ledger:
        row = talk_recordings.get(ledger, talk.id)
    assert row is not None
    assert (row.known, row.gone_because) == ("gone", {"chloe": "supervisor", "anna": "withdrawn"}[who])
    assert world.carrier.exchange.recordings.by_sid == {}


@pytest.mark.parametrize("name", ["nothing", "RE" + "0" * 32, "..%2F..%2Fapi", "RE" + "0" * 31 + "%00"])
def test_what_is_not_there_is_not_found(house: Runtime, app: Flask, name: str) -> None:
    assert signed_in(house, app, "chloe").get(f"/recordings/{name}").status_code == 404


def test_a_message_is_heard_by_who_has_its_promise_on_the_desk(world_of: WorldOf) -> None:
    env = {"PAGES_PORT": str(free_port())}
    world = world_of(start=SUNDAY_EVENING, supervisors=("chloe",), env=env, callback={"voicemail": True})
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1").presses("1")
    caller.hears("Een bericht inspreken").presses("4").hears_beep().speaks("Mijn rekening.", for_="12s").presses("#")
    caller.hears("Genoteerd").was_hung_up()
    world.passes("14h")
    (sid,) = world.carrier.exchange.recordings.by_sid
    with serving(world.carrier.app) as url:
        settings = world.house.settings.model_copy(update={"twilio_api_base_url": url})
        house = replace(world.house, settings=settings)
        app = create_pages(house)
        anna, bram, chloe = (signed_in(house, app, who) for who in ("anna", "bram", "chloe"))
        assert anna.get(f"/recordings/{sid}").status_code == 404, "it is on nobody's desk yet"
        (phone,) = world.signs_on("anna")
        phone.rings()
        assert f'src="/recordings/{sid}"' in anna.get("/desk").text
        assert anna.get(f"/recordings/{sid}").status_code == 200
        assert bram.get(f"/recordings/{sid}").status_code == 404
        assert chloe.get(f"/recordings/{sid}").status_code == 200
        assert anna.post(f"/recordings/{sid}/delete").status_code == 404
        assert chloe.post(f"/recordings/{sid}/delete").status_code == 303
        assert chloe.get(f"/recordings/{sid}").status_code == 404
        world.signs_off("anna")
        phone.was_hung_up() if not phone.is_in_call else phone.hangs_up()
        world.passes("5m")
    heard = [(entry.event, entry.data.get("by")) for entry in world.timeline(world.promise().id)]
    assert heard.count(("message_heard", "anna")) == 1
    assert ("message_discarded", "chloe") in heard
    assert heard[-1][0] == "message_deleted" or ("message_deleted", None) in heard
    assert world.carrier.exchange.recordings.by_sid == {}
