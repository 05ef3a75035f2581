"""What there is to be read of one conversation: one look, so that a desk reads only what is there.

A desk is looked at every few seconds; of most conversations there is no transfer, no code, no hold, no recording, and
nobody listens. Deliberately reads none of it: whoever wants it asks for it where it is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, bindparam, exists, func, or_, select

from routing.boomerangs import WITHIN
from routing.queues import Work
from routing.skills import ReservationId
from voice_app.ledger import boomerangs
from voice_app.ledger.instants import Instant
from voice_app.ledger.rows import value
from voice_app.ledger.tables import (
    BY_ITS_CALLER,
    LIVE,
    OWED_TO_ONE,
    calls,
    follow_ups,
    holds,
    listenings,
    match_notes,
    promises,
    recordings,
    talk_recordings,
    transfers,
    verifications,
)

COUNTS_UP_TO: Final = 100
"""Nobody reads further, and nobody counts further."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Of one conversation, a call or a callback. `is_emergency`: the caller spoke of somebody in danger.
    `calls_before`: from this phone, before the call, or until now; counted up to `COUNTS_UP_TO`, whether many share the
    phone or not; `contacts_lately`: so in the last days (see `ledger.boomerangs`). The rest says whether there is
    something: `transfers` of this talk or call; `codes` sent in this call; a promise `owed` to its caller; `messages`
    under the promise of a callback; somebody who `holds` or `listens`; `taped`: recordings of this talk; `follow_up`:
    what was said of being asked afterwards."""

    is_emergency: bool
    calls_before: int
    contacts_lately: int
    transfers: bool
    codes: bool
    owed: bool
    messages: bool
    holds: bool
    listens: bool
    taped: bool
    follow_up: bool


def _traces() -> Select[Any]:
    talk, sid, promise = (bindparam(name, type_=Text()) for name in ("talk", "sid", "promise"))
    its, theirs = calls.alias("its"), promises.alias("theirs")
    its_phone = select(its.c.phone).where(its.c.sid == sid).scalar_subquery()
    phone = func.coalesce(its_phone, select(theirs.c.phone).where(theirs.c.id == promise).scalar_subquery())
    arrived_at = select(its.c.arrived_at).where(its.c.sid == sid).scalar_subquery()
    before = func.coalesce(arrived_at, bindparam("now", type_=Instant()))
    earlier = select(calls.c.sid).where(calls.c.phone == phone, calls.c.arrived_at < before).limit(COUNTS_UP_TO)
    owed = or_(
        _is(promises.c.call_sid == sid, BY_ITS_CALLER),
        _is(promises.c.phone == its_phone, OWED_TO_ONE),
    )
    heard = (recordings.c.state == "left", recordings.c.deleted_at.is_(None))
    return select(
        _is(match_notes.c.call_sid == sid, match_notes.c.event == "emergency").label("is_emergency"),
        select(func.count()).select_from(earlier.subquery()).scalar_subquery().label("calls_before"),
        boomerangs.lately(phone, bindparam("lately", type_=Instant()), before).label("contacts_lately"),
        or_(_is(transfers.c.talk == talk), _is(transfers.c.call_sid == sid)).label("transfers"),
        _is(verifications.c.call_sid == sid).label("codes"),
        owed.label("owed"),
        _is(recordings.c.promise_id == promise, *heard).label("messages"),
        _is(holds.c.talk == talk, LIVE).label("holds"),
        _is(listenings.c.talk == talk, LIVE).label("listens"),
        _is(talk_recordings.c.talk == talk).label("taped"),
        or_(_is(follow_ups.c.call_sid == sid), _is(follow_ups.c.promise_id == promise)).label("follow_up"),
    )


def _is(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(and_(*conditions))


# Asked with every look at a desk, so built once.
TRACES = _traces()


def of(connection: Connection, talk: ReservationId, work: Work, now: datetime) -> Traces:
    """Of what is talked about under this reservation."""
    bound = {
        "talk": talk,
        "sid": work.id if work.kind == "call" else None,
        "promise": work.id if work.kind == "promise" else None,
        "now": now,
        "lately": now - WITHIN,  # of a call that has waited for long, a little less than its own week
    }
    return value(Traces, connection.execute(TRACES, bound).one())
