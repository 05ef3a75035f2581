"""Texts that came in: kept once, taken up once, and counted by who was answered."""

from sqlalchemy import Connection

from tests.ledger.made import EVA, HOUR, JAN, MINUTE, NOW, P1, SECOND
from tests.ledger.test_races import race
from voice_app.ledger import Ledger, MessageSid, Phone, incoming

M1, M2 = MessageSid("SM1"), MessageSid("SM2")


def answered(connection: Connection, sid: str, phone: Phone, answer: str | None = "text_now") -> None:
    incoming.keep(connection, MessageSid(sid), phone, "nu", NOW)
    incoming.take(connection, MessageSid(sid), NOW)
    incoming.note(connection, MessageSid(sid), "now", promise_id=None, answer=answer)


def test_a_text_is_kept_once(connection: Connection) -> None:
    assert incoming.keep(connection, M1, JAN, "Bel me morgen", NOW)
    assert not incoming.keep(connection, M1, EVA, "Iets anders", NOW + MINUTE)
    taken = incoming.take(connection, M1, NOW + MINUTE)
    assert taken is not None
    assert (taken.phone, taken.body, taken.at, taken.handled_at) == (JAN, "Bel me morgen", NOW, NOW + MINUTE)


def test_a_text_is_taken_up_once(connection: Connection) -> None:
    incoming.keep(connection, M1, JAN, "STOP", NOW)
    assert incoming.take(connection, M1, NOW) is not None
    assert incoming.take(connection, M1, NOW) is None
    assert incoming.take(connection, M2, NOW) is None


def test_of_two_workers_one_takes_it_up(ledger: Ledger) -> None:
    with ledger.write() as connection:
        incoming.keep(connection, M1, JAN, "STOP", NOW)
    taken = race(ledger, lambda connection, _: incoming.take(connection, M1, NOW))
    assert sum(text is not None for text in taken) == 1


def test_what_a_failed_transaction_took_up_waits_again(ledger: Ledger) -> None:
    with ledger.write() as connection:
        incoming.keep(connection, M1, JAN, "STOP", NOW)
    with ledger.write() as connection, connection.begin_nested() as trial:
        assert incoming.take(connection, M1, NOW) is not None
        trial.rollback()
    with ledger.read() as connection:
        assert incoming.unhandled(connection, NOW + SECOND) == (M1,)


def test_who_waits_is_found_oldest_first(connection: Connection) -> None:
    incoming.keep(connection, M2, JAN, "nu", NOW + SECOND)
    incoming.keep(connection, M1, JAN, "STOP", NOW)
    assert incoming.unhandled(connection, NOW) == ()
    assert incoming.unhandled(connection, NOW + MINUTE) == (M1, M2)
    incoming.take(connection, M1, NOW)
    incoming.note(connection, M1, "stop", promise_id=P1, answer=None)
    assert incoming.unhandled(connection, NOW + MINUTE) == (M2,)


def test_answers_are_counted_by_phone_and_by_range(connection: Connection) -> None:
    neighbour, elsewhere = Phone(f"{JAN[:-4]}9999"), Phone("+31611120000")
    answered(connection, "SM1", JAN)
    answered(connection, "SM2", JAN, answer=None)
    answered(connection, "SM3", neighbour)
    answered(connection, "SM4", elsewhere)
    since = NOW - HOUR
    assert incoming.answers_to(connection, JAN, since) == 1
    assert incoming.answers_to_range(connection, JAN[:-4], since) == 2
    assert incoming.answers_to(connection, JAN, NOW) == incoming.answers_to_range(connection, JAN[:-4], NOW) == 0
