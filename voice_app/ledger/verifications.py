"""Codes that were sent to whoever calls, so that an agent may know who it is: each for one call, a short while and few
tries.

What is kept of a code is a keyed digest. A try is counted before it is looked at, so that tries at the same time cannot
be more than there are. Deliberately sends nothing and draws no code.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from routing.skills import AgentId, CallSid
from voice_app.ledger.ids import Phone, VerificationId
from voice_app.ledger.rows import changes, insert_once, one, take_turn
from voice_app.ledger.tables import verifications

CONFIRMED = verifications.c.confirmed_at.is_not(None)


@dataclass(frozen=True, slots=True)
class Verification:
    """A code that was sent in a call. `tries`: so many were made."""

    id: VerificationId
    call_sid: CallSid
    code_hash: str | None = field(repr=False)
    sent_at: datetime
    good_until: datetime
    tries: int
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """How many codes were sent lately: in this call, to this number, to numbers of its range, to anybody."""

    in_call: int
    to_number: int
    to_range: int
    to_all: int


def sent_lately(
    connection: Connection, call: CallSid, phone: Phone, prefix: str, *, hour_ago: datetime, day_ago: datetime
) -> Sent:
    """What the caps are held against; whoever asks holds them until the transaction ends."""
    take_turn(connection, "verifications")
    v = verifications.c

    def count(*where: object) -> int:
        return connection.execute(select(func.count()).select_from(verifications).where(*where)).scalar_one()  # type: ignore[arg-type]  # conditions

    return Sent(
        in_call=count(v.call_sid == call),
        to_number=count(v.phone == phone, v.sent_at > day_ago),
        to_range=count(v.prefix == prefix, v.sent_at > hour_ago),
        to_all=count(v.sent_at > hour_ago),
    )


def send(
    connection: Connection,
    verification: VerificationId,
    *,
    call: CallSid,
    agent: AgentId,
    phone: Phone,
    prefix: str,
    code_hash: str,
    now: datetime,
    good_until: datetime,
) -> bool:
    """A code is on its way; the ones before it in this call are good no more."""
    void = update(verifications).where(verifications.c.call_sid == call, verifications.c.confirmed_at.is_(None))
    connection.execute(void.values(code_hash=None))
    return insert_once(
        connection,
        verifications,
        id=verification,
        call_sid=call,
        agent_id=agent,
        phone=phone,
        prefix=prefix,
        code_hash=code_hash,
        sent_at=now,
        good_until=good_until,
        tries=0,
    )


def of_call(connection: Connection, call: CallSid) -> Verification | None:
    """The last code of this call, or the one that was confirmed."""
    v = verifications.c
    columns = (v.id, v.call_sid, v.code_hash, v.sent_at, v.good_until, v.tries, v.confirmed_at)
    newest = select(*columns).where(v.call_sid == call).order_by(CONFIRMED.desc(), v.sent_at.desc()).limit(1)
    return one(Verification, connection, newest)


def count_try(connection: Connection, verification: VerificationId, most: int, now: datetime) -> bool:
    """May one more guess be looked at? It counts from here, whatever comes of it."""
    v = verifications.c
    open_ = (v.id == verification, v.tries < most, v.good_until > now, v.confirmed_at.is_(None))
    return changes(connection, update(verifications).where(*open_, v.code_hash.is_not(None)).values(tries=v.tries + 1))


def confirm(connection: Connection, verification: VerificationId, now: datetime) -> bool:
    """The caller read out the code; true for the first word of it."""
    open_ = (verifications.c.id == verification, verifications.c.confirmed_at.is_(None))
    return changes(connection, update(verifications).where(*open_).values(confirmed_at=now, code_hash=None))


def confirmed_of(connection: Connection, calls: Collection[CallSid]) -> frozenset[CallSid]:
    """Those of these calls in which a code was confirmed."""
    theirs = select(verifications.c.call_sid).where(verifications.c.call_sid.in_(calls), CONFIRMED)
    return frozenset(connection.execute(theirs).scalars())


def forget(connection: Connection, phones: Collection[Phone]) -> int:
    """Whose number it was is forgotten of codes that were sent to these; how many that were."""
    theirs = update(verifications).where(verifications.c.phone.in_(phones))
    return connection.execute(theirs.values(phone=None, prefix=None)).rowcount
