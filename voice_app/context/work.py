"""The conversation that an agent has, is rung for, or wraps up: who it is, what about, and what was said before.

What was keyed or said is never asked again; this is how it reaches the agent's screen. Deliberately works for calls and
for promises alike, from the reservation that stands on the board.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from routing.records import AgentOnBoard, CallOnBoard, Reservation
from routing.skills import CallSid, PromiseId
from voice_app.context import persons
from voice_app.context.shown import Context, SentOn, Verifying
from voice_app.customers import verifying
from voice_app.ledger import AttemptId, TransferId, attempts, calls, match_notes, promises, transfers
from voice_app.ledger.calls import Call
from voice_app.ledger.matters import matters_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.transfers import Transfer
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

MOST_CONTACTS = 100
"""Nobody reads further, and nobody counts further."""


def context_of(house: Runtime, on_board: AgentOnBoard, now: datetime) -> Context | None:
    """What the agent is reserved for, talking about or wrapping up; None where that is nothing. Raises BoardGone,
    LedgerGone."""
    held = house.board.reservation(on_board.reservation) if on_board.reservation else None
    if held is None:
        return None
    with house.ledger.read() as ledger:
        return context_under(ledger, house, held, now)


def context_under(ledger: Connection, house: Runtime, held: Reservation, now: datetime) -> Context | None:
    """What an agent has, or had, under this reservation; within a transaction, for whoever reads more in it."""
    context = _of_work(ledger, house, held, now)
    return context and _with_transfers(ledger, house, held, context)


def _of_work(ledger: Connection, house: Runtime, held: Reservation, now: datetime) -> Context | None:
    if held.work.kind == "promise":
        return _of_promise(ledger, house, AttemptId(held.id), PromiseId(held.work.id), now)
    if held.work.kind == "consult":
        return _of_consult(ledger, house, TransferId(held.work.id), now)
    call = calls.get(ledger, CallSid(held.work.id))
    return _of_call(ledger, house, call, now) if call else _unwritten(house.board.call(CallSid(held.work.id)), now)


def _of_consult(ledger: Connection, house: Runtime, consult: TransferId, now: datetime) -> Context | None:
    """What a colleague wants a word about."""
    transfer = transfers.get(ledger, consult)
    if transfer is None:
        return None
    if transfer.is_callback:
        tried = attempts.get(ledger, AttemptId(transfer.talk))
        context = _of_promise(ledger, house, AttemptId(transfer.talk), tried.promise_id, now) if tried else None
    else:
        call = calls.get(ledger, transfer.call_sid)
        context = _of_call(ledger, house, call, now) if call else None
    return context and context.model_copy(update={"sent_on": _sent_on(house, transfer)})


def _with_transfers(ledger: Connection, house: Runtime, held: Reservation, context: Context) -> Context:
    """The hand that this conversation came from, and the one that it goes to."""
    if held.work.kind == "consult":
        return context
    onward = transfers.of_talk(ledger, held.id)
    before = [one for one in transfers.arrived(ledger, CallSid(held.work.id)) if one.talk != held.id]
    hither = [one for one in before if onward is None or one.asked_at < onward.asked_at]
    return context.model_copy(
        update={
            "sent_on": _sent_on(house, hither[-1]) if hither else None,
            "transfer_id": onward.id if onward else None,
            "suggested_disposition": "transferred" if onward and onward.state == "arrived" else None,
        }
    )


def _sent_on(house: Runtime, transfer: Transfer) -> SentOn:
    return SentOn(
        by=transfer.from_agent,
        by_name=house.roster[transfer.from_agent].name,
        note=transfer.note,
        need_before=transfer.need_before,
        mode=transfer.mode,
        at=transfer.asked_at,
    )


def _of_call(ledger: Connection, house: Runtime, call: Call, now: datetime) -> Context:
    phone = Phone(call.phone) if call.phone else None
    owed = _owed(ledger, house, call)
    notes = _notes(ledger, owed) if owed else ()
    person = persons.of_phone(ledger, house, phone, call.arrived_at, call.sid)
    return Context(
        call_sid=call.sid,
        phone=phone,
        name=person.name,
        customer=person.customer,
        one_of=person.one_of,
        known=person.known,
        need=call.need,
        language=call.language or house.line.languages[0],
        waited_seconds=_seconds(call.arrived_at, call.answered_at or now),
        entered=(*calls.entered_lines(call), *notes),
        promise_id=owed.id if owed else None,
        contacts_before=_contacts(ledger, house, phone, call.arrived_at),
        contacts=person.contacts,
        emergency=match_notes.was_emergency(ledger, call.sid),
        verifying=_verifying(ledger, house, call, now),
    )


def _verifying(ledger: Connection, house: Runtime, call: Call, now: datetime) -> Verifying:
    code = verifying.code_of(ledger, call.sid, now)
    return Verifying(
        hindrance=verifying.hindrance(ledger, house, call),
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
    ledger: Connection, house: Runtime, attempt: AttemptId, promise: PromiseId, now: datetime
) -> Context | None:
    owed, tried = promises.get(ledger, promise), attempts.get(ledger, attempt)
    if owed is None:
        return None
    phone = Phone(owed.phone) if owed.phone else None
    call = calls.get(ledger, owed.call_sid) if owed.call_sid else None
    answered_at = tried.customer_answered_at if tried else None
    person = persons.of_phone(ledger, house, phone, tried.started_at if tried else now, None)
    return Context(
        call_sid=tried.leg_sid if tried else None,
        phone=phone,
        name=person.name,
        customer=person.customer,
        one_of=person.one_of,
        known=person.known,
        need=owed.need,
        language=owed.language,
        waited_seconds=_seconds(owed.made_at, answered_at or now),
        entered=(*(calls.entered_lines(call) if call else ()), *_notes(ledger, owed)),
        promise_id=owed.id,
        contacts_before=_contacts(ledger, house, phone, now),
        contacts=person.contacts,
    )


def _notes(ledger: Connection, owed: Promise) -> Iterable[str]:
    return [matter.note for matter in matters_of(ledger, owed.id) if matter.note]


def _contacts(ledger: Connection, house: Runtime, phone: Phone | None, before: datetime) -> int:
    if phone is None or house.line.is_shared(phone):
        return 0
    return len(calls.contacts(ledger, phone, before, MOST_CONTACTS))


def _seconds(from_at: datetime, to_at: datetime) -> float:
    return round((to_at - from_at).total_seconds(), 3)
