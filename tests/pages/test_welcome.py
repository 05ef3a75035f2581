"""The link by which somebody gets in for the first time: once, for a while, with a password of one's own."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.test_sessions import PASSWORD, types
from tests.pages.visitors import Visitor, nobody, over_https, signed_in
from voice_app.accounts import inviting
from voice_app.ledger import account_events, accounts, invitations, sessions
from voice_app.ledger.invitations import Kind
from voice_app.pages import create_pages
from voice_app.runtime import Runtime, new_token


def invited(house: Runtime, agent: str = "anna", kind: Kind = "password") -> str:
    """The path of the link."""
    with house.ledger.write() as ledger:
        link = inviting.invite(house.settings, ledger, AgentId(agent), new_token(), house.now(), kind=kind)
    return link.removeprefix(house.settings.pages_base_url)


def opens(client: Visitor, path: str, password: str = PASSWORD) -> TestResponse:
    """Looks at the link, fills in what it asks for and sends it."""
    token = client.get(path).get_data(as_text=True).partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": token, "token": path.removeprefix("/welcome/"), "password": password}
    return client.post("/welcome", data=form)


def test_an_agent_chooses_a_password_and_is_in(house: Runtime, app: Flask) -> None:
    client = nobody(house, app)
    assert opens(client, invited(house)).location == "/"
    assert client.get("/sign-in").status_code == 302
    assert types(nobody(house, app), "anna") == 302


def test_a_link_may_be_looked_at_and_works_once(house: Runtime, app: Flask) -> None:
    path = invited(house)
    for _ in range(3):
        assert "Anna" in nobody(house, app).get(path).get_data(as_text=True)
    first, second = nobody(house, app), nobody(house, app)
    forms = [
        client.get(path).get_data(as_text=True).partition('name="csrf" value="')[2].partition('"')[0]
        for client in (first, second)
    ]
    token = path.removeprefix("/welcome/")
    answers = [
        client.post("/welcome", data={"csrf": csrf, "token": token, "password": password}).status_code
        for client, csrf, password in zip((first, second), forms, (PASSWORD, "iets heel anders van mij"), strict=True)
    ]
    assert answers == [302, 404]
    assert types(nobody(house, app), "anna") == 302


def test_a_link_expires_and_a_newer_one_ends_it(world: World, app: Flask) -> None:
    older, newer = invited(world.house), invited(world.house)
    assert nobody(world.house, app).get(older).status_code == 404
    assert nobody(world.house, app).get(newer).status_code == 200
    world.passes("73h")
    assert nobody(world.house, app).get(newer).status_code == 404


def test_what_was_never_a_link_looks_like_one_that_is_over(house: Runtime, app: Flask) -> None:
    path = invited(house)
    opens(nobody(house, app), path)
    used = nobody(house, app).get(path)
    made_up = nobody(house, app).get("/welcome/" + "x" * 43)
    assert used.get_data() == made_up.get_data()


def test_no_token_lies_on_the_ledger(house: Runtime) -> None:
    token = invited(house).removeprefix("/welcome/")
    with house.ledger.read() as ledger:
        (invitation,) = invitations.still_good(ledger, house.now())
    assert token != invitation.digest


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("te kort", "That is too short"),
        ("wachtwoordwachtwoord", "Others would try that early"),
        ("x" * 1025, "That is too long"),
    ],
)
def test_a_bad_password_is_refused_and_the_link_still_works(
    house: Runtime, app: Flask, password: str, says: str
) -> None:
    path, client = invited(house), nobody(house, app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = opens(client, path, password)
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert password not in answer.get_data(as_text=True)
    assert opens(client, path).status_code == 302


def test_a_new_password_ends_every_session_of_before(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    opens(nobody(house, app), invited(house))
    assert anna.post("/sign-out").status_code == 401


def test_who_was_barred_comes_in_by_an_invitation(house: Runtime, app: Flask) -> None:
    with house.ledger.write() as ledger:
        accounts.open_account(ledger, AgentId("anna"))
    for _ in range(5):
        assert types(nobody(house, app), "anna", "dit is het niet, vrees ik") == 401
    assert types(nobody(house, app), "anna", "dit is het niet, vrees ik") == 429
    opens(nobody(house, app), invited(house))
    assert types(nobody(house, app), "anna") == 302


def test_a_pass_opens_the_desk_without_a_password_on_this_machine(house: Runtime, app: Flask) -> None:
    chloe = nobody(house, app)
    assert opens(chloe, invited(house, "chloe", "pass")).location == "/"
    with house.ledger.read() as ledger:
        (session,) = sessions.live(ledger, AgentId("chloe"))
    assert session.proven_at is not None


def test_a_pass_opens_nothing_over_https(house: Runtime) -> None:
    public = over_https(house)
    assert nobody(public, create_pages(public)).get(invited(public, "chloe", "pass")).status_code == 404
    assert nobody(public, create_pages(public)).get(invited(public, "chloe")).status_code == 200


def test_each_step_is_on_record(house: Runtime, app: Flask) -> None:
    opens(nobody(house, app), invited(house))
    with house.ledger.read() as ledger:
        told = [(event.event, event.by) for event in account_events.of(ledger, AgentId("anna"))]
    assert told == [("invited", "command"), ("password_set", "anna")]
