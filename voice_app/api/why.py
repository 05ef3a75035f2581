"""Why this agent: the reservations for a call or a promise, each with the reason that it was made for."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from routing.reasons import Reason, Ruling
from routing.skills import CallSid, PromiseId
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import not_found
from voice_app.api.values import Nothing, Shape
from voice_app.ledger import calls, promises, reservations
from voice_app.ledger.reservations import Reservation


class ReasonShown(Shape):
    """What the choice saw."""

    ruling: Ruling = Field(
        description="Which rule paired them. The agent was chosen for the work: `best_match`. Or the work for an agent "
        "who came free: `next_in_line`, `place_in_line` (a promise that kept its place), `deadline_at_risk`, "
        "`room_to_call_back`."
    )
    need: str | None
    language: str
    level: int = Field(description="The agent's level for the need; 0: not trained.")
    speaks: bool = Field(description="Whether the agent speaks the language.")
    step: int = Field(
        description="How far the circle had widened: 0 the best, 1 level 2 and up, 2 anybody; 3 where levels "
        "do not count: whoever is trained."
    )
    skipped: bool = Field(
        default=False,
        description="Whether it was not waiting that had widened it: nobody was ready who could have served the step "
        "before.",
    )
    breadth: int = Field(description="How many skills the agent has; of equals the one with fewest is taken.")
    idle_seconds: float = Field(description="How long the agent had been free.")
    others_idle: int = Field(description="How many more were free.")
    waited_seconds: float | None = Field(description="How long the person had waited; null: without a place in line.")


class ReservationShown(Shape):
    """An agent who was held for it."""

    id: str
    agent: str
    reserved_at: datetime
    closed_at: datetime | None
    result: str | None = Field(
        description="`accepted`; or why not: `declined`, `no_answer`, `caller_left`, `expired`; null: still held."
    )
    sentence: str = Field(description="The reason, for people.")
    reason: ReasonShown


class WhyShown(Shape):
    """Everybody who was rung for it, and why, oldest first; also those who did not accept."""

    id: str
    reservations: tuple[ReservationShown, ...]


def why_call(asked: Asked[Nothing]) -> Answer:
    sid = CallSid(asked.id)
    with asked.house.ledger.read() as ledger:
        found = reservations.why(ledger, call_sid=sid)
        known = bool(found) or calls.get(ledger, sid) is not None
    return _why(asked.id, found, known, "call")


def why_promise(asked: Asked[Nothing]) -> Answer:
    promise = PromiseId(asked.id)
    with asked.house.ledger.read() as ledger:
        found = reservations.why(ledger, promise_id=promise)
        known = promises.get(ledger, promise) is not None
    return _why(asked.id, found, known, "promise")


def _why(id_: str, found: Iterable[Reservation], known: bool, what: str) -> Answer:
    if not known:
        raise not_found(what)
    return WhyShown(id=id_, reservations=tuple(map(_shown, found))), 200


def _shown(reservation: Reservation) -> ReservationShown:
    reason = Reason.from_json(reservation.reason)  # type: ignore[arg-type]  # JSON that Reason.to_json wrote
    return ReservationShown(
        id=reservation.id,
        agent=reservation.agent_id,
        reserved_at=reservation.reserved_at,
        closed_at=reservation.closed_at,
        result=reservation.result,
        sentence=reason.sentence(),
        reason=ReasonShown(**reason.to_json()),
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/calls/{id}/why",
        "Why these agents were rung for a call.",
        why_call,
        Nothing,
        WhyShown,
        {200: "The reservations."},
        id_means="The call's SID.",
    ),
    Endpoint(
        "GET",
        "/api/promises/{id}/why",
        "Why these agents were rung for a promise.",
        why_promise,
        Nothing,
        WhyShown,
        {200: "The reservations."},
        id_means="The promise's id.",
    ),
)
