"""The token of the browser phone: for one's own phone only, and only where there is one."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from flask import Flask

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.pages.visitors import nobody, signed_in
from tools.ports import free_port
from tools.stage import ACCOUNT_SID
from voice_app import browser_phone
from voice_app.ledger import sessions
from voice_app.pages import create_pages
from voice_app.pages.headers import browser_phone_of
from voice_app.runtime import Runtime

KEY = {
    "TWILIO_API_KEY": "SK" + "1" * 32,
    "TWILIO_API_SECRET": "the-secret-of-this-key-is-long-enough",
    "TWILIO_APP_SID": "AP" + "1" * 32,
}
STAND_IN = {"TWILIO_API_BASE_URL": "http://127.0.0.1:8500"}


@pytest.fixture
def house(world_of: WorldOf) -> Runtime:
    return world_of(env={"PAGES_PORT": str(free_port()), **KEY}).house


@pytest.fixture
def app(house: Runtime) -> Flask:
    return create_pages(house)


def claims_of(token: str) -> dict[str, Any]:
    """As Twilio reads them; the clock of the stage is another than that of this machine."""
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1"}
    claims: dict[str, Any] = jwt.decode(
        token, KEY["TWILIO_API_SECRET"], algorithms=["HS256"], options={"verify_exp": False}
    )
    return claims


def test_an_agent_gets_a_token_to_be_rung_as_oneself_and_to_dial_nobody(house: Runtime, app: Flask) -> None:
    answer = signed_in(house, app, "chloe").post("/desk/phone/token")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.get_json()
    assert (body["expires_in"], body["carrier"]) == (20 * 60, None)
    claims = claims_of(body["token"])
    assert claims["grants"] == {"identity": "chloe", "voice": {"incoming": {"allow": True}}}
    assert (claims["iss"], claims["sub"]) == (KEY["TWILIO_API_KEY"], ACCOUNT_SID)
    assert claims["exp"] == int((house.now() + timedelta(minutes=20)).timestamp())
    assert "nbf" not in claims


def test_whoever_has_another_phone_has_no_token(house: Runtime, app: Flask) -> None:
    assert signed_in(house, app, "anna").post("/desk/phone/token").status_code == 404


def test_without_an_api_key_there_is_no_browser_phone(world_of: WorldOf) -> None:
    house = world_of(env={"PAGES_PORT": str(free_port())}).house
    assert signed_in(house, create_pages(house), "chloe").post("/desk/phone/token").status_code == 404
    assert browser_phone.network_of(house.settings, house.roster[AgentId("chloe")]) is None
    assert browser_phone_of(house.settings) is None


def test_nobody_else_gets_one(house: Runtime, app: Flask) -> None:
    assert nobody(house, app).post("/desk/phone/token").status_code in (401, 403)
    assert signed_in(house, app, "chloe", halfway=True).post("/desk/phone/token").status_code in (401, 403)
    chloe = signed_in(house, app, "chloe")
    assert chloe.post("/desk/phone/token", headers={"X-CSRF-Token": "wrong"}).status_code == 403
    assert chloe.post("/desk/phone/token", headers={"Origin": "http://evil.example"}).status_code == 403
    assert chloe.get("/desk/phone/token").status_code == 405


def test_a_session_that_was_ended_gets_no_further_token(house: Runtime, app: Flask) -> None:
    chloe = signed_in(house, app, "chloe")
    assert chloe.post("/desk/phone/token").status_code == 200
    with house.ledger.write() as ledger:
        sessions.end_all(ledger, AgentId("chloe"), "a test", house.now())
    assert chloe.post("/desk/phone/token").status_code == 401


def test_against_the_stand_in_the_browser_is_told_where_it_is(world_of: WorldOf) -> None:
    house = world_of(env={"PAGES_PORT": str(free_port()), **KEY, **STAND_IN}).house
    body = signed_in(house, create_pages(house), "chloe").post("/desk/phone/token").get_json()
    assert body["carrier"] == "http://127.0.0.1:8500"
    assert browser_phone.network_of(house.settings, house.roster[AgentId("chloe")]) == "stand-in"


def test_the_token_prints_nowhere(house: Runtime) -> None:
    token = browser_phone.token_for(house.settings, house.roster[AgentId("chloe")], house.now())
    assert token is not None
    assert token.jwt not in repr(token)
