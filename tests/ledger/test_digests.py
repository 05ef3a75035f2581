"""A digest is sent to each address at most once a day, whoever races or dies."""

from datetime import date

from sqlalchemy import Connection

from tests.ledger.made import MINUTE, NOW
from voice_app.ledger import digests

DAY, BOSS = date(2026, 3, 1), "boss@example.org"


def state(connection: Connection) -> str:
    (one,) = digests.of_day(connection, DAY)
    return one.state


def test_of_two_workers_one_sends_it_and_nobody_again(connection: Connection) -> None:
    assert digests.claim(connection, DAY, BOSS, NOW)
    assert not digests.claim(connection, DAY, BOSS, NOW)
    assert digests.sent(connection, DAY, BOSS, NOW)
    assert not digests.claim(connection, DAY, BOSS, NOW + 60 * MINUTE)
    assert state(connection) == "sent"
    assert digests.claim(connection, date(2026, 3, 2), BOSS, NOW)


def test_what_surely_did_not_arrive_is_tried_again_when_it_is_time(connection: Connection) -> None:
    digests.claim(connection, DAY, BOSS, NOW)
    assert digests.again(connection, DAY, BOSS, "smtp_451", NOW + MINUTE)
    assert not digests.claim(connection, DAY, BOSS, NOW)
    assert digests.claim(connection, DAY, BOSS, NOW + MINUTE)
    (one,) = digests.of_day(connection, DAY)
    assert (one.tries, one.state) == (2, "claimed")
    assert digests.failed(connection, DAY, BOSS, "smtp_550", NOW)
    assert not digests.claim(connection, DAY, BOSS, NOW + 60 * MINUTE)


def test_what_may_have_arrived_is_not_sent_again(connection: Connection) -> None:
    digests.claim(connection, DAY, BOSS, NOW)
    assert digests.in_doubt(connection, DAY, BOSS, "mail_server_silent", NOW)
    assert not digests.claim(connection, DAY, BOSS, NOW + 60 * MINUTE)
    assert state(connection) == "unknown"


def test_a_claim_whose_worker_died_may_have_arrived(connection: Connection) -> None:
    digests.claim(connection, DAY, BOSS, NOW)
    assert digests.give_up_lost(connection, NOW + MINUTE) == 0
    assert digests.give_up_lost(connection, NOW + 6 * MINUTE) == 1
    assert state(connection) == "unknown"
