from sqlalchemy import Connection

from tests.ledger.made import A1, A2, ANNA, BEA, EVA, MINUTE, NOW, OTHER_LEG, P2, SECOND, owed, ringing, talked
from voice_app.ledger import attempts, flight


def test_active_attempts_are_those_that_are_not_over(connection: Connection) -> None:
    owed(connection)
    owed(connection, P2, EVA)
    ringing(connection)
    attempts.intend(connection, P2, A2, BEA.id, NOW + SECOND)
    attempts.in_doubt(connection, A2, "read_timeout", NOW)
    assert [attempt.id for attempt in flight.active(connection)] == [A1, A2]
    assert [attempt.id for attempt in flight.of_agent(connection, BEA.id)] == [A2]
    attempts.refused(connection, A1, "no_answer", NOW)
    assert [attempt.id for attempt in flight.active(connection)] == [A2]


def test_a_talk_without_an_outcome_is_asked_about_and_then_presumed(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert flight.awaiting_outcome(connection, ANNA.id) == ()
    attempts.refused(connection, A1, "no_answer", NOW)
    talked(connection, A2, OTHER_LEG)
    ended_at = NOW + 130 * SECOND
    assert [attempt.id for attempt in flight.awaiting_outcome(connection, ANNA.id)] == [A2]
    assert flight.awaiting_outcome(connection, BEA.id) == ()
    assert flight.unsettled(connection, ended_at + 14 * MINUTE) == ()
    assert [attempt.id for attempt in flight.unsettled(connection, ended_at + 15 * MINUTE)] == [A2]
    attempts.settle(connection, A2, "spoke", ended_at + 15 * MINUTE, presumed=True)
    assert flight.unsettled(connection, ended_at + 15 * MINUTE) == ()
    assert flight.awaiting_outcome(connection, ANNA.id) == ()
