"""Who came back again and again, with what each contact was about and how it ended.

Reads only. Deliberately shows at most a screenful: who came last comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId
from voice_app.customers import directory
from voice_app.ledger import boomerangs, calls, promised_after
from voice_app.ledger.boomerangs import Boomerang, Kind
from voice_app.ledger.calls import Call
from voice_app.ledger.ids import Disposition, Phone, PromiseState
from voice_app.ledger.promised_after import PromisedAfter
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


def who_returns(
    ledger: Connection, house: Runtime, from_at: datetime, to_at: datetime, most: int = MOST_SHOWN
) -> tuple[tuple[PersonWhoReturns, ...], int]:
    """Those whose last contact lies in [from_at, to_at); and how many there are in all."""
    found, total = boomerangs.between(ledger, from_at, to_at, house.line.callers.shared, most)
    ids = {
        kind: [c.id for one in found for c in one.contacts if c.kind == kind] for kind in ("call", "text", "promise")
    }
    known = {call.sid: call for call in calls.some(ledger, [CallSid(sid) for sid in ids["call"]])}
    came_of = (
        *promised_after.calls(ledger, ids["call"]),
        *promised_after.texts(ledger, ids["text"]),
        *promised_after.itself(ledger, ids["promise"]),
    )
    owed = {one.of: one for one in came_of}
    return tuple(_shown(ledger, house, one, known, owed) for one in found), total


def _shown(
    ledger: Connection,
    house: Runtime,
    one: Boomerang,
    known: Mapping[CallSid, Call],
    owed: Mapping[str, PromisedAfter],
) -> PersonWhoReturns:
    names = [customer.name for customer in directory.of_phone(ledger, house.line, one.phone)] if one.phone else []
    return PersonWhoReturns(
        phone=one.phone,
        name=names[0] if len(names) == 1 else None,
        contacts=tuple(_contact(house, c, known.get(CallSid(c.id)), owed.get(c.id)) for c in one.contacts),
    )


def _contact(
    house: Runtime, contact: boomerangs.Contact, call: Call | None, owed: PromisedAfter | None
) -> ContactShown:
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
