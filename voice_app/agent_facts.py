"""Facts about an agent's leg: who is on it, what it rings about, whether it has the work, how the customer took it.

A call's truth is on the board, a promise's on the ledger; both are known by the same id. Deliberately decides nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from flows.facts import AgentFacts, Dialled, Work
from flows.thread import Thread
from routing.board import BoardGone
from routing.escalation import Ladder
from routing.records import Reservation
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.accounts import pins
from voice_app.callers import agent_on
from voice_app.customers import directory
from voice_app.ledger import (
    AttemptId,
    LedgerGone,
    TransferId,
    agents,
    attempts,
    calls,
    flight,
    messages,
    promises,
    transfers,
)
from voice_app.numbers import Phone
from voice_app.talk import Talk

CONTACTS: Final = 3
"""Earlier calls that an agent is told of."""

DIALLED: Final[Mapping[str, Dialled]] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "no_answer",
    "failed": "failed",
}
"""How a customer's phone that was not bridged took our call, by Twilio's word for it."""


def _agent(talk: Talk, _: Thread) -> AgentFacts | None:
    """The agent who calls from the own phone. A PIN is right when this very answer is it, and may be looked at."""
    agent = agent_on(talk.house, talk.hook)
    if agent is None:
        return None
    with talk.ledger() as ledger:
        declared = agents.get(ledger, agent.id) or agent
        is_barred = pins.has_one(talk.house, declared) and pins.is_barred(ledger, agent.id, talk.hook.now)
    return AgentFacts(
        id=agent.id,
        name=agent.name,
        language=talk.house.terms.spoken_to(agent.languages),
        presence=declared.presence,
        must_give_pin=is_barred or pins.is_owed(talk.house, declared, talk.hook.heard.digits),
        pin_is_barred=is_barred,
    )


def _accepted(talk: Talk, thread: Thread) -> bool:
    """On an agent's leg: this leg has the work. On the caller's, after a ring: somebody took it, as the board knows, or
    the carrier where the board is away."""
    try:
        held = _held(talk, thread)
    except BoardGone:
        return talk.hook.was_bridged
    if held is not None and held.work.kind == "call":
        was_taken = held.state in ("accepted", "settled")
        return was_taken and talk.hook.sid in (held.leg, held.work.id)
    if held is not None and held.work.kind == "consult":
        return held.state == "accepted" and held.leg == talk.hook.sid
    if held is None and talk.hook.was_bridged:
        return True
    with talk.ledger() as ledger:
        attempt = attempts.get(ledger, AttemptId(thread.subject or ""))
    return attempt is not None and attempt.customer_leg_of == talk.hook.sid


def _work(talk: Talk, thread: Thread) -> Work | None:
    held = _held(talk, thread)
    if held is not None and held.work.kind == "call":
        return _call_work(talk, held)
    if held is not None and held.work.kind == "consult":
        return _consult_work(talk, held)
    return _promise_work(talk, AttemptId(thread.subject or ""))


def _held(talk: Talk, thread: Thread) -> Reservation | None:
    return talk.house.board.reservation(ReservationId(thread.subject)) if thread.subject else None


def _call_work(talk: Talk, held: Reservation) -> Work | None:
    sid = CallSid(held.work.id)
    waiting = talk.house.board.call(sid)
    if waiting is None:
        return None
    contacts, name = _from_before(talk, sid)
    return Work(
        need=waiting.call.need.name,
        language=waiting.call.need.language,
        waited=talk.hook.now - waiting.call.arrived_at,
        is_promise=False,
        contacts=contacts,
        by_answering=_by_answering(talk, held.agent),
        is_emergency=waiting.call.is_emergency,
        asked_for=held.reason.ruling == "asked_for",
        sent_on_by=_sent_on_by(talk, sid, held.agent),
        name=name,
    )


def _consult_work(talk: Talk, held: Reservation) -> Work | None:
    """A colleague wants a word, as long as nobody has called the caller back."""
    with talk.ledger() as ledger:
        transfer = transfers.get(ledger, TransferId(held.work.id))
    if transfer is None or not transfer.is_under_way:
        return None
    return Work(
        need=transfer.need,
        language=transfer.language,
        waited=timedelta(),
        is_promise=False,
        by_answering=_by_answering(talk, held.agent),
        consulted_by=talk.house.roster[transfer.from_agent].name,
    )


def _sent_on_by(talk: Talk, sid: CallSid, to: AgentId) -> str | None:
    try:
        with talk.ledger() as ledger:
            transfer = transfers.last_of_call(ledger, sid)
    except LedgerGone:
        return None
    is_new_to = transfer is not None and transfer.from_agent != to
    return talk.house.roster[transfer.from_agent].name if transfer and is_new_to else None


def _from_before(talk: Talk, sid: CallSid) -> tuple[tuple[datetime, ...], str | None]:
    """When this caller called before, and the name; nothing where the ledger cannot say: the call goes on."""
    try:
        with talk.ledger() as ledger:
            call = calls.get(ledger, sid)
            if call is None or call.phone is None or talk.house.line.is_shared(call.phone):
                return (), None
            before = calls.contacts(ledger, call.phone, call.arrived_at, CONTACTS)
            return tuple(one.arrived_at for one in before), _name(ledger, talk, call.phone)
    except LedgerGone:
        return (), None


def _name(ledger: Connection, talk: Talk, phone: Phone | None) -> str | None:
    """The only customer whose phone it is."""
    found = directory.of_phone(ledger, talk.house.line, phone)
    return found[0].name if len(found) == 1 else None


def _promise_work(talk: Talk, attempt: AttemptId) -> Work | None:
    with talk.ledger() as ledger:
        tried = attempts.get(ledger, attempt)
        owed = promises.get(ledger, tried.promise_id) if tried else None
        left = messages.of_promise(ledger, owed.id) if owed else ()
        name = _name(ledger, talk, owed.phone) if owed else None
    if tried is None or owed is None or tried.state == "ended":
        return None
    return Work(
        need=owed.need,
        language=owed.language,
        waited=talk.hook.now - owed.made_at,
        is_promise=True,
        by_answering=_by_answering(talk, tried.agent_id),
        has_message=bool(left),
        would_be_broken=owed.escalation >= Ladder.ANY_AGENT and owed.broken_at is None,
        name=name,
    )


def _by_answering(talk: Talk, agent: AgentId) -> bool:
    return talk.house.roster[agent].reach.startswith("client:")


def _customer(talk: Talk, thread: Thread) -> str | None:
    """Who is rung for a promise. A call has its caller on the line, and needs no ledger to be taken."""
    held = _held(talk, thread)
    if held is not None and held.work.kind != "promise":
        return None
    with talk.ledger() as ledger:
        owed = promises.of_attempt(ledger, AttemptId(thread.subject or ""))
    return owed.phone if owed else None


def _dialled(talk: Talk, _: Thread) -> Dialled | None:
    return "connected" if talk.hook.was_bridged else DIALLED.get(talk.hook.dial_status)


def _unsettled(talk: Talk, _: Thread) -> str | None:
    agent = agent_on(talk.house, talk.hook)
    if agent is None:
        return None
    with talk.ledger() as ledger:
        waiting = flight.awaiting_outcome(ledger, agent.id)
    return waiting[0].id if waiting else None


LOOK_UPS: Final[Mapping[str, Callable[[Talk, Thread], Any]]] = {
    "agent": _agent,
    "accepted": _accepted,
    "work": _work,
    "customer": _customer,
    "dialled": _dialled,
    "unsettled": _unsettled,
}
"""The fields of Facts that the nodes of an agent's leg ask for."""
