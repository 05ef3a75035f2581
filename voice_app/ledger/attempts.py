"""One try at keeping a promise: `intent → POST → reconcile → gate`, each step a compare-and-set.

The carrier cannot tell two identical requests for a call apart, so a row comes first:

    intent    the row is committed, the request may or may not have left     (too old: its worker died)
    unknown   the request left, its answer was lost                          (evidence decides: `sent` or `not_created`)
    sent      the agent's leg exists, or something signed spoke of it
    ended     over: no call was made, no agent accepted, or the customer was dialled and `outcome` says how it went

`intend` is the claim: of two workers one moves the promise from open to attempting. At most one attempt of a promise
is active (a partial unique index), and `gate` hands out the customer's leg once per attempt. A promise that was kept or
withdrawn meanwhile is left as it is: its attempt still ends, and the gate stays shut.

What is read of the attempts in flight is in `flight`. Which outcome climbs which rung is the retry ladder's.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    TextClause,
    Update,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from routing.skills import AgentId, CallSid, PromiseId
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.escalations import forget_crashes
from voice_app.ledger.ids import AttemptId, Disposition, Outcome
from voice_app.ledger.instants import Instant
from voice_app.ledger.promises import keep
from voice_app.ledger.rows import changes, many, one
from voice_app.ledger.tables import ACTIVE, OPEN, attempts, promises
from voice_app.ledger.timeline import Code, tell

IN_DOUBT = attempts.c.state.in_(("intent", "unknown"))
SENT = attempts.c.state == "sent"
DIALLED = attempts.c.customer_leg_of.is_not(None)
UNDIALLED = attempts.c.customer_leg_of.is_(None)

Gate = Literal["won", "again", "settled"]


def intend(
    connection: Connection, promise_id: PromiseId, attempt_id: AttemptId, agent: AgentId, now: datetime
) -> Attempt | None:
    """Claim an open, approved promise for this agent; None when it is not there to be claimed."""
    claim = update(promises).where(promises.c.id == promise_id, OPEN).values(state="attempting")
    if not changes(connection, claim):
        return None
    before = select(func.count()).select_from(attempts).where(attempts.c.promise_id == promise_id).scalar_subquery()
    row = {"id": attempt_id, "promise_id": promise_id, "n": before + 1, "agent_id": agent}
    connection.execute(insert(attempts).values(**row, state="intent", started_at=now, presumed=False))
    tell(connection, promise_id, "attempt_intended", now, attempt=attempt_id, agent=agent)
    return get(connection, attempt_id)


def sent(connection: Connection, attempt_id: AttemptId, leg: CallSid, now: datetime) -> bool:
    """The agent's leg exists: the answer to our request, or a hook with the attempt's id, said so.

    True also for a repeat; false when the attempt ended, has another leg, or the leg belongs to another attempt. Where
    the list had shown a stranger's call for ours, that one gives way, as long as nobody was dialled in it.
    """
    mistaken = and_(SENT, attempts.c.cause.is_not(None), attempts.c.leg_sid != leg, UNDIALLED)
    return _has_leg(connection, attempt_id, leg, now, or_(IN_DOUBT, mistaken))


def listed(connection: Connection, attempt_id: AttemptId, leg: CallSid, now: datetime) -> bool:
    """The carrier's list shows a leg that looks like the one of this attempt in doubt: it carries nothing of ours."""
    return _has_leg(connection, attempt_id, leg, now, IN_DOUBT)


def _has_leg(
    connection: Connection, attempt_id: AttemptId, leg: CallSid, now: datetime, may_be: ColumnElement[bool]
) -> bool:
    other = attempts.alias()
    unclaimed = ~exists().where(other.c.leg_sid == leg, other.c.id != attempt_id)
    new = {"state": "sent", "leg_sid": leg, "heard_at": now}
    found = _write(connection, attempt_id, new, may_be, unclaimed)
    _tell(connection, found, "attempt_sent", now, leg=leg)
    if found is not None:
        forget_crashes(connection, found.promise_id)
    return found is not None or hear(connection, attempt_id, leg, now)


def hear(connection: Connection, attempt_id: AttemptId, leg: CallSid, now: datetime) -> bool:
    """A sign of life of the agent's leg."""
    return _write(connection, attempt_id, {"heard_at": _latest(now)}, SENT, attempts.c.leg_sid == leg) is not None


def in_doubt(connection: Connection, attempt_id: AttemptId, cause: str, now: datetime) -> bool:
    """Nobody knows whether the carrier made the call: the answer was lost, or the worker died."""
    doubted = _write(connection, attempt_id, {"state": "unknown", "cause": cause}, attempts.c.state == "intent")
    _tell(connection, doubted, "attempt_in_doubt", now, cause=cause)
    return doubted is not None


def not_listed(connection: Connection, attempt_id: AttemptId, now: datetime) -> datetime | None:
    """The carrier's list does not show the call; returns since when that is so, None if it is not in doubt."""
    since = {"missing_since_at": func.coalesce(attempts.c.missing_since_at, literal(now, Instant()))}
    doubtful = _write(connection, attempt_id, since, attempts.c.state == "unknown")
    return None if doubtful is None else doubtful.missing_since_at


def not_created(
    connection: Connection, attempt_id: AttemptId, cause: str, now: datetime, retry_at: datetime | None = None
) -> bool:
    """There is no call: the carrier refused, was not reached, or lists none. The promise is open again."""
    ended = _end(connection, attempt_id, {"cause": cause}, now, IN_DOUBT & UNDIALLED)
    _tell(connection, ended, "attempt_not_created", now, cause=cause)
    return _reopen(connection, ended, retry_at)


def refused(
    connection: Connection, attempt_id: AttemptId, cause: str, now: datetime, retry_at: datetime | None = None
) -> bool:
    """The agent did not accept; the customer's phone never rang. The promise is open again, and no attempt counts."""
    ended = _end(connection, attempt_id, {"cause": cause}, now, UNDIALLED)
    _tell(connection, ended, "agent_refused", now, cause=cause)
    return _reopen(connection, ended, retry_at)


def held_back(connection: Connection, attempt_id: AttemptId, cause: str, now: datetime, retry_at: datetime) -> bool:
    """We do not dial, whatever the agent says: a cap, or something of ours that is broken. The promise is open again at
    `retry_at`; nobody refused it."""
    ended = _end(connection, attempt_id, {"cause": cause}, now, UNDIALLED)
    _tell(connection, ended, "dial_held_back", now, cause=cause)
    return _reopen(connection, ended, retry_at)


def gate(connection: Connection, attempt_id: AttemptId, leg: CallSid, now: datetime) -> Gate:
    """May the customer be dialled in this leg? `won` once per attempt, `again` for a repeat in the winning leg.

    `settled`: another leg won, the customer's leg is over, or the promise no longer needs it: hang up.
    """
    wanted = exists().where(promises.c.id == attempts.c.promise_id, promises.c.state == "attempting")
    phone = select(promises.c.phone).where(promises.c.id == attempts.c.promise_id).scalar_subquery()
    winner = {"customer_leg_of": leg, "phone": phone, "gated_at": now, "heard_at": _latest(now)}
    won = _write(connection, attempt_id, winner, ACTIVE, UNDIALLED, wanted)
    if won is not None:
        _tell(connection, won, "customer_dialled", now)
        return "won"
    its_own = (attempts.c.customer_leg_of == leg, attempts.c.customer_ended_at.is_(None))
    repeat = _write(connection, attempt_id, {"heard_at": _latest(now)}, ACTIVE, *its_own, wanted)
    return "settled" if repeat is None else "again"


def customer_dialled(connection: Connection, attempt_id: AttemptId, customer: CallSid, now: datetime) -> bool:
    """The customer's phone rings, on this leg of its own; the first one stays."""
    new = {"customer_sid": customer, "heard_at": _latest(now)}
    return _write(connection, attempt_id, new, DIALLED, attempts.c.customer_sid.is_(None)) is not None


def customer_answered(connection: Connection, attempt_id: AttemptId, now: datetime) -> bool:
    """Somebody, or a machine, took the customer's phone up; the first word stays."""
    new = {"customer_answered_at": now, "heard_at": _latest(now)}
    answered = _write(connection, attempt_id, new, DIALLED, attempts.c.customer_answered_at.is_(None))
    _tell(connection, answered, "customer_answered", now)
    return answered is not None


def customer_ended(connection: Connection, attempt_id: AttemptId, talked: timedelta, now: datetime) -> bool:
    """The customer's leg is over, after being connected for `talked`; the first word stays."""
    seconds = talked.total_seconds()
    new = {"customer_ended_at": now, "talked_seconds": seconds, "heard_at": _latest(now)}
    ended = _write(connection, attempt_id, new, DIALLED, attempts.c.customer_ended_at.is_(None))
    _tell(connection, ended, "customer_ended", now, talked_seconds=round(seconds))
    return ended is not None


def settle(
    connection: Connection,
    attempt_id: AttemptId,
    outcome: Outcome,
    now: datetime,
    *,
    retry_at: datetime | None = None,
    presumed: bool = False,
) -> bool:
    """How it went with the customer who was dialled; the first word stays.

    `spoke` keeps the promise, at the instant when the customer answered (`presumed`: nobody said so). Anything else
    opens it again at `retry_at`, or, without one, gives it up as unreached.
    """
    ended = _end(connection, attempt_id, {"outcome": outcome, "presumed": presumed}, now, DIALLED)
    if ended is None:
        return False
    _tell(connection, ended, "attempt_settled", now, outcome=outcome, presumed=presumed)
    if outcome == "spoke":
        spoke_at = ended.customer_answered_at or ended.gated_at or now
        keep(connection, ended.promise_id, "presumed" if presumed else "spoke", spoke_at, now)
    elif retry_at is not None:
        _reopen(connection, ended, retry_at)
    else:
        _give_up(connection, ended.promise_id, now)
    return True


def _reopen(connection: Connection, ended: Attempt | None, retry_at: datetime | None) -> bool:
    """The promise waits for its next try; one that was closed meanwhile stays closed."""
    if ended is None:
        return False
    new: dict[str, Any] = {"state": "open"} if retry_at is None else {"state": "open", "not_before": retry_at}
    if ended.dialled:
        new |= {"hurried_at": None}  # the person was rung, which is what was wanted at once
    connection.execute(_attempting(ended.promise_id).values(**new))
    return True


def _give_up(connection: Connection, promise_id: PromiseId, now: datetime) -> None:
    if changes(connection, _attempting(promise_id).values(state="unreached", closed_at=now)):
        tell(connection, promise_id, "unreached", now)


def _attempting(promise_id: PromiseId) -> Update:
    return update(promises).where(promises.c.id == promise_id, promises.c.state == "attempting")


def wrap(
    connection: Connection,
    attempt_id: AttemptId,
    disposition: Disposition,
    now: datetime,
    *,
    note: str | None,
    is_resolved: bool | None = None,
    turned_out: str | None = None,
) -> bool:
    """The agent's word and note after the talk; the first word stays."""
    _lock_promise(connection, attempt_id)
    said = {"disposition": disposition, "note": note, "is_resolved": is_resolved, "turned_out": turned_out}
    new = {**said, "wrapped_at": now}
    return _write(connection, attempt_id, new, DIALLED, attempts.c.wrapped_at.is_(None)) is not None


def get(connection: Connection, attempt_id: AttemptId) -> Attempt | None:
    """One attempt."""
    return one(Attempt, connection, select(attempts).where(attempts.c.id == attempt_id))


def of_promise(connection: Connection, promise_id: PromiseId) -> tuple[Attempt, ...]:
    """All tries at this promise, oldest first; those that count are `dialled`."""
    its = select(attempts).where(attempts.c.promise_id == promise_id).order_by(attempts.c.n)
    return many(Attempt, connection, its)


def _end(
    connection: Connection, attempt_id: AttemptId, said: dict[str, Any], now: datetime, guard: ColumnElement[bool]
) -> Attempt | None:
    _lock_promise(connection, attempt_id)
    return _write(connection, attempt_id, said | {"state": "ended", "ended_at": now}, ACTIVE, guard)


def _lock_promise(connection: Connection, attempt_id: AttemptId) -> None:
    """Before its attempt, as whoever keeps or withdraws it does: of two transactions that took the two rows in opposite
    orders PostgreSQL would stop one."""
    its_own = select(attempts.c.promise_id).where(attempts.c.id == attempt_id).scalar_subquery()
    connection.execute(select(promises.c.id).where(promises.c.id == its_own).with_for_update())


def _write(
    connection: Connection, attempt_id: AttemptId, new: dict[str, Any], *guards: ColumnElement[bool] | TextClause
) -> Attempt | None:
    """The attempt as it stands after the write, None when a guard did not let it through."""
    written = update(attempts).where(attempts.c.id == attempt_id, *guards).values(**new).returning(attempts)
    return one(Attempt, connection, written)


def _tell(connection: Connection, attempt: Attempt | None, event: str, now: datetime, **data: Code) -> None:
    if attempt is not None:
        tell(connection, attempt.promise_id, event, now, attempt=attempt.id, **data)


def _latest(now: datetime) -> ColumnElement[Any]:
    """`heard_at` never goes back when hooks overtake each other."""
    return case((attempts.c.heard_at > now, attempts.c.heard_at), else_=literal(now, Instant()))
