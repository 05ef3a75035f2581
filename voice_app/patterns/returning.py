"""Who came back again and again, with what each contact was about and how it ended.

Reads only. Deliberately shows at most a screenful: who came last comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from routing.skills import CallSid, PromiseId
from voice_app.customers import directory
from voice_app.ledger import boomerangs, calls
from voice_app.ledger.boomerangs import Boomerang, Kind
from voice_app.ledger.calls import Call
from voice_app.ledger.ids import Disposition, Phone, PromiseState
from voice_app.ledger.rows import many
from voice_app.ledger.tables import incoming_texts, promise_matters, promises
from voice_app.runtime import Runtime

MOST_SHOWN: Final = 25


@dataclass(frozen=True, slots=True)
class ContactShown:
    """One contact. `outcome`: of a call. `agent`: who had it last. `promise`, `promise_state`: what came of it."""

    kind: Kind
    at: datetime
    need: str | None
    outcome: str | None = None
    agent: str | None = None
    disposition: Disposition | None = None
    is_resolved: bool | None = None
    promise: PromiseId | None = None
    promise_state: PromiseState | None = None


@dataclass(frozen=True, slots=True)
class PersonWhoReturns:
    """`phone` None: erased since. `name`: where the firm's list knows the phone as one customer's."""

    phone: Phone | None = field(repr=False)
    name: str | None = field(repr=False)
    contacts: tuple[ContactShown, ...]


@dataclass(frozen=True, slots=True)
class _Owed:
    """A promise, and the call in which it came up, or the text."""

    of: str
    id: PromiseId
    need: str | None
    state: PromiseState


def who_returns(
    ledger: Connection, house: Runtime, from_at: datetime, to_at: datetime, most: int = MOST_SHOWN
) -> tuple[tuple[PersonWhoReturns, ...], int]:
    """Those whose last contact lies in [from_at, to_at); and how many there are in all."""
    found, total = boomerangs.between(ledger, from_at, to_at, house.line.callers.shared, most)
    ids = {
        kind: [c.id for one in found for c in one.contacts if c.kind == kind] for kind in ("call", "text", "promise")
    }
    known = {call.sid: call for call in calls.some(ledger, [CallSid(sid) for sid in ids["call"]])}
    owed = {one.of: one for one in (*_of_calls(ledger, ids["call"]), *_of_texts(ledger, ids["text"]))}
    owed |= {one.of: one for one in _themselves(ledger, ids["promise"])}
    return tuple(_shown(ledger, house, one, known, owed) for one in found), total


def _shown(
    ledger: Connection,
    house: Runtime,
    one: Boomerang,
    known: Mapping[CallSid, Call],
    owed: Mapping[str, _Owed],
) -> PersonWhoReturns:
    names = [customer.name for customer in directory.of_phone(ledger, house.line, one.phone)] if one.phone else []
    return PersonWhoReturns(
        phone=one.phone,
        name=names[0] if len(names) == 1 else None,
        contacts=tuple(_contact(house, c, known.get(CallSid(c.id)), owed.get(c.id)) for c in one.contacts),
    )


def _contact(house: Runtime, contact: boomerangs.Contact, call: Call | None, owed: _Owed | None) -> ContactShown:
    promise, state = (owed.id, owed.state) if owed else (None, None)
    if call is None:
        need = owed.need if owed else None
        return ContactShown(contact.kind, contact.at, need, promise=promise, promise_state=state)
    agent = house.roster.get(call.answered_by) if call.answered_by else None
    return ContactShown(
        kind=contact.kind,
        at=contact.at,
        need=call.need,
        outcome=call.outcome,
        agent=agent.name if agent else None,
        disposition=call.disposition,
        is_resolved=call.is_resolved,
        promise=promise,
        promise_state=state,
    )


def _of_calls(ledger: Connection, sids: list[str]) -> tuple[_Owed, ...]:
    m, p = promise_matters.c, promises.c
    its = select(m.call_sid.label("of"), p.id, p.need, p.state).join(promises, p.id == m.promise_id)
    return many(_Owed, ledger, its.where(m.call_sid.in_(sids)))


def _of_texts(ledger: Connection, sids: list[str]) -> tuple[_Owed, ...]:
    i, p = incoming_texts.c, promises.c
    its = select(i.sid.label("of"), p.id, p.need, p.state).join(promises, p.id == i.promise_id)
    return many(_Owed, ledger, its.where(i.sid.in_(sids)))


def _themselves(ledger: Connection, ids: list[str]) -> tuple[_Owed, ...]:
    p = promises.c
    return many(_Owed, ledger, select(p.id.label("of"), p.id, p.need, p.state).where(p.id.in_(ids)))
