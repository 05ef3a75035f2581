"""What happened to a call or a promise on the way to an agent, in plain sentences: who was rung and why, what each did,
why nobody was rung, how the circle widened.

Deliberately asks nobody what is so now, and leaves to a promise's timeline what is no matching.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from pydantic import Field

from routing.queues import Step
from routing.reasons import SENTENCES, STEPS, NoMatch, Reason, Ruling, Why
from voice_app.ledger.calls import Call
from voice_app.ledger.match_notes import Event, MatchNote
from voice_app.ledger.reservations import Reservation
from voice_app.ledger.transfers import Transfer
from voice_app.shape import Shape

RESULTS: Final[Mapping[str, str]] = {
    "accepted": "{agent} accepted",
    "declined": "{agent} did not accept",
    "no_answer": "{agent} did not answer",
    "busy": "{agent}'s phone was engaged, or the ring was rejected",
    "unreachable": "{agent}'s phone could not be reached",
    "caller_left": "It was no longer needed, and {agent}'s phone stopped ringing",
    "expired": "Nothing was heard of {agent}'s phone, and somebody else was looked for",
}
"""By the result of a reservation."""
BECAUSE: Final[Mapping[str, str]] = {
    "by_time": "because the caller had waited long enough",
    "skipped": "because nobody better was ready",
}
"""By the code of a widening."""
IN_DANGER: Final = "The caller spoke of somebody in danger, was told whom to call, and goes before all others"
AT_ONCE: Final[Mapping[str, int]] = {"arrived": 0, "sent_on": 2, "widened": 3, "rung": 4, "ended": 5}
"""In which order things come that share an instant; all others come with what became of a ring."""
OUTCOMES: Final[Mapping[str, str]] = {
    "answered": "The conversation was over",
    "promised": "The caller hung up, with a callback promised",
    "abandoned": "The caller hung up while waiting",
    "left": "The caller hung up, with no talk and no promise that we know of",
}


class ReasonShown(Shape):
    """What the choice saw."""

    ruling: Ruling = Field(
        description="Which rule paired them. The agent was chosen for the work: `best_match`. Or the work for an agent "
        "who came free: `next_in_line`, `place_in_line` (a promise that kept its place), `deadline_at_risk`, "
        "`room_to_call_back`. Or the call was kept for this agent: `last_time` (talked with this caller before), "
        "`asked_for` (by the caller), `sent_on` (by a colleague). Or nobody chose: `by_list` (`[degraded] ring`)."
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
        description="`accepted`; or why not: `declined`, `no_answer`, `busy`, `unreachable`, `caller_left`, `expired`; "
        "null: still held."
    )
    sentence: str = Field(description="The reason, for people.")
    reason: ReasonShown


class HappenedShown(Shape):
    """One thing that happened."""

    at: datetime
    event: str = Field(
        description="`arrived`, `not_matched`, `widened`, `emergency`, `rung`, `sent_on`, `ended`; or what came of a "
        "ring: `accepted`, `declined`, `no_answer`, `busy`, `unreachable`, `caller_left`, `expired`."
    )
    code: str | None = Field(
        default=None,
        description="Of `not_matched`: why, as in `now.code`. Of `widened`: `by_time`, or `skipped` where nobody was "
        "ready who could have served the step before. Of `rung`: the ruling. Of "
        "`ended`: the outcome.",
    )
    sentence: str = Field(description="The same, for people.")
    agent: str | None = Field(default=None, description="Whom it is about.")
    step: int | None = Field(default=None, description="How far the circle had widened, as in `reason.step`.")
    again_at: datetime | None = Field(
        default=None, description="Of `not_matched`: from when on waiting alone was to change it."
    )
    reservation: str | None = Field(default=None, description="Of a ring and what came of it: its id.")


def happened(
    rung: Collection[Reservation],
    notes: Iterable[MatchNote],
    call: Call | None = None,
    hands: Iterable[Transfer] = (),
) -> tuple[HappenedShown, ...]:
    """All of it, oldest first. `call`: the one that it is about, if it is about one; `hands`: how it was sent on."""
    entries = [*_of_call(call, rung), *map(_of_note, notes), *map(_of_transfer, hands)]
    for reservation in rung:
        entries.extend(_of_reservation(reservation))
    return tuple(sorted(entries, key=lambda entry: (entry.at, AT_ONCE.get(entry.event, 1))))


def show(reservation: Reservation) -> ReservationShown:
    """Who was rung, why, and what came of it."""
    reason = _reason_of(reservation)
    return ReservationShown(
        id=reservation.id,
        agent=reservation.agent_id,
        reserved_at=reservation.reserved_at,
        closed_at=reservation.closed_at,
        result=reservation.result,
        sentence=reason.sentence(),
        reason=ReasonShown(**reason.to_json()),
    )


def _reason_of(reservation: Reservation) -> Reason:
    return Reason.from_json(reservation.reason)  # type: ignore[arg-type]  # JSON that Reason.to_json wrote


def _of_call(call: Call | None, rung: Iterable[Reservation]) -> Iterator[HappenedShown]:
    if call is None:
        return
    yield HappenedShown(at=call.arrived_at, event="arrived", sentence="The call came in")
    was_held = any(one.result == "accepted" for one in rung)
    if call.answered_at is not None and call.answered_by is not None and not was_held:
        taken = f"{call.answered_by}, who was not at work, took the call"
        yield HappenedShown(at=call.answered_at, event="accepted", sentence=taken, agent=call.answered_by)
    if call.ended_at is not None:
        outcome = OUTCOMES.get(call.outcome or "", "The call was over")
        yield HappenedShown(at=call.ended_at, event="ended", sentence=outcome, code=call.outcome)


def _of_note(note: MatchNote) -> HappenedShown:
    sentence = SAY[note.event](note)
    return HappenedShown(
        at=note.at,
        event=note.event,
        code=note.why,
        sentence=sentence,
        agent=note.agent_id,
        step=note.step,
        again_at=note.again_at,
    )


def _why_nobody(note: MatchNote) -> str:
    """A code that is no longer known was written by another version of the program."""
    if note.why not in SENTENCES:
        return f"Nobody was rung: {note.why}"
    why: Why = note.why  # type: ignore[assignment]  # one of its keys
    kept_for = f" ({note.agent_id})" if note.agent_id else ""
    return NoMatch(why, note.again_at).sentence() + kept_for


def _how_wide(note: MatchNote) -> str:
    words = STEPS[Step(note.step)] if note.step is not None else "more agents were good enough"
    return f"From here on {words}, {BECAUSE.get(note.why, note.why)}"


SAY: Final[Mapping[Event, Callable[[MatchNote], str]]] = {
    "not_matched": _why_nobody,
    "widened": _how_wide,
    "emergency": lambda _: IN_DANGER,
}


def _of_transfer(hand: Transfer) -> HappenedShown:
    to = hand.to_agent or hand.to_need or "anybody"
    return HappenedShown(
        at=hand.arrived_at or hand.asked_at,
        event="sent_on",
        sentence=f"{hand.from_agent} sent the call on to {to}",
        agent=hand.from_agent,
    )


def _of_reservation(reservation: Reservation) -> Iterator[HappenedShown]:
    reason, agent = _reason_of(reservation), reservation.agent_id
    yield HappenedShown(
        at=reservation.reserved_at,
        event="rung",
        code=reason.ruling,
        sentence=f"{agent} was rung. {reason.sentence()}",
        agent=agent,
        step=reason.step,
        reservation=reservation.id,
    )
    if reservation.closed_at is not None and reservation.result is not None:
        became = RESULTS.get(reservation.result, "{agent}: " + reservation.result)
        yield HappenedShown(
            at=reservation.closed_at,
            event=reservation.result,
            sentence=became.format(agent=agent),
            agent=agent,
            reservation=reservation.id,
        )
