"""What was said with a phone before: its last calls and callbacks, who talked, and what that agent noted.

Reads only. A try at calling back that nobody answered was no contact; a call that nobody answered was one, because the
person was there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, literal, select, union_all

from routing.skills import CallSid
from voice_app.ledger.ids import Disposition, Phone
from voice_app.ledger.rows import many
from voice_app.ledger.tables import DIALLED, agents, attempts, calls, promises, transfers, verifications

ContactKind = Literal["call", "callback"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One call or callback that is behind us. `sid`: the person's own leg. `agent_name`: who had it last; None: nobody.
    `note`: what each agent who had it wrote, one after the other. `is_verified`: a code was confirmed in it.
    `was_sent_on`: it went through other hands before."""

    kind: ContactKind
    sid: CallSid | None
    at: datetime
    need: str | None
    agent_name: str | None
    disposition: Disposition | None
    is_resolved: bool | None
    is_verified: bool
    was_sent_on: bool
    note: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Hand:
    """An agent who had a call and sent it on."""

    sid: CallSid
    agent_name: str
    note: str | None = field(repr=False)
    wrap_note: str | None = field(repr=False)


def _verified(sid: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(verifications.c.call_sid == sid, verifications.c.confirmed_at.is_not(None))


def _sent_on(sid: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(transfers.c.call_sid == sid, transfers.c.state == "arrived")


_CALLS: Final[Select[tuple[object, ...]]] = (
    select(
        literal("call").label("kind"),
        calls.c.sid,
        calls.c.arrived_at.label("at"),
        calls.c.need,
        agents.c.name.label("agent_name"),
        calls.c.disposition,
        calls.c.is_resolved,
        _verified(calls.c.sid).label("is_verified"),
        _sent_on(calls.c.sid).label("was_sent_on"),
        calls.c.note,
    )
    .outerjoin(agents, agents.c.id == calls.c.answered_by)
    .where(
        calls.c.phone == bindparam("phone"),
        calls.c.arrived_at >= bindparam("since"),
        calls.c.arrived_at < bindparam("before"),
    )
    .order_by(calls.c.arrived_at.desc())
    .limit(bindparam("most"))
)
_CALLBACKS: Final[Select[tuple[object, ...]]] = (
    select(
        literal("callback").label("kind"),
        attempts.c.customer_sid.label("sid"),
        attempts.c.gated_at.label("at"),
        promises.c.need,
        agents.c.name.label("agent_name"),
        attempts.c.disposition,
        attempts.c.is_resolved,
        _verified(attempts.c.customer_sid).label("is_verified"),
        _sent_on(attempts.c.customer_sid).label("was_sent_on"),
        attempts.c.note,
    )
    .join(promises, promises.c.id == attempts.c.promise_id)
    .join(agents, agents.c.id == attempts.c.agent_id)
    .where(
        attempts.c.phone == bindparam("phone"),
        DIALLED,
        attempts.c.gated_at >= bindparam("since"),
        attempts.c.gated_at < bindparam("before"),
        attempts.c.customer_answered_at.is_not(None),
    )
    .order_by(attempts.c.gated_at.desc())
    .limit(bindparam("most"))
)
# Asked each time that a card is drawn, so built once, and one look for both.
CONTACTS: Final = union_all(*(select(newest.subquery()) for newest in (_CALLS, _CALLBACKS)))


def last(
    connection: Connection, phone: Phone, since: datetime, before: datetime, *, besides: CallSid | None, most: int
) -> Sequence[Contact]:
    """The newest contacts that began between these instants, newest first; `besides`: the leg of the conversation that
    is going on, which is none yet."""
    bound = {"phone": phone, "since": since, "before": before, "most": most + 1}
    both = many(Contact, connection, CONTACTS, **bound)
    called = [contact for contact in both if contact.kind == "call" and contact.sid != besides]
    here = {besides, *(contact.sid for contact in called)} - {None}
    # A callback that was sent on is a call too, and one contact.
    back = [contact for contact in both if contact.kind == "callback" and contact.sid not in here]
    found = sorted([*called, *back], key=lambda contact: contact.at, reverse=True)[:most]
    hands = _hands(connection, [contact.sid for contact in found if contact.sid and contact.was_sent_on])
    return [_with_hands(contact, hands.get(contact.sid, ())) if contact.sid else contact for contact in found]


def _hands(connection: Connection, sids: Sequence[CallSid]) -> Mapping[CallSid, Sequence[_Hand]]:
    """Who had these calls and sent them on, in that order."""
    by_sid = defaultdict[CallSid, list[_Hand]](list)
    if sids:
        t = transfers.c
        its = select(t.call_sid.label("sid"), agents.c.name.label("agent_name"), t.note, t.wrap_note)
        its = its.join(agents, agents.c.id == t.from_agent).where(t.call_sid.in_(sids), t.state == "arrived")
        for hand in many(_Hand, connection, its.order_by(t.asked_at)):
            by_sid[hand.sid].append(hand)
    return by_sid


def _with_hands(contact: Contact, hands: Sequence[_Hand]) -> Contact:
    if not hands:
        return contact
    notes = [note for hand in hands for note in (hand.note, hand.wrap_note)]
    return replace(
        contact,
        agent_name=contact.agent_name or hands[-1].agent_name,
        note="\n".join(note for note in (*notes, contact.note) if note) or None,
    )
