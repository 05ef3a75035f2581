"""The webhook half of keeping a promise: the gate, what became of the customer, what the agent says of it.

The worker made the attempt's row and rang the agent; here the agent's leg comes back to us. Every change is a guarded
write on the ledger, so hooks may come twice, late and in any order. Deliberately leaves the board to `legs`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final, cast

from sqlalchemy import Connection

from routing import dialling, retry_ladder
from routing import promises as life
from routing.agents import Cause as Refusal
from routing.escalation import Cause
from routing.promises import Outcome, Tried
from routing.records import Reservation
from routing.skills import CallSid, PromiseId
from routing.spans import Span
from voice_app import caps, jobs
from voice_app.escalating import escalate
from voice_app.failpoints import failpoint
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, attempts, flight, ids, promises, rooms, transfers
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.runtime import Runtime
from voice_app.terms import need_of
from voice_app.texting.outbox import text_about
from voice_app.why import note_end

BY_DIAL_STATUS: Final[Mapping[str, Outcome]] = {
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "failed": Outcome.PROVIDER_ERROR,
}
"""How a Dial that was not bridged ended, where that is certain."""
REFUSALS: Final[Mapping[str, Refusal]] = {
    "completed": "declined",
    "busy": "busy",
    "failed": "unreachable",
    "canceled": "caller_left",
}
A_MOMENT: Final = timedelta(seconds=5)
"""In which a process that died is there again."""


def may_dial(house: Runtime, attempt: AttemptId, leg: CallSid, held: Reservation | None, now: datetime) -> bool:
    """The gate: may the customer's phone ring for this leg of an agent who pressed `1`? Once per attempt.

    `held`: the reservation of this agent, as far as the board still knows it.
    """
    with house.ledger.write() as ledger:
        # First of all: it waits for other dials, and must hold no row that one of them may be waiting for.
        is_held_back = _hold_back(ledger, house, attempt, now)
        attempts.sent(ledger, attempt, leg, now)
        passed = not is_held_back and attempts.gate(ledger, attempt, leg, now) != "settled"
        if passed and held is not None:
            note_end(ledger, held, "accepted", now)
        failpoint("gate.before_commit")
    failpoint("gate.after_commit")
    return passed


def _hold_back(ledger: Connection, house: Runtime, attempt: AttemptId, now: datetime) -> bool:
    """Counted once more at the last moment, one dial after the other: whatever is against this one ends the attempt. A
    dial that was let through is not asked about again."""
    tried = attempts.get(ledger, attempt)
    promise = promises.get(ledger, tried.promise_id) if tried and not tried.dialled else None
    hindrance = caps.against_dialling(ledger, house, promise, now) if promise else None
    if hindrance is None:
        return False
    return attempts.held_back(ledger, attempt, hindrance.cause, now, hindrance.until)


def customer_has_gone(house: Runtime, attempt: AttemptId, hook: Hook) -> None:
    """The customer's Dial is over: busy, unanswered, or talked to. Only after a talk is the agent asked how it went."""
    with house.ledger.write() as ledger:
        if is_sent_on(ledger, attempt) or rooms.open_of_talk(ledger, ids.ReservationId(attempt)) is not None:
            return  # the customer's own leg tells the rest: that it has arrived, or has ended
        if hook.was_bridged:
            attempts.customer_answered(ledger, attempt, hook.now - hook.talked_for)
            attempts.customer_ended(ledger, attempt, hook.talked_for, hook.now)
        elif hook.has_ended:
            _lose_agent(ledger, house, attempt, hook.now)
        else:
            settle(ledger, house, attempt, BY_DIAL_STATUS.get(hook.dial_status, Outcome.UNKNOWN), hook.now)
        if hook.dialled_leg:  # last, since whatever ends the attempt takes the promise's row before the attempt's
            attempts.customer_dialled(ledger, attempt, hook.dialled_leg, hook.now)
    house.jobs.ring(jobs.SEND_TEXTS)


def is_sent_on(ledger: Connection, attempt: AttemptId) -> bool:
    """The customer is being sent on to somebody else, or was; so nobody need say how it went."""
    transfer = transfers.of_talk(ledger, ids.ReservationId(attempt))
    return transfer is not None and transfer.state in ("asked", "arrived")


def record_outcome(house: Runtime, attempt: AttemptId, said: str, now: datetime) -> None:
    """The agent's own word: `spoke`, `not_reached`, `wrong_number`. Not reached after a talk was a machine."""
    with house.ledger.write() as ledger:
        note_outcome(ledger, house, attempt, said, now)
        failpoint("outcome.before_commit")
    house.jobs.ring(jobs.SEND_TEXTS)


def note_outcome(ledger: Connection, house: Runtime, attempt: AttemptId, said: str, now: datetime) -> None:
    """The same within a transaction, for whoever has more to write in it and rings for the texts afterwards."""
    tried = attempts.get(ledger, attempt)
    if tried is None:
        return
    unreached = Outcome.MACHINE if tried.customer_answered_at else Outcome.NO_ANSWER
    outcome = {"spoke": Outcome.SPOKE, "wrong_number": Outcome.WRONG_NUMBER}.get(said, unreached)
    settle(ledger, house, attempt, outcome, now)


def presume(ledger: Connection, house: Runtime, attempt: Attempt, now: datetime) -> None:
    """Nobody said how it went: the length of the talk has to tell, and what it tells is marked as presumed."""
    settle(ledger, house, attempt.id, dialling.presume(attempt.talked), now, presumed=True)


def settle(
    ledger: Connection,
    house: Runtime,
    attempt: AttemptId,
    outcome: Outcome,
    now: datetime,
    *,
    presumed: bool = False,
    at_once: bool = False,
) -> None:
    """Close the attempt with its outcome and let the promise go on: kept, tried again, looked at, or unreached.

    `presumed`: nobody said so. `at_once`: if it is tried again, then by the next agent who is free.
    """
    tried = attempts.get(ledger, attempt)
    promise = promises.get(ledger, tried.promise_id) if tried else None
    if tried is None or promise is None or tried.state == "ended" or not tried.dialled:
        return
    if outcome is Outcome.SPOKE:
        attempts.settle(ledger, attempt, "spoke", now, presumed=presumed)
        return
    written = cast("ids.Outcome", outcome.value)
    if promise.state != "attempting":  # kept or withdrawn meanwhile: only the attempt is to be closed
        attempts.settle(ledger, attempt, written, now)
        return
    match _next_step(ledger, house, promise, outcome, now):
        case retry_ladder.Again(not_before, text):
            attempts.settle(ledger, attempt, written, now, retry_at=now if at_once else not_before)
            if text:
                text_about(ledger, house, promise, "text_attempt_failed", now)
        case retry_ladder.ToAPerson(reason):
            promises.hold(ledger, promise.id, reason, now)
            escalate(ledger, house, promise.id, Cause(reason), now)
            _tell_who_decides(ledger, house, promise.id, now)
            attempts.settle(ledger, attempt, written, now, retry_at=now)
        case retry_ladder.GiveUp():
            attempts.settle(ledger, attempt, written, now)
            text_about(ledger, house, promise, "text_unreached", now, count=_life_of(ledger, promise).rung)


def _tell_who_decides(ledger: Connection, house: Runtime, promise: PromiseId, now: datetime) -> None:
    held = promises.get(ledger, promise)
    if held is not None:
        caps.tell_who_decides(ledger, house, held, now)


def _next_step(
    ledger: Connection, house: Runtime, promise: Promise, outcome: retry_ladder.Failure, now: datetime
) -> retry_ladder.NextStep:
    """A number to which the carrier finds no way, as often as people are tried, is taken to be no good."""
    calling = house.terms.calling(promise.phone, promise.need, now)
    owed, most = _life_of(ledger, promise), house.line.callback.attempts
    failures = len(list(takewhile(lambda tried: not tried.rang, reversed(owed.tried))))
    return retry_ladder.next_step(owed, outcome, calling, most, now, permanent=failures + 1 >= most)


def _life_of(ledger: Connection, promise: Promise) -> life.Promise:
    """The promise in routing's words, with the attempts that count."""
    tried = tuple(
        Tried(one.ended_at, Outcome(one.outcome))
        for one in attempts.of_promise(ledger, promise.id)
        if one.ended_at is not None and one.outcome is not None
    )
    window = promise.window
    return life.Promise(
        id=promise.id,
        need=need_of(promise.need, promise.language),
        made_at=promise.made_at,
        due_by=promise.due_by,
        effective_due_by=promise.effective_due_by,
        not_before=promise.not_before,
        state=life.PromiseState(promise.state),
        needs_approval=promise.needs_approval,
        counts_from=promise.counts_from,
        window=Span(window.from_at, window.to_at) if window else None,
        tried=tried,
    )


def agent_leg_is_over(house: Runtime, attempt: AttemptId, status: str, now: datetime) -> Refusal:
    """The agent's leg has ended so. Nobody was dialled in it: the promise is open again at once. Why, for the board:
    whoever got as far as a customer has refused nothing, however it ended."""
    cause = refusal(status)
    with house.ledger.write() as ledger:
        tried = attempts.get(ledger, attempt)
        if tried is None or (tried.state == "ended" and not tried.dialled):
            return "caller_left"  # called off, or taken for dead: no refusal of the agent's
        if not tried.dialled:
            attempts.refused(ledger, attempt, cause, now)
            return cause
        if tried.customer_ended_at is None:
            _lose_agent(ledger, house, attempt, now)
        return "caller_left"


def excuse(house: Runtime, attempt: AttemptId, now: datetime) -> None:
    """Something of ours broke on the agent's leg before a customer was dialled: nobody refused the promise, and it is
    open again in a moment. Not at once: what broke may do so every time, and the agent's phone rings each time."""
    with house.ledger.write() as ledger:
        attempts.held_back(ledger, attempt, "broken", now, now + A_MOMENT)


def _lose_agent(ledger: Connection, house: Runtime, attempt: AttemptId, now: datetime) -> None:
    """The agent's leg was lost first. After a talk the agent is asked how it went; before one, nobody can tell what the
    customer met, and another agent rings at once."""
    tried = attempts.get(ledger, attempt)
    if tried is None or tried.state == "ended":
        return
    if tried.customer_answered_at is None:
        settle(ledger, house, attempt, Outcome.UNKNOWN, now, at_once=True)
    else:
        attempts.customer_ended(ledger, attempt, now - tried.customer_answered_at, now)


def refusal(status: str) -> Refusal:
    """What a leg that ended without `1` says of its agent. We cancel a ring when it is needless."""
    return REFUSALS.get(status, "no_answer")


def call_off(ledger: Connection, house: Runtime, promise: PromiseId, now: datetime) -> None:
    """Nobody need be rung for this promise at this moment: a phone that rings for it stops, a talk goes on."""
    for tried in flight.active(ledger):
        if tried.promise_id != promise or tried.customer_answered_at is not None:
            continue
        attempts.refused(ledger, tried.id, "caller_left", now)
        if tried.leg_sid is not None:
            house.jobs.ring(jobs.END_LEG, tried.leg_sid)


def agent_leg_lives(house: Runtime, attempt: AttemptId, hook: Hook) -> None:
    """A signed word of the agent's leg: the best evidence there is that the call was made."""
    with house.ledger.write() as ledger:
        attempts.sent(ledger, attempt, hook.sid, hook.now)


def customer_leg(house: Runtime, attempt: AttemptId, hook: Hook) -> None:
    """How the customer's leg goes: rung, answered, over. The agent's Dial tells the end too; whoever comes first."""
    with house.ledger.write() as ledger:
        attempts.customer_dialled(ledger, attempt, hook.sid, hook.now)
        tried = attempts.get(ledger, attempt)
        if hook.status == "in-progress":
            attempts.customer_answered(ledger, attempt, hook.now)
        elif hook.has_ended and tried is not None and tried.customer_answered_at is not None:
            attempts.customer_ended(ledger, attempt, hook.now - tried.customer_answered_at, hook.now)
