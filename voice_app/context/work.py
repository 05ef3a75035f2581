"""The conversation that an agent has, is rung for, or wraps up: who it is, what about, and what was said before.

What was keyed or said is never asked again; this is how it reaches the agent's screen. Deliberately works for calls and
for promises alike, from the reservation that stands on the board.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from routing.queues import Work
from routing.records import AgentOnBoard, CallOnBoard, Reservation
from routing.skills import CallSid, PromiseId, ReservationId
from voice_app.context import persons
from voice_app.context.shown import Context, SentOn, Verifying
from voice_app.customers import verifying
from voice_app.ledger import AttemptId, TransferId, attempts, calls, promises, traces, transfers, verifications
from voice_app.ledger.calls import Call
from voice_app.ledger.matters import matters_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.traces import Traces
from voice_app.ledger.transfers import Transfer
from voice_app.ledger.verifications import Verification
from voice_app.numbers import Phone
from voice_app.runtime import Runtime


def context_of(house: Runtime, on_board: AgentOnBoard, now: datetime) -> Context | None:
    """What the agent is reserved for, talking about or wrapping up; None where that is nothing. Raises BoardGone,
    LedgerGone."""
    held = house.board.reservation(on_board.reservation) if on_board.reservation else None
    if held is None:
        return None
    with house.ledger.read() as ledger:
        return context_under(ledger, house, held, now)


def context_under(
    ledger: Connection, house: Runtime, held: Reservation, now: datetime, there: Traces | None = None
) -> Context | None:
    """What an agent has, or had, under this reservation; within a transaction, for whoever reads more in it. `there`:
    what there is to be read of it, for whoever has looked already."""
    if held.work.kind == "consult":
        return _of_consult(ledger, house, TransferId(held.work.id), now)
    known = _known(ledger, held.id, held.work, now, there)
    context = _of_work(ledger, house, held, known)
    return context and _with_transfers(house, held, context, known.hands)


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to be read of a conversation now, and its transfers: all that were asked for."""

    there: Traces
    hands: tuple[Transfer, ...]
    now: datetime


def _known(ledger: Connection, talk: ReservationId, work: Work, now: datetime, there: Traces | None = None) -> _Known:
    there = there or traces.of(ledger, talk, work, now)
    return _Known(there, transfers.about(ledger, talk, CallSid(work.id)) if there.transfers else (), now)


def _of_work(ledger: Connection, house: Runtime, held: Reservation, known: _Known) -> Context | None:
    if held.work.kind == "promise":
        return _of_promise(ledger, house, AttemptId(held.id), PromiseId(held.work.id), known)
    call = calls.get(ledger, CallSid(held.work.id))
    if call is None:
        return _unwritten(house.board.call(CallSid(held.work.id)), known.now)
    return _of_call(ledger, house, call, known)


def _of_consult(ledger: Connection, house: Runtime, consult: TransferId, now: datetime) -> Context | None:
    """What a colleague wants a word about."""
    transfer = transfers.get(ledger, consult)
    if transfer is None:
        return None
    talk, context = transfer.talk, None
    if transfer.is_callback:
        tried = attempts.get(ledger, AttemptId(talk))
        if tried is not None:
            known = _known(ledger, talk, Work("promise", tried.promise_id), now)
            context = _of_promise(ledger, house, tried.id, tried.promise_id, known)
    else:
        call = calls.get(ledger, transfer.call_sid)
        if call is not None:
            context = _of_call(ledger, house, call, _known(ledger, talk, Work("call", call.sid), now))
    return context and context.model_copy(update={"sent_on": _sent_on(house, transfer)})


def _with_transfers(house: Runtime, held: Reservation, context: Context, hands: tuple[Transfer, ...]) -> Context:
    """The hand that this conversation came from, and the one that it goes to."""
    mine = [one for one in hands if one.talk == held.id]
    onward = mine[-1] if mine else None
    before = [one for one in _arrived(hands, CallSid(held.work.id)) if one.talk != held.id]
    hither = [one for one in before if onward is None or one.asked_at < onward.asked_at]
    return context.model_copy(
        update={
            "sent_on": _sent_on(house, hither[-1]) if hither else None,
            "transfer_id": onward.id if onward else None,
            "suggested_disposition": "transferred" if onward and onward.state == "arrived" else None,
        }
    )


def _arrived(hands: Iterable[Transfer], sid: CallSid) -> list[Transfer]:
    """Every hand that this call went through."""
    return [one for one in hands if one.call_sid == sid and one.state == "arrived"]


def _sent_on(house: Runtime, transfer: Transfer) -> SentOn:
    return SentOn(
        by=transfer.from_agent,
        by_name=house.roster[transfer.from_agent].name,
        note=transfer.note,
        need_before=transfer.need_before,
        mode=transfer.mode,
        at=transfer.asked_at,
    )


def _of_call(ledger: Connection, house: Runtime, call: Call, known: _Known) -> Context:
    phone, there = Phone(call.phone) if call.phone else None, known.there
    owed = _owed(ledger, house, call) if there.owed else None
    code = verifications.of_call(ledger, call.sid) if there.codes else None
    is_verified = code is not None and code.confirmed_at is not None
    notes = _notes(ledger, owed) if owed else ()
    person = persons.of_phone(ledger, house, phone, call.arrived_at, call.sid, is_verified=is_verified)
    return Context(
        call_sid=call.sid,
        phone=phone,
        name=person.name,
        customer=person.customer,
        one_of=person.one_of,
        known=person.known,
        need=call.need,
        language=call.language or house.line.languages[0],
        waited_seconds=_seconds(call.arrived_at, call.answered_at or known.now),
        entered=(*calls.entered_lines(call), *notes),
        promise_id=owed.id if owed else None,
        contacts_before=_before(house, phone, there),
        contacts_lately=_lately(house, phone, there),
        contacts=person.contacts,
        emergency=there.is_emergency,
        verifying=_verifying(ledger, house, call, code, known),
    )


def _verifying(ledger: Connection, house: Runtime, call: Call, sent: Verification | None, known: _Known) -> Verifying:
    code = verifying.code_of(ledger, sent, known.now)
    return Verifying(
        hindrance=verifying.hindrance(house, call, sent, _arrived(known.hands, call.sid)),
        sent_at=code.sent_at if code else None,
        good_until=code.good_until if code else None,
        tries_left=code.tries_left if code else None,
        is_undelivered=code is not None and code.is_undelivered,
    )


def _owed(ledger: Connection, house: Runtime, call: Call) -> Promise | None:
    made_here = promises.of_call(ledger, call.sid)
    if made_here is not None or call.phone is None or house.line.is_shared(Phone(call.phone)):
        return made_here
    return promises.open_for_phone(ledger, call.phone)


def _unwritten(waiting: CallOnBoard | None, now: datetime) -> Context | None:
    """A call that came in while the ledger was away: what the board knows of it."""
    if waiting is None:
        return None
    call = waiting.call
    return Context(
        call_sid=call.sid,
        phone=None,
        need=call.need.name,
        language=call.need.language,
        waited_seconds=_seconds(call.arrived_at, now),
        entered=(),
        promise_id=None,
        contacts_before=0,
        emergency=call.is_emergency,
    )


def _of_promise(
    ledger: Connection, house: Runtime, attempt: AttemptId, promise: PromiseId, known: _Known
) -> Context | None:
    owed, tried = promises.get(ledger, promise), attempts.get(ledger, attempt)
    if owed is None:
        return None
    phone = Phone(owed.phone) if owed.phone else None
    call = calls.get(ledger, owed.call_sid) if owed.call_sid else None
    answered_at = tried.customer_answered_at if tried else None
    person = persons.of_phone(ledger, house, phone, tried.started_at if tried else known.now, None)
    return Context(
        call_sid=tried.leg_sid if tried else None,
        phone=phone,
        name=person.name,
        customer=person.customer,
        one_of=person.one_of,
        known=person.known,
        need=owed.need,
        language=owed.language,
        waited_seconds=_seconds(owed.made_at, answered_at or known.now),
        entered=(*(calls.entered_lines(call) if call else ()), *_notes(ledger, owed)),
        promise_id=owed.id,
        contacts_before=_before(house, phone, known.there),
        contacts_lately=_lately(house, phone, known.there),
        contacts=person.contacts,
    )


def _notes(ledger: Connection, owed: Promise) -> Iterable[str]:
    return [matter.note for matter in matters_of(ledger, owed.id) if matter.note]


def _before(house: Runtime, phone: Phone | None, there: Traces) -> int:
    return 0 if phone is None or house.line.is_shared(phone) else there.calls_before


def _lately(house: Runtime, phone: Phone | None, there: Traces) -> int:
    return 0 if phone is None or house.line.is_shared(phone) else there.contacts_lately


def _seconds(from_at: datetime, to_at: datetime) -> float:
    return round((to_at - from_at).total_seconds(), 3)
