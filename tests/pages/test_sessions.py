"""Signed in, and out again: what a cookie opens, and what ends it at once."""

from datetime import timedelta

import pytest
from flask import Flask

from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.visitors import Visitor, nobody, signed_in
from voice_app.accounts import hashing
from voice_app.ledger import accounts, agents, sessions
from voice_app.pages.door import HEADER
from voice_app.runtime import Runtime
from workers.sign_ins import forget_sign_ins

PASSWORD = "drie groene fietsen in de regen"


def has_password(house: Runtime, agent: str, password: str = PASSWORD) -> None:
    with house.ledger.write() as ledger:
        accounts.open_account(ledger, AgentId(agent))
        accounts.set_password(ledger, AgentId(agent), hashing.hashed(password), house.now())


def types(client: Visitor, name: str, password: str = PASSWORD, wanted: str = "/") -> int:
    """Opens the sign-in page, fills in its form and sends it; the status."""
    client.csrf = ""
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": token, "name": name, "password": password, "next": wanted}
    return client.post("/sign-in", data=form).status_code


def test_an_agent_signs_in_with_name_and_password(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    client = nobody(house, app)
    assert types(client, " Anna ") == 302
    cookie = client.get_cookie("gehoor", domain="127.0.0.1")
    assert cookie is not None
    with house.ledger.read() as ledger:
        (session,) = sessions.live(ledger, AgentId("anna"))
    assert cookie.value not in repr(session)
    assert session.digest != cookie.value


def test_a_wrong_password_and_a_wrong_name_are_told_the_same(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    client = nobody(house, app)
    for name, password in (("anna", "drie groene fietsen in de zon"), ("nemo", PASSWORD), ("bram", PASSWORD)):
        assert types(client, name, password) == 401
        assert client.get_cookie("gehoor", domain="127.0.0.1") is None


@pytest.mark.threat("T12")
def test_who_signs_out_is_out_with_the_next_request(house: Runtime, app: Flask) -> None:
    anna, thief = signed_in(house, app, "anna"), nobody(house, app)
    token = anna.get_cookie("gehoor", domain="127.0.0.1")
    assert token is not None
    thief.set_cookie("gehoor", token.value, domain="127.0.0.1")
    assert anna.post("/sign-out").location == "/sign-in?bye=1"
    for client in (anna, thief):
        assert client.post("/sign-out").status_code == 401


@pytest.mark.threat("T12")
def test_a_session_ends_after_twelve_hours(world: World, app: Flask) -> None:
    world.declares("anna", Presence.READY)
    anna = signed_in(world.house, app, "anna")
    world.passes("11h")
    assert anna.get("/sign-in").status_code == 302
    world.passes("61m")
    assert anna.get("/sign-in").status_code == 200


@pytest.mark.threat("T12")
def test_a_session_without_a_sign_of_life_ends_after_an_hour(world: World, app: Flask) -> None:
    anna = signed_in(world.house, app, "anna")
    world.passes("50m")
    assert anna.get("/sign-in").status_code == 302
    world.passes("50m")
    assert anna.get("/sign-in").status_code == 302
    world.passes("61m")
    assert anna.get("/sign-in").status_code == 200


@pytest.mark.threat("T12")
def test_another_role_ends_what_began_under_the_old_one(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    with house.ledger.write() as ledger:
        found = agents.get(ledger, AgentId("anna"))
        assert found is not None
        enrolment = agents.Enrolment(
            found.id, found.name, found.reach, found.languages, found.skills, role="supervisor"
        )
        agents.enrol(ledger, [enrolment], house.now())
    assert anna.get("/sign-in").status_code == 200


@pytest.mark.threat("T11")
def test_a_form_of_another_session_or_site_changes_nothing(house: Runtime, app: Flask) -> None:
    anna, bram = signed_in(house, app, "anna"), signed_in(house, app, "bram")
    for headers in (
        {HEADER: None},
        {HEADER: bram.csrf},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": None, "Sec-Fetch-Site": None},
    ):
        assert anna.post("/sign-out", headers=headers).status_code == 403
    assert anna.get("/sign-in").status_code == 302


@pytest.mark.threat("T12")
def test_whoever_signs_in_again_has_another_token_and_the_old_one_opens_nothing(house: Runtime, app: Flask) -> None:
    """A session that somebody else has planted in the browser is not the one that goes on."""
    has_password(house, "anna")
    planted = signed_in(house, app, "bram")
    before = planted.get_cookie("gehoor", domain="127.0.0.1")
    thief = nobody(house, app)
    assert before is not None
    thief.set_cookie("gehoor", before.value, domain="127.0.0.1")
    form = {"name": "anna", "password": PASSWORD}
    assert planted.post("/sign-in", data=form).status_code == 302
    after = planted.get_cookie("gehoor", domain="127.0.0.1")
    assert after is not None
    assert after.value != before.value
    assert "Anna" in planted.get("/account").get_data(as_text=True)
    assert thief.get("/account").status_code == 302


def test_what_browser_somebody_worked_on_is_forgotten_in_time(world: World, app: Flask) -> None:
    signed_in(world.house, app, "anna")
    forget_sign_ins(world.shop, world.now + timedelta(days=89))
    assert _kept(world.house) == 1
    forget_sign_ins(world.shop, world.now + timedelta(days=91))
    assert _kept(world.house) == 0


def _kept(house: Runtime) -> int:
    with house.ledger.read() as ledger:
        return len(sessions.live(ledger, AgentId("anna")))
