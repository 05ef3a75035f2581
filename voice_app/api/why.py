"""Why this agent got a call or a promise, and why nobody has it yet.

What is so now is decided anew, by the code that decides (`why_now`), without holding anybody; what was so is read from
the ledger.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field

from routing.board import BoardGone
from routing.policy import Choice
from routing.queues import Staffing, Work
from routing.reasons import SENTENCES, NoMatch, Why
from routing.records import Reservation as Held
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app import why_now
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.happened import HappenedShown, ReservationShown, happened, show
from voice_app.api.problems import not_found
from voice_app.api.values import Nothing
from voice_app.choices import head_of
from voice_app.ledger import attempts, calls, match_notes, promises, reservations, transfers
from voice_app.ledger.promise import Promise
from voice_app.ledger.reservations import Reservation
from voice_app.runtime import Runtime
from voice_app.shape import Shape
from voice_app.waits import expect

CODES: Final = " ".join(f"`{code}`: {words}." for code, words in SENTENCES.items())


class ReadyShown(Shape):
    """Who is ready, whatever they are doing, less those who may not take it."""

    best: int = Field(description="Speak the language, and have level 3 for the need.")
    good: int = Field(description="Speak the language, and have level 2.")
    can: int = Field(description="Speak the language, and have level 1.")
    speaking: int = Field(description="Speak the language, trained or not.")
    all: int
    idle: int = Field(description="Of everybody who is ready, those who are free to be rung.")


class NowShown(Shape):
    """Why nobody has it at this moment."""

    code: Why | Literal["about_to_ring"] = Field(
        description=f"`about_to_ring`: an agent is free for it, and is rung within a second. {CODES}"
    )
    sentence: str = Field(description="The same, for people.")
    again_at: datetime | None = Field(description="From when on waiting alone changes it; null: something must happen.")
    agent: str | None = Field(description="Who is rung for it, has it, or is about to; whom it is kept for.")
    step: int | None = Field(description="How far the circle has widened, as in `reason.step`.")
    skipped: bool = Field(description="Whether a step was skipped, because nobody is ready who could serve it.")
    ready: ReadyShown = Field(description="Who is there for it.")


class CallNow(NowShown):
    """Why a call still waits."""

    ahead: int | None = Field(
        description="How many are before it, promised callbacks included, as in /api/queue; null: it does not wait."
    )
    expected_wait_seconds: float | None = Field(description="As in /api/queue; null: it does not wait.")
    emergency: bool = Field(description="Whether the caller spoke of somebody in danger, and goes before all others.")


class PromiseNow(NowShown):
    """Why a promise is not being kept at this moment."""

    because: str | None = Field(description="Why a colleague has to decide, as in `approval_because`.")
    zone: Literal["green", "yellow", "red"] = Field(
        description="Of the plan by which callbacks share the agents: `green`, `yellow` (no agent is kept free), `red` "
        "(promises come first)."
    )
    kept_free: int = Field(description="Agents that the plan keeps free for live callers.")


class WhyCallShown(Shape):
    """Why an agent got it, or why it waits."""

    id: str
    now: CallNow | None = Field(description="Null: it does not wait, or the board cannot tell.")
    reservations: tuple[ReservationShown, ...] = Field(
        description="Everybody who was rung for it, and why, oldest first; also those who did not accept."
    )
    history: tuple[HappenedShown, ...] = Field(
        description="What happened until now, oldest first. Why nobody was rung is looked at every five seconds, and "
        "stands here once for as long as it lasted."
    )


class WhyPromiseShown(Shape):
    """Why an agent was rung for it, or why nobody is."""

    id: str
    now: PromiseNow | None = Field(description="Null: the board cannot tell.")
    reservations: tuple[ReservationShown, ...] = Field(
        description="Everybody who was rung for it, and why, oldest first; also those who did not accept."
    )
    history: tuple[HappenedShown, ...] = Field(
        description="How agents were looked for, oldest first. Why nobody was rung is looked at each minute in which "
        "it may be dialled. All else is on the promise's timeline."
    )


def why_call(asked: Asked[Nothing]) -> Answer:
    sid, work = CallSid(asked.id), Work("call", asked.id)
    with asked.house.ledger.read() as ledger:
        call, rung = calls.get(ledger, sid), reservations.why(ledger, call_sid=sid)
        notes, hands = match_notes.notes_of(ledger, work), transfers.arrived(ledger, sid)
    if call is None and not rung:
        raise not_found("call")
    try:
        now, held = _call_now(asked.house, sid, asked.now)
    except BoardGone:
        now, held = None, None
    rung = _with_held(rung, held)
    return WhyCallShown(
        id=asked.id, now=now, reservations=tuple(map(show, rung)), history=happened(rung, notes, call, hands)
    ), 200


def why_promise(asked: Asked[Nothing]) -> Answer:
    promise_id, work = PromiseId(asked.id), Work("promise", asked.id)
    with asked.house.ledger.read() as ledger:
        promise, rung = promises.get(ledger, promise_id), reservations.why(ledger, promise_id=promise_id)
        notes, tried = match_notes.notes_of(ledger, work), attempts.of_promise(ledger, promise_id)
    if promise is None:
        raise not_found("promise")
    try:
        held = asked.house.board.reservation(ReservationId(tried[-1].id)) if tried else None
        now = _promise_now(asked.house, promise, held, asked.now)
    except BoardGone:
        now, held = None, None
    rung = _with_held(rung, held)
    return WhyPromiseShown(
        id=asked.id, now=now, reservations=tuple(map(show, rung)), history=happened(rung, notes)
    ), 200


def _call_now(house: Runtime, sid: CallSid, now: datetime) -> tuple[CallNow | None, Held | None]:
    """Why it waits; and who is held for it, whom the ledger does not know yet."""
    on_board = house.board.call(sid)
    if on_board is None:
        return None, None
    held = house.board.reservation(on_board.reservation) if on_board.reservation else None
    call, match = on_board.call, why_now.of_call(house, on_board, now)
    kept_for = call.wish.agent if call.wish and isinstance(match, NoMatch) and match.why == "kept_for_agent" else None
    _, standing = house.board.standing(sid, house.terms.rules.head_start, now)
    staffing = standing.staffing if standing else house.board.snapshot(call.need, call.barred).staffing
    shown = CallNow(
        **_now(match, staffing, on_board.agent or kept_for),
        ahead=standing.position - 1 if standing else None,
        expected_wait_seconds=round(expect(house, standing, now).mean.total_seconds(), 3) if standing else None,
        emergency=call.is_emergency,
    )
    return shown, held


def _promise_now(house: Runtime, promise: Promise, held: Held | None, now: datetime) -> PromiseNow:
    match, plan = why_now.of_promise(house, promise, now), house.board.plan()
    head = head_of(house, promise, now)
    is_rung = held is not None and isinstance(match, NoMatch) and match.why == "ringing"
    staffing = house.board.snapshot(head.need, head.barred).staffing
    kept_for = (
        head.wish.agent if head.wish and isinstance(match, NoMatch) and match.why == "kept_for_its_agent" else None
    )
    shown = _now(match, staffing, held.agent if held and is_rung else kept_for)
    if isinstance(match, NoMatch) and match.circle and match.circle.keeps_language and not staffing.speaking:
        shown["sentence"] += f"; nobody who is ready speaks {promise.language}"
    return PromiseNow(
        **shown,
        because=promise.approval_because if promise.needs_approval else None,
        zone=plan.zone,
        kept_free=plan.reserve,
    )


def _now(match: Choice | NoMatch, staffing: Staffing, agent: AgentId | None) -> dict[str, Any]:
    ready = ReadyShown(
        best=staffing.best,
        good=staffing.good,
        can=staffing.can,
        speaking=staffing.speaking,
        all=staffing.ready,
        idle=staffing.idle,
    )
    if isinstance(match, Choice):
        reason = match.reason
        return {
            "code": "about_to_ring",
            "sentence": f"{match.agent} is about to be rung. {reason.sentence()}",
            "again_at": None,
            "agent": match.agent,
            "step": reason.step,
            "skipped": reason.skipped,
            "ready": ready,
        }
    circle = match.circle
    return {
        "code": match.why,
        "sentence": match.sentence(),
        "again_at": match.again_at,
        "agent": agent,
        "step": circle.step if circle else None,
        "skipped": circle.skipped if circle else False,
        "ready": ready,
    }


def _with_held(rung: Sequence[Reservation], held: Held | None) -> tuple[Reservation, ...]:
    """The reason of a reservation lies on the board until it ends."""
    if held is None or any(reservation.id == held.id for reservation in rung):
        return tuple(rung)
    sid = CallSid(held.work.id) if held.work.kind == "call" else None
    promise = PromiseId(held.work.id) if held.work.kind == "promise" else None
    reason = held.reason.to_json()
    return *rung, Reservation(held.id, sid, promise, held.agent, reason, held.reserved_at, None, None)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/calls/{id}/why",
        "Why an agent got a call, or why it still waits.",
        why_call,
        Nothing,
        WhyCallShown,
        {200: "What is so now, and what was."},
        id_means="The call's SID.",
    ),
    Endpoint(
        "GET",
        "/api/promises/{id}/why",
        "Why an agent was rung for a promise, or why nobody is.",
        why_promise,
        Nothing,
        WhyPromiseShown,
        {200: "What is so now, and what was."},
        id_means="The promise's id.",
    ),
)
