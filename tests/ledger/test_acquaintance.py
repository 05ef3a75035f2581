"""Who talked with a phone last, on both databases."""

from datetime import datetime

from sqlalchemy import Connection

from routing.skills import AgentId, CallSid
from tests.ledger.made import A1, ANNA, BEA, DAY, EVA, HOUR, JAN, LINE, MINUTE, NOW, owed, talked
from voice_app.ledger import Phone, attempts, calls, reservations
from voice_app.ledger.acquaintance import Acquaintance, last_talk
from voice_app.ledger.ids import ReservationId


def accepted(connection: Connection, name: str, agent: AgentId, at: datetime, phone: Phone = JAN) -> None:
    """A call of this name from this phone, if there is none yet, and an agent who accepts it."""
    sid, held = CallSid(name), ReservationId(f"{name}-{agent}")
    calls.begin(connection, sid, phone, LINE, at)
    assert reservations.note(connection, held, agent, {}, at, call_sid=sid)
    assert reservations.close(connection, held, "accepted", at)


def test_it_is_whoever_accepted_the_newest_call(connection: Connection) -> None:
    accepted(connection, "CA1", ANNA.id, NOW)
    accepted(connection, "CA2", BEA.id, NOW + HOUR)
    accepted(connection, "CA3", ANNA.id, NOW + 2 * HOUR, EVA)
    assert last_talk(connection, JAN, NOW) == Acquaintance(BEA.id, NOW + HOUR)


def test_of_a_call_that_was_sent_on_it_is_the_last_of_them(connection: Connection) -> None:
    accepted(connection, "CA1", ANNA.id, NOW)
    accepted(connection, "CA1", BEA.id, NOW + MINUTE)
    assert last_talk(connection, JAN, NOW) == Acquaintance(BEA.id, NOW + MINUTE)


def test_who_refused_has_not_talked(connection: Connection) -> None:
    calls.begin(connection, CallSid("CA1"), JAN, LINE, NOW)
    held = ReservationId("R1")
    reservations.note(connection, held, ANNA.id, {}, NOW, call_sid=CallSid("CA1"))
    reservations.close(connection, held, "declined", NOW)
    assert last_talk(connection, JAN, NOW) is None


def test_a_callback_counts_once_somebody_was_spoken_to(connection: Connection) -> None:
    accepted(connection, "CA1", BEA.id, NOW - HOUR)
    owed(connection)
    talked(connection)
    assert last_talk(connection, JAN, NOW - DAY) == Acquaintance(BEA.id, NOW - HOUR)
    attempts.settle(connection, A1, "spoke", NOW + 3 * MINUTE)
    assert last_talk(connection, JAN, NOW - DAY) == Acquaintance(ANNA.id, NOW)


def test_what_is_older_than_personal_data_is_kept_is_not_known(connection: Connection) -> None:
    accepted(connection, "CA1", ANNA.id, NOW)
    assert last_talk(connection, JAN, NOW + MINUTE) is None
    assert last_talk(connection, EVA, NOW) is None
