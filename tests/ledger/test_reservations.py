import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from tests.ledger.made import ANNA, BEA, CALL, NOW, P1, SECOND
from voice_app.ledger import ReservationId, reservations

R1, R2 = ReservationId("R1"), ReservationId("R2")
REASON = {"rule": "level", "level": 3, "skills": 1, "idle_seconds": 40.5, "considered": ["anna", "bea"]}


def test_the_reason_of_each_reservation_can_be_read_back(connection: Connection) -> None:
    assert reservations.note(connection, R1, ANNA.id, REASON, NOW, call_sid=CALL)
    assert reservations.note(connection, R2, BEA.id, {}, NOW + SECOND, call_sid=CALL)
    assert reservations.close(connection, R1, "refused", NOW + SECOND)
    first, second = reservations.why(connection, call_sid=CALL)
    assert (first.agent_id, first.reason, first.result, first.closed_at) == (ANNA.id, REASON, "refused", NOW + SECOND)
    assert (second.agent_id, second.result, second.closed_at) == (BEA.id, None, None)
    assert reservations.why(connection, promise_id=P1) == ()


def test_a_repeat_changes_nothing(connection: Connection) -> None:
    reservations.note(connection, R1, ANNA.id, REASON, NOW, promise_id=P1)
    assert not reservations.note(connection, R1, BEA.id, {}, NOW, promise_id=P1)
    assert reservations.close(connection, R1, "accepted", NOW)
    assert not reservations.close(connection, R1, "refused", NOW + SECOND)
    (kept,) = reservations.why(connection, promise_id=P1)
    assert (kept.agent_id, kept.result) == (ANNA.id, "accepted")


@pytest.mark.parametrize("subjects", [{}, {"call_sid": CALL, "promise_id": P1}])
def test_a_reservation_is_for_a_call_or_for_a_promise(connection: Connection, subjects: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), connection.begin_nested():
        reservations.note(connection, R1, ANNA.id, REASON, NOW, **subjects)  # type: ignore[arg-type]  # plain strings
