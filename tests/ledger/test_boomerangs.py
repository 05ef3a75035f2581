"""Who comes back again and again: each contact counts once, and an erasure takes the phone and not the count."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update

from routing.boomerangs import CONTACTS
from routing.skills import PromiseId
from tests.ledger.made import DAY, EVA, HOUR, JAN, LINE, MINUTE, NOW, P1, owed
from voice_app.ledger import Phone, boomerangs
from voice_app.ledger.tables import calls, incoming_texts, promises

WEEK = timedelta(days=7)


def called(connection: Connection, sid: str, at: datetime, phone: Phone = JAN, **other: object) -> None:
    row = {"sid": sid, "phone": phone, "line_version": LINE, "arrived_at": at, "language": "nl", "outcome": "abandoned"}
    connection.execute(insert(calls).values(row | other))


def texted(connection: Connection, sid: str, at: datetime, meaning: str, **other: object) -> None:
    row = {"sid": sid, "phone": JAN, "body": "bel mij", "at": at, "meaning": meaning, "handled_at": at}
    connection.execute(insert(incoming_texts).values(row | other))


def count(connection: Connection, before: datetime = NOW + HOUR) -> int:
    return boomerangs.count(connection, JAN, before - WEEK, before)


def test_each_contact_counts_once_whatever_else_came_of_it(connection: Connection) -> None:
    called(connection, "CA1", NOW)
    owed(connection, P1, call_sid="CA1")  # the call's own
    texted(connection, "SM1", NOW + MINUTE, "at", promise_id=P1)
    assert count(connection) == 2
    connection.execute(update(promises).where(promises.c.id == P1).values(state="withdrawn", closed_at=NOW))
    owed(connection, PromiseId("P2"), call_sid=None, source="api", made_at=NOW + 2 * MINUTE)
    assert count(connection) == 3


def test_a_promise_that_a_text_asked_for_is_the_text(connection: Connection) -> None:
    owed(connection, P1, source="text")
    assert count(connection) == 1
    texted(connection, "SM1", NOW, "now", promise_id=P1)
    assert count(connection) == 1


def test_who_asked_for_nobody_or_wished_nothing_was_not_in_touch(connection: Connection) -> None:
    called(connection, "CA1", NOW, language=None, outcome="left")
    texted(connection, "SM1", NOW, "thanks")
    texted(connection, "SM2", NOW, "stop")
    called(connection, "CA2", NOW - WEEK)
    called(connection, "CA3", NOW, EVA)
    assert count(connection) == 0


def test_who_comes_back_is_listed_the_last_first_with_every_contact_of_the_run(connection: Connection) -> None:
    for day in range(CONTACTS):
        called(connection, f"CA{day}", NOW + day * DAY)
        called(connection, f"CE{day}", NOW + day * DAY + HOUR, EVA)
    called(connection, "CX", NOW + 30 * DAY)
    both, total = boomerangs.between(connection, NOW + DAY, NOW + 31 * DAY, (), 10)
    assert [(one.phone, one.run.count) for one in both] == [(EVA, 3), (JAN, 3)]
    assert [contact.id for contact in both[1].contacts] == ["CA0", "CA1", "CA2"]
    assert total == 2
    assert boomerangs.between(connection, NOW, NOW + 31 * DAY, (), 1)[0] == both[:1]
    assert boomerangs.between(connection, NOW, NOW + 31 * DAY, (EVA,), 9)[0] == both[1:]
    assert boomerangs.between(connection, NOW + 3 * DAY, NOW + 31 * DAY, (), 9) == ((), 0)


def test_after_an_erasure_the_contacts_are_still_one_persons(connection: Connection) -> None:
    for day in range(CONTACTS):
        called(connection, f"CA{day}", NOW + day * DAY)
    assert boomerangs.keep_former(connection, JAN, "f" * 64, NOW + 9 * DAY) == CONTACTS
    connection.execute(update(calls).values(phone=None))
    ((one,), _) = boomerangs.between(connection, NOW, NOW + 9 * DAY, (), 9)
    assert (one.phone, one.run.count) == (None, CONTACTS)
    assert {contact.who for contact in one.contacts} == {"f" * 64}
