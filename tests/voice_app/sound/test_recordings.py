"""Recordings are fetched by their sid alone: nothing that a hook says leads us, or our credentials, anywhere else."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from flask import Flask, Response, redirect, request
from werkzeug.datastructures import MultiDict

from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of
from tests.journeys.world import World
from tests.serving import serving
from tests.voice_app.api.api import Api
from tools.stage import BASE_URL, settings_of_the_stage
from voice_app.ledger import RecordingSid, messages
from voice_app.settings import Settings
from voice_app.signature import sign
from voice_app.sound import recordings as sound
from voice_app.sound.recordings import LARGEST, NotHeard, hear, url_of

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]

SID = RecordingSid("RE" + "0123456789abcdef" * 2)
CALL = "CA" + "0123456789abcdef" * 2


class Canary:
    """A listener that nobody has any business with; it counts who comes."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                self.visits += 1
                visitor.close()

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@contextmanager
def api_at(app: Flask) -> Iterator[Settings]:
    """The environment in which this application stands for Twilio's API."""
    with serving(app) as url:
        yield settings_of_the_stage().model_copy(update={"twilio_api_base_url": url})


def tricks(port: int) -> list[str]:
    """Addresses that lead to this port, or elsewhere inside, by every spelling there is."""
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{SID}"
    hosts = [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",  # noqa: S104 - an address to be tricked to, not to listen at
        "127.0.0.1.nip.io",
        "LOCALHOST.",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "api.twilio.com@127.0.0.1",
        "api.twilio.com%40127.0.0.1",
        "api.twilio.com%23@127.0.0.1",
        "api.twilio.com%2f@127.0.0.1",
        "api.twilio.com\\@127.0.0.1",
        "user:pass@127.0.0.1",
        "127.0.0.1%00.twilio.com",
        "127.0.0.1%0d%0aHost:api.twilio.com",
    ]
    return [
        *(f"http://{host}:{port}{path}" for host in hosts),
        f"//127.0.0.1:{port}{path}",
        f"https:127.0.0.1:{port}{path}",
        f"http:///127.0.0.1:{port}{path}",
        f"http://127.0.0.1:{port}/?url=https://api.twilio.com{path}",
        f"http://127.0.0.1:{port}#@api.twilio.com{path}",
        f"http://127.0.0.1:{port}\t{path}",
        f"gopher://127.0.0.1:{port}/_GET",
        f"ftp://127.0.0.1:{port}{path}",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
    ]


def tell(world: World, promise: str, url: str, sid: str) -> None:
    """The hooks of a recording, signed as the carrier signs, with an address of somebody else's choice."""
    form = {"AccountSid": ACCOUNT_SID, "CallSid": CALL, "CallStatus": "in-progress", "Direction": "inbound"}
    form |= {"RecordingSid": sid, "RecordingUrl": url, "MediaUrl": url, "RecordingDuration": "12"}
    statuses = set()
    for path in (f"/recording/status?i={promise}", f"/voice/message_taken?l=nl&m={promise}"):
        signed = {"X-Twilio-Signature": sign(BASE_URL + path, MultiDict(form), AUTH_TOKEN)}
        statuses.add(world.app.test_client().post(path, data=form, headers=signed).status_code)
    assert statuses == {200, 204}


def a_promise(world: World) -> str:
    return str(Api(world.house, world.app).post("/api/promises", 201, phone="+31622222222")["id"])


def listening(world: World, settings: Settings) -> Api:
    return Api(replace(world.house, settings=settings))


@pytest.mark.threat("T10")
def test_no_address_that_a_hook_names_is_ever_visited(world: World, canary: Canary) -> None:
    promise, asked = a_promise(world), []
    app = Flask("api")

    @app.get("/2010-04-01/Accounts/<account>/Recordings/<name>")
    def wav(account: str, name: str) -> Response:
        asked.append((account, name, request.authorization and request.authorization.password))
        return Response(b"RIFF", mimetype="audio/x-wav")

    with api_at(app) as settings:
        api = listening(world, settings)
        for number, url in enumerate(tricks(canary.port)):
            sid = f"RE{number:032x}"
            tell(world, promise, url, sid)
            answer = api.client.get(f"/api/recordings/{sid}", headers=api.bearer)
            assert (answer.status_code, answer.data) == (200, b"RIFF")
    assert len(asked) == len(tricks(0)) >= 30
    assert {(account, password) for account, _, password in asked} == {(ACCOUNT_SID, AUTH_TOKEN)}
    assert canary.visits == 0


@pytest.mark.threat("T10")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(canary: Canary, status: int) -> None:
    app = Flask("api")
    app.add_url_rule("/<path:_>", view_func=lambda _: redirect(f"http://127.0.0.1:{canary.port}/", status))
    with api_at(app) as settings, pytest.raises(NotHeard) as refused:
        hear(settings, SID)
    assert not refused.value.is_gone
    assert canary.visits == 0


@pytest.mark.threat("T10")
@pytest.mark.parametrize(
    "sid",
    ["", "RE", SID.upper(), f"{SID}\n", f"{SID}0", f"../{SID}", f"{SID}/../../Calls", "RE" + "１" * 32, f"{SID}@evil"],
)
def test_what_is_no_sid_makes_no_address_and_no_message(world: World, sid: str) -> None:
    with pytest.raises(ValueError, match="no sid"):
        url_of(settings_of_the_stage(), RecordingSid(sid))
    promise = a_promise(world)
    tell(world, promise, "https://api.twilio.com/", sid)
    with world.house.ledger.read() as connection:
        assert messages.of_promise(connection, world.promise().id) == ()


@pytest.mark.threat("T10")
def test_without_another_base_it_is_twilios_own() -> None:
    assert url_of(settings_of_the_stage(), SID) == (
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{SID}.wav"
    )


@pytest.mark.threat("T10")
def test_no_more_is_heard_than_a_message_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "LARGEST", LARGEST // 200)
    app = Flask("api")
    app.add_url_rule("/<path:_>", view_func=lambda _: Response(iter([b"x" * 65536] * 4), mimetype="audio/x-wav"))
    with api_at(app) as settings, pytest.raises(NotHeard, match="more than"):
        list(hear(settings, SID))


def test_a_carrier_that_is_gone_is_said_so() -> None:
    with serving(Flask("api")) as url:
        pass
    with pytest.raises(NotHeard, match="no answer") as refused:
        hear(settings_of_the_stage().model_copy(update={"twilio_api_base_url": url}), SID)
    assert not refused.value.is_gone


def test_the_web_process_pays_for_it_only_when_somebody_listens() -> None:
    loaded = "import sys, voice_app.app; print({'requests', 'twilio.rest'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "set()"
