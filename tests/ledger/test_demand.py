from datetime import timedelta

from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId
from tests.ledger.made import A1, A2, ANNA, DAY, EVA, HOUR, LEG, NOW, OTHER_LEG, P1, P2, SECOND, owed
from voice_app.ledger import AttemptId, Phone, attempts, promises
from voice_app.ledger.demand import Demand, demand
from voice_app.ledger.ids import Outcome

THE_MINUTE = NOW + DAY - timedelta(seconds=NOW.second, microseconds=NOW.microsecond)


def tried(connection: Connection, attempt: AttemptId, leg: CallSid, outcome: Outcome) -> None:
    """An attempt at P1 that was dialled and ended so."""
    attempts.intend(connection, P1, attempt, ANNA.id, NOW)
    attempts.sent(connection, attempt, leg, NOW)
    attempts.gate(connection, attempt, leg, NOW)
    attempts.settle(connection, attempt, outcome, NOW, retry_at=NOW + HOUR)


def test_promises_alike_to_the_minute_are_counted_together(connection: Connection) -> None:
    owed(connection)
    owed(connection, P2, EVA, effective_due_by=NOW + DAY + 20 * SECOND)
    owed(connection, PromiseId("french"), Phone("+33612345678"), language="fr")

    assert set(demand(connection, NOW)) == {
        Demand("nl", THE_MINUTE, rung=0, may_dial=True, promises=2),
        Demand("fr", THE_MINUTE, rung=0, may_dial=True, promises=1),
    }


def test_it_comes_by_deadline(connection: Connection) -> None:
    owed(connection, P1, effective_due_by=NOW + 2 * DAY)
    owed(connection, P2, EVA)

    assert [alike.due_by for alike in demand(connection, NOW)] == [THE_MINUTE, THE_MINUTE + DAY]


def test_what_rests_or_is_being_tried_is_demanded_and_may_not_be_dialled(connection: Connection) -> None:
    owed(connection, P1)
    owed(connection, P2, EVA, not_before=NOW + SECOND)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)

    assert demand(connection, NOW) == [Demand("nl", THE_MINUTE, rung=0, may_dial=False, promises=2)]
    assert sum(alike.may_dial for alike in demand(connection, NOW + SECOND)) == 1


def test_only_attempts_that_may_have_reached_the_person_are_used_up(connection: Connection) -> None:
    owed(connection)
    tried(connection, A1, LEG, "provider_error")
    tried(connection, A2, OTHER_LEG, "no_answer")

    (alike,) = demand(connection, NOW + 2 * HOUR)
    assert (alike.rung, alike.may_dial) == (1, True)


def test_nothing_is_demanded_of_what_is_closed_or_not_approved(connection: Connection) -> None:
    owed(connection, P1)
    owed(connection, P2, EVA, needs_approval=True)
    promises.withdraw(connection, P1, "caller", NOW)

    assert demand(connection, NOW) == []
