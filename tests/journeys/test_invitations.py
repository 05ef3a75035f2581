"""An invitation by e-mail: warm, in the agent's own language, at most once; its link opens the desk, and its address is
forgotten when it has."""

import re

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.test_sessions import PASSWORD, has_password
from tests.workers.conftest import mail
from tests.workers.sinks import MailServer
from voice_app.accounts import inviting, letters
from voice_app.accounts.letters import Addressee
from voice_app.ledger import invitation_letters
from voice_app.ledger.invitation_letters import Letter

__all__ = ["mail"]

ANNA = Addressee(AgentId("anna"), "anna@example.org")


@pytest.fixture
def world(world_of: WorldOf, mail: MailServer) -> World:
    return world_of(env={"SMTP_URL": mail.url}, alarms={"sender": "line@example.org"})


def invites(world: World, by: str = "chloe") -> None:
    with world.house.ledger.write() as ledger:
        letters.queue(world.house, ledger, ANNA, by, world.now)
    letters.ring(world.house)


def the_letter(world: World) -> Letter:
    with world.house.ledger.read() as ledger:
        (letter,) = invitation_letters.addressed(ledger)
    return letter


def test_it_arrives_once_and_its_link_opens_the_desk(world: World, mail: MailServer) -> None:
    invites(world)
    world.passes("1m")
    (arrived,) = mail.letters
    assert mail.recipients == ["anna@example.org"]
    assert (arrived["From"], arrived["Subject"]) == ("line@example.org", "Voorbeeld: uw bureau staat klaar")
    text = arrived.get_content()
    assert "Dag Anna," in text
    assert "Chloë" in text
    assert "in te loggen: anna" in text
    (link,) = re.findall(r"http\S+/welcome/(\S+)", text)
    assert the_letter(world).state == "sent"
    with world.house.ledger.read() as ledger:
        raw = ledger.connection.dbapi_connection
        assert link not in "\n".join(raw.iterdump())  # type: ignore[union-attr]  # SQLite's

    invited = inviting.look(world.house, link, world.now)
    assert invited is not None
    assert inviting.accept(world.house, invited, PASSWORD, "Firefox", world.now)
    world.passes("1m")
    with world.house.ledger.read() as ledger:
        assert invitation_letters.addressed(ledger) == ()
    assert len(mail.letters) == 1


def test_who_has_a_password_is_told_of_a_new_one(world: World, mail: MailServer) -> None:
    has_password(world.house, "anna")
    invites(world)
    world.passes("1m")
    assert mail.letters[0]["Subject"] == "Voorbeeld: kies een nieuw wachtwoord"


def test_a_bell_that_was_lost_delays_it_by_some_seconds(world: World, mail: MailServer) -> None:
    world.loses("worker")
    invites(world)
    assert mail.letters == []
    world.regains("worker")
    world.passes("1m")
    assert len(mail.letters) == 1


def test_what_was_refused_is_tried_again_and_what_is_wrong_is_not(world: World, mail: MailServer) -> None:
    mail.refuses["RCPT"] = "451 later"
    invites(world)
    world.passes("10s")
    assert (the_letter(world).state, the_letter(world).cause) == ("queued", "smtp_451")
    mail.refuses["RCPT"] = "550 nobody"
    world.passes("10m")
    assert (the_letter(world).state, the_letter(world).cause) == ("failed", "smtp_550")
    mail.refuses.clear()
    world.passes("1h")
    assert mail.letters == []


def test_what_may_have_arrived_is_not_sent_again(world: World, mail: MailServer) -> None:
    mail.hangs_up_at = "."
    invites(world)
    world.passes("10s")
    assert the_letter(world).state == "unknown"
    mail.hangs_up_at = None
    world.passes("1h")
    assert mail.letters == []


def test_one_that_was_withdrawn_does_not_leave(world: World, mail: MailServer) -> None:
    world.loses("worker")
    invites(world)
    with world.house.ledger.write() as ledger:
        assert inviting.withdraw(ledger, ANNA.agent, "chloe", world.now)
        assert not inviting.withdraw(ledger, ANNA.agent, "chloe", world.now)
    world.regains("worker")
    world.passes("1m")
    assert mail.letters == []


def test_names_are_text_and_never_a_header(world_of: WorldOf, mail: MailServer) -> None:
    world = world_of(
        env={"SMTP_URL": mail.url},
        alarms={"sender": "line@example.org"},
        line={"name": "Voorbeeld\nBcc: thief@example.net"},
    )
    invites(world)
    world.passes("10s")
    (arrived,) = mail.letters
    assert mail.recipients == ["anna@example.org"]
    assert arrived["Bcc"] is None
    assert arrived["Subject"].startswith("Voorbeeld Bcc: thief")


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_it_is_in_the_agent_s_first_language(world_of: WorldOf, mail: MailServer, language: str) -> None:
    world = world_of(
        env={"SMTP_URL": mail.url}, alarms={"sender": "line@example.org"}, agent_languages={"anna": [language]}
    )
    invites(world, by="somebody who left")
    world.passes("10s")
    (arrived,) = mail.letters
    hello = {"nl": "Dag Anna", "en": "Hello Anna", "fr": "Bonjour Anna", "de": "Guten Tag Anna"}[language]
    assert arrived.get_content().startswith(hello)
    assert "{" not in arrived.get_content() + arrived["Subject"]
    assert "somebody" not in arrived.get_content()
    assert "/welcome/" in arrived.get_content()
