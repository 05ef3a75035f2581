"""Invitations on their way by e-mail: each is sent at most once, and its address is forgotten; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from tests.ledger.made import ANNA, BEA, DAY, HOUR, MINUTE, NOW
from voice_app.ledger import agents, invitation_letters, invitations
from voice_app.ledger.invitation_letters import CLAIM_LEASE, Letter
from voice_app.ledger.invitations import Invitation

INVITATION = Invitation("digest-1", ANNA.id, "password", NOW, NOW + DAY)
LETTER = Letter(
    "l1", "seed-1", INVITATION.digest, ANNA.id, BEA.id, "anna@example.org", "queued", 0, queued_at=NOW, not_before=NOW
)


@pytest.fixture(autouse=True)
def queued(connection: Connection) -> None:
    invitations.make(connection, INVITATION)
    invitation_letters.queue(connection, LETTER)


def only(connection: Connection) -> Letter:
    (letter,) = invitation_letters.addressed(connection)
    return letter


def test_it_is_claimed_once(connection: Connection) -> None:
    assert invitation_letters.waits(connection, NOW)
    claimed = invitation_letters.claim(connection, NOW)
    assert claimed == replace(LETTER, state="claimed", tries=1, claimed_at=NOW)
    assert invitation_letters.claim(connection, NOW) is None
    assert not invitation_letters.waits(connection, NOW)
    invitation_letters.sent(connection, "l1", NOW + MINUTE)
    assert (only(connection).state, only(connection).closed_at) == ("sent", NOW + MINUTE)
    invitation_letters.failed(connection, "l1", "late", NOW + HOUR)
    assert only(connection).state == "sent"


def test_neither_seed_nor_address_is_shown(connection: Connection) -> None:
    assert "seed-1" not in repr(LETTER)
    assert "example" not in repr(LETTER)


def test_what_surely_did_not_arrive_is_sent_again(connection: Connection) -> None:
    invitation_letters.claim(connection, NOW)
    invitation_letters.failed(connection, "l1", "smtp_451", NOW, retry_at=NOW + MINUTE)
    assert invitation_letters.claim(connection, NOW) is None
    again = invitation_letters.claim(connection, NOW + MINUTE)
    assert again is not None
    assert (again.tries, again.cause) == (2, "smtp_451")
    invitation_letters.failed(connection, "l1", "smtp_550", NOW + MINUTE)
    assert only(connection).state == "failed"
    assert invitation_letters.claim(connection, NOW + HOUR) is None


def test_what_may_have_arrived_is_not(connection: Connection) -> None:
    invitation_letters.claim(connection, NOW)
    assert invitation_letters.give_up_stale(connection, NOW + CLAIM_LEASE - timedelta(seconds=1)) == 0
    assert invitation_letters.give_up_stale(connection, NOW + CLAIM_LEASE) == 1
    assert (only(connection).state, only(connection).cause) == ("unknown", "worker_died")
    assert invitation_letters.claim(connection, NOW + HOUR) is None


def test_a_doubt_stays_one(connection: Connection) -> None:
    invitation_letters.claim(connection, NOW)
    invitation_letters.in_doubt(connection, "l1", "mail_server_silent", NOW)
    assert (only(connection).state, invitation_letters.claim(connection, NOW + HOUR)) == ("unknown", None)


@pytest.mark.parametrize("how", ["used", "withdrawn", "over"])
def test_an_invitation_that_is_good_no_more_is_not_sent_and_its_address_is_forgotten(
    connection: Connection, how: str
) -> None:
    assert invitation_letters.forget_addresses(connection, NOW) == 0
    later = NOW + MINUTE
    match how:
        case "used":
            assert invitations.use(connection, INVITATION.digest, later)
        case "withdrawn":
            invitations.withdraw(connection, ANNA.id, later)
        case _:
            later = INVITATION.expires_at
    assert invitation_letters.claim(connection, later) is None
    assert invitation_letters.forget_addresses(connection, later) == 1
    assert invitation_letters.addressed(connection) == ()
    assert invitation_letters.forget_addresses(connection, later) == 0


def test_a_presence_that_a_supervisor_declared_says_who(connection: Connection) -> None:
    agents.declare_presence(connection, ANNA.id, "ready", "desk", NOW)
    assert agents.declare_presence(connection, ANNA.id, "on_break", "supervisor", NOW + MINUTE, by=BEA.id)
    told = [(change.presence, change.cause, change.by) for change in agents.presence_history(connection, ANNA.id)]
    assert told == [("ready", "desk", None), ("on_break", "supervisor", BEA.id)]
