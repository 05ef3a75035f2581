"""Invitations made on the page: by e-mail, or by a link shown once; withdrawn, sent again; and who loses a key."""

import re

import pyotp
import pytest
from flask import Flask

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.roster.conftest import text_of
from tests.pages.test_second_factor import secret_on
from tests.pages.test_sessions import PASSWORD
from tests.pages.visitors import Visitor, nobody, signed_in
from tests.workers.conftest import mail
from tests.workers.sinks import MailServer
from tools.ports import free_port
from voice_app.ledger import account_events, accounts, invitation_letters
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

__all__ = ["mail"]

LINK = re.compile(r"http\S+/welcome/([\w-]+)")


@pytest.fixture
def posted(world_of: WorldOf, mail: MailServer) -> tuple[World, Visitor]:
    """A line that can send e-mail."""
    env = {"PAGES_PORT": str(free_port()), "SMTP_URL": mail.url}
    world = world_of(supervisors=("chloe",), env=env, alarms={"sender": "line@example.org"})
    return world, signed_in(world.house, create_pages(world.house), "chloe")


def opens(house: Runtime, app: Flask, token: str) -> int:
    return nobody(house, app).get(f"/welcome/{token}").status_code


def page_of(chloe: Visitor) -> str:
    return text_of(chloe.get("/roster/agents/anna").text)


def test_a_link_is_shown_once_with_its_picture(house: Runtime, app: Flask, chloe: Visitor) -> None:
    answer = chloe.post("/roster/agents/anna/invite", data={"link": "1"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (token,) = set(LINK.findall(answer.text))
    assert "<svg" in answer.text
    assert "style=" not in answer.text.partition("<svg")[2].partition("</svg>")[0]
    assert opens(house, app, token) == 200
    assert token not in chloe.get("/roster/agents/anna").text
    assert "invited until" in page_of(chloe)
    with house.ledger.read() as ledger:
        told = [(event.event, event.by) for event in account_events.of(ledger, AgentId("anna"))]
    assert told == [("invited", "chloe")]


def test_a_new_link_ends_the_one_before_and_withdrawing_ends_all(house: Runtime, app: Flask, chloe: Visitor) -> None:
    tokens = [LINK.findall(chloe.post("/roster/agents/anna/invite", data={"link": "1"}).text)[0] for _ in range(2)]
    assert [opens(house, app, token) for token in tokens] == [404, 200]
    assert chloe.post("/roster/agents/anna/invite/withdraw").location.endswith("?said=withdrawn")
    assert opens(house, app, tokens[1]) == 404
    assert "invited until" not in page_of(chloe)


def test_without_a_mail_server_there_is_a_link_and_no_field_for_an_address(chloe: Visitor) -> None:
    assert "invite-address" not in page_of(chloe)
    answer = chloe.post("/roster/agents/anna/invite", data={"address": "anna@example.org"})
    assert (answer.status_code, "No mail server is set up" in answer.text) == (409, True)


def test_by_e_mail_it_leaves_and_its_address_is_forgotten_when_it_is_used(
    posted: tuple[World, Visitor], mail: MailServer
) -> None:
    world, chloe = posted
    sent = chloe.post("/roster/agents/anna/invite", data={"address": " anna@example.org ", "mail": "1"})
    assert sent.location == "/roster/agents/anna?said=sent"
    world.passes("5s")
    assert "was sent to anna@example.org" in page_of(chloe)
    (arrived,) = mail.letters
    token = LINK.findall(arrived.get_content())[0]
    app = create_pages(world.house)
    new = nobody(world.house, app)
    page = new.get(f"/welcome/{token}").text
    new.csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    assert new.post("/welcome", data={"token": token, "password": PASSWORD}).status_code == 302
    world.passes("1m")
    assert "example.org" not in page_of(chloe)
    with world.house.ledger.read() as ledger:
        assert invitation_letters.addressed(ledger) == ()


def test_sent_again_it_is_a_new_one(posted: tuple[World, Visitor], mail: MailServer) -> None:
    world, chloe = posted
    mail.refuses["RCPT"] = "550 nobody"
    chloe.post("/roster/agents/anna/invite", data={"address": "anna@example.org"})
    world.passes("5s")
    assert "could not be sent to anna@example.org" in page_of(chloe)
    mail.refuses.clear()
    assert chloe.post("/roster/agents/anna/invite", data={"address": "", "again": "1"}).status_code == 303
    world.passes("5s")
    assert "was sent to anna@example.org" in page_of(chloe)
    assert mail.recipients[-1:] == ["anna@example.org"]
    chloe.post("/roster/agents/anna/invite/withdraw")
    assert "example.org" not in page_of(chloe)
    assert chloe.post("/roster/agents/anna/invite", data={"again": "1"}).status_code == 409, "it is forgotten"


@pytest.mark.parametrize("bad", ["anna", "anna@", "a@b", "anna@example.org\r\nBcc: x@y.org", "<b>@example.org"])
def test_what_is_no_address_is_told_and_stays(posted: tuple[World, Visitor], mail: MailServer, bad: str) -> None:
    world, chloe = posted
    answer = chloe.post("/roster/agents/anna/invite", data={"address": bad, "mail": "1"})
    assert answer.status_code == 409
    assert "That is no e-mail address" in text_of(answer.text)
    assert "<b>@" not in answer.text
    world.passes("10s")
    assert mail.letters == []


def test_sessions_are_ended_at_once(house: Runtime, app: Flask, chloe: Visitor) -> None:
    anna = signed_in(house, app, "anna")
    assert "a test" in page_of(chloe)
    assert chloe.post("/roster/agents/anna/sessions/end").location.endswith("?said=ended")
    assert anna.get("/desk").status_code == 302
    assert "None is open." in page_of(chloe)


def test_a_lost_second_key_is_taken_away_to_be_set_up_anew(house: Runtime, app: Flask, chloe: Visitor) -> None:
    anna = signed_in(house, app, "anna")
    anna.post("/second-factor/begin")
    code = pyotp.TOTP(secret_on(anna)).at(house.now())
    assert anna.post("/second-factor", data={"code": code}).status_code == 200
    assert "second key set up" in page_of(chloe)
    assert chloe.post("/roster/agents/anna/second-factor/forget").location.endswith("?said=forgotten")
    assert anna.get("/desk").status_code == 302, "whoever has the lost phone may be in by it"
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, AgentId("anna"))
    assert account is not None
    assert (account.totp_at, account.totp_seed) == (None, None)
    assert "Chloë took the second key away" in page_of(chloe)


@pytest.mark.parametrize(("act", "form"), [("invite", {"link": "1"}), ("second-factor/forget", {})])
def test_nobody_makes_a_way_round_the_own_password(
    house: Runtime, chloe: Visitor, act: str, form: dict[str, str]
) -> None:
    """Who sits down at a supervisor's open browser could else choose a password, and a second key, and stay."""
    before = account_events_of(house, "chloe")
    assert chloe.post(f"/roster/agents/chloe/{act}", data=form).status_code == 403
    assert account_events_of(house, "chloe") == before
    page = text_of(chloe.get("/roster/agents/chloe").text)
    assert "changed in your account" in page
    assert "Make a link" not in page


def account_events_of(house: Runtime, agent: str) -> list[str]:
    with house.ledger.read() as ledger:
        return [event.event for event in account_events.of(ledger, AgentId(agent))]
