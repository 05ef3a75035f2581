"""Values that the ledger's tests are about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from routing.skills import AgentId, CallSid, PromiseId
from voice_app.ledger import AttemptId, Phone, attempts, promises
from voice_app.ledger.agents import Enrolment
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise, Request

NOW = datetime(2026, 3, 2, 9, 30, 0, 250_000, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
JAN, EVA = Phone("+31611111111"), Phone("+31622222222")
ANNA = Enrolment(AgentId("anna"), "Anna", "tel:+31612345678", ("nl", "en"), {"billing": 3}, pin_hash="hashed")
BEA = Enrolment(AgentId("bea"), "Bea", "client:bea", ("nl",), {"technical": 2}, "supervisor", ("sat 16:00-21:00",))
CALL, LEG, OTHER_LEG, CUSTOMER = CallSid("CA1"), CallSid("CA2"), CallSid("CA3"), CallSid("CA4")
P1, P2, P3 = PromiseId("P1"), PromiseId("P2"), PromiseId("P3")
A1, A2, A3 = AttemptId("A1"), AttemptId("A2"), AttemptId("A3")
LINE = 1


def asked(promise_id: PromiseId = P1, phone: Phone = JAN, made_at: datetime = NOW, **other: Any) -> Request:
    """A request for a callback about a bill, to be kept within a day."""
    usual: dict[str, Any] = {
        "need": "billing",
        "language": "nl",
        "source": "waiting",
        "due_by": made_at + DAY,
        "effective_due_by": made_at + DAY,
        "counts_from": made_at,
        "not_before": made_at,
    }
    return Request(id=promise_id, phone=phone, made_at=made_at, **(usual | other))


def owed(connection: Connection, promise_id: PromiseId = P1, phone: Phone = JAN, **other: Any) -> Promise:
    """A new promise, on the ledger."""
    promise, created = promises.open_promise(connection, asked(promise_id, phone, **other))
    assert created
    return promise


def ringing(connection: Connection, attempt_id: AttemptId = A1, leg: CallSid = LEG, at: datetime = NOW) -> Attempt:
    """An attempt at P1 whose agent's phone rings."""
    attempt = attempts.intend(connection, P1, attempt_id, ANNA.id, at)
    assert attempt is not None
    assert attempts.sent(connection, attempt_id, leg, at)
    return attempt


def talked(connection: Connection, attempt_id: AttemptId = A1, leg: CallSid = LEG, at: datetime = NOW) -> None:
    """An attempt at P1 whose customer answered, talked for two minutes and hung up."""
    ringing(connection, attempt_id, leg, at)
    assert attempts.gate(connection, attempt_id, leg, at) == "won"
    assert attempts.customer_answered(connection, attempt_id, at + 10 * SECOND)
    assert attempts.customer_ended(connection, attempt_id, 2 * MINUTE, at + 130 * SECOND)


def state_of(connection: Connection, promise_id: PromiseId = P1) -> str:
    """The state in which the promise is."""
    return found(connection, promise_id).state


def found(connection: Connection, promise_id: PromiseId = P1) -> Promise:
    """The promise, which exists."""
    promise = promises.get(connection, promise_id)
    assert promise is not None
    return promise
