"""What came of every call: one row, written from arrival to wrap-up.

Hooks come twice, late and in the wrong order, so each write has a guard and says whether it was let through. An
ended call takes nothing more but its wrap-up, and one late key (`take_late_key`). A call that the ledger never
saw begin stays unknown: nothing here creates it on the way.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, literal, select, update

from routing.skills import AgentId, CallSid
from voice_app.ledger.ids import Disposition, Phone
from voice_app.ledger.instants import Instant
from voice_app.ledger.needs import NOTE_FIRST_NEED, NOTE_NEED, Asks, noted
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import LIVE, OWED_TO_ONE, calls, promises

LATE_KEY_WITHIN = timedelta(seconds=60)

Choice = Literal["need", "person", "silence", "key", "words", "name"]
"""How the menu was answered: by a need, by asking for a person, by nothing, by a key or by words that stand for nothing
there, by a colleague's name."""


@dataclass(frozen=True, slots=True)
class Call:
    """One inbound call, or a callback that was sent on. `phone` is None for an anonymous caller, or once erased;
    `entered` is one answer a line; `answered_by`: None also while it waits again after an agent sent it on. `choice`:
    how the menu was answered, None: it was not asked; `turned_out`: the need that it was about after all, by its
    agent's word. `joined_at`: since when it waited for somebody, or within the hours asked for somebody in vain;
    `earlier_sid`: the call within a week before it, from the same phone about the same."""

    sid: CallSid
    phone: Phone | None = field(repr=False)
    line_version: int
    arrived_at: datetime
    need: str | None
    language: str | None
    entered: str | None = field(repr=False)
    candidate: str | None = field(repr=False)
    offered_at: datetime | None
    late_key_at: datetime | None
    answered_by: AgentId | None
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    disposition: Disposition | None
    note: str | None = field(repr=False)
    wrapped_at: datetime | None
    is_resolved: bool | None
    choice: Choice | None
    turned_out: str | None
    joined_at: datetime | None
    earlier_sid: CallSid | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The beginning of a call, and its end if that is known."""

    arrived_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What became of a call, and what it was about."""

    sid: CallSid
    arrived_at: datetime
    ended_at: datetime | None
    outcome: str | None
    need: str | None


# Asked with nearly every hook, so built once: building a statement costs as much as running it.
BOUNDS = select(calls.c.arrived_at, calls.c.ended_at).where(calls.c.sid == bindparam("sid"))
OF_PHONE = calls.c.phone == bindparam("phone")
EARLIER = (
    select(*(calls.c[name] for name in ("sid", "arrived_at", "ended_at", "outcome", "need")))
    .where(
        OF_PHONE,
        calls.c.arrived_at < bindparam("before"),
        ~exists().where(promises.c.phone == bindparam("phone"), OWED_TO_ONE),
    )
    .order_by(calls.c.arrived_at.desc())
    .limit(bindparam("most"))
)
LIVE_CALLS = select(calls).where(OF_PHONE, LIVE).order_by(calls.c.arrived_at.desc()).limit(20)
NOTE_ENTERED = (
    update(calls)
    .where(calls.c.sid == bindparam("of"), LIVE)
    .values(entered=func.coalesce(calls.c.entered + "\n", "") + bindparam("line", type_=OwnWords()))
)


def begin(connection: Connection, sid: CallSid, phone: Phone | None, line_version: int, arrived_at: datetime) -> bool:
    """A call arrives, under this version of the line; a repeat changes nothing."""
    return insert_once(connection, calls, sid=sid, phone=phone, line_version=line_version, arrived_at=arrived_at)


def note_need(connection: Connection, sid: CallSid, need: str | None, language: str, asks: Asks | None = None) -> bool:
    """What the caller chose, and in which language; the last choice counts. `need` None: whatever it is about. `asks`
    None: it is somebody else who says so."""
    return connection.execute(NOTE_NEED, noted(sid, need, language, asks)).rowcount == 1


def note_first_need(
    connection: Connection,
    sid: CallSid,
    need: str | None,
    language: str,
    asks: Asks | None = None,
    *,
    by_name: bool,
) -> bool:
    """The same, and how the menu was answered: for the first choice of a call. `by_name`: a colleague's name was
    said."""
    said = noted(sid, need, language, asks) | {"by_name": by_name}
    return connection.execute(NOTE_FIRST_NEED, said).rowcount == 1


def note_entered(connection: Connection, sid: CallSid, text: str) -> bool:
    """Add what the caller keyed or said, so that nobody asks for it again."""
    return connection.execute(NOTE_ENTERED, {"of": sid, "line": " ".join(text.split())}).rowcount == 1


def keep_candidate(connection: Connection, sid: CallSid, typed: str) -> bool:
    """Remember the number that the caller typed, until it is confirmed or typed anew."""
    return _write(connection, sid, candidate=typed)


def candidate(connection: Connection, sid: CallSid) -> str | None:
    """The number last typed in this call."""
    return connection.execute(select(calls.c.candidate).where(calls.c.sid == sid)).scalar_one_or_none()


def note_offer(connection: Connection, sid: CallSid, now: datetime) -> bool:
    """A callback was offered; only the first offer is noted."""
    return _write(connection, sid, calls.c.offered_at.is_(None), offered_at=now)


def answered(connection: Connection, sid: CallSid, agent: AgentId, now: datetime) -> bool:
    """This agent accepted the call, and has it until it is sent on. When it was answered first stays."""
    first = func.coalesce(calls.c.answered_at, literal(now, Instant()))
    return _write(connection, sid, calls.c.answered_by.is_(None), answered_by=agent, answered_at=first)


def send_on(connection: Connection, sid: CallSid) -> bool:
    """The agent who has the call has it no longer: it waits for another. Who that was stands with the transfer."""
    return _write(connection, sid, answered_by=None)


def end(connection: Connection, sid: CallSid, outcome: str, now: datetime) -> bool:
    """The call is over, with this outcome code; the first end stays."""
    return _write(connection, sid, ended_at=now, outcome=outcome)


def goes_on(connection: Connection, sid: CallSid) -> bool:
    """The call was taken to be over, and the carrier says that it is not: it has no end again."""
    ended = (calls.c.sid == sid, calls.c.ended_at.is_not(None), calls.c.answered_by.is_(None))
    return changes(connection, update(calls).where(*ended).values(ended_at=None, outcome=None))


def _write(connection: Connection, sid: CallSid, *guards: ColumnElement[bool], **values: Any) -> bool:
    update_live = update(calls).where(calls.c.sid == sid, calls.c.ended_at.is_(None), *guards).values(**values)
    return changes(connection, update_live)


def take_late_key(connection: Connection, sid: CallSid, now: datetime) -> bool:
    """May a `1` that arrives after the end of the call still be a promise? True once, and to one asker only.

    Hanging up and the key may overtake each other on their way to us. So for 60 s after the end the first `1` counts,
    if the offer that it answers had been spoken before the end. A replay of old hooks is not let through.
    """
    let_through = (
        calls.c.sid == sid,
        ~exists().where(promises.c.call_sid == sid),  # else that `1` was heard already, and this is a repeat
        calls.c.offered_at <= calls.c.ended_at,
        calls.c.ended_at >= now - LATE_KEY_WITHIN,
        calls.c.late_key_at.is_(None),
    )
    return changes(connection, update(calls).where(*let_through).values(late_key_at=now))


def wrap(
    connection: Connection,
    sid: CallSid,
    agent: AgentId,
    disposition: Disposition,
    now: datetime,
    *,
    note: str | None,
    is_resolved: bool | None = None,
    turned_out: str | None = None,
) -> bool:
    """The agent who answered says how it went; the first word stays. `is_resolved`: at once, in this call;
    `turned_out`: the need that it was about after all. Where nobody is known to have answered, the word of that was
    lost."""
    is_theirs = (calls.c.answered_by == agent) | calls.c.answered_by.is_(None)
    its_own = (calls.c.sid == sid, is_theirs, calls.c.wrapped_at.is_(None))
    said = {"disposition": disposition, "note": note, "is_resolved": is_resolved, "turned_out": turned_out}
    return changes(connection, update(calls).where(*its_own).values(**said, wrapped_at=now))


def get(connection: Connection, sid: CallSid) -> Call | None:
    """One call."""
    return one(Call, connection, select(calls).where(calls.c.sid == sid))


def some(connection: Connection, sids: Collection[CallSid]) -> tuple[Call, ...]:
    """Those of these calls that the ledger has seen, in no order."""
    return many(Call, connection, select(calls).where(calls.c.sid.in_(sids)))


def bounds(connection: Connection, sid: CallSid) -> Bounds | None:
    """When a call began and ended; None: the ledger never saw it."""
    return one(Bounds, connection, BOUNDS, sid=sid)


def live_since(connection: Connection, since: datetime) -> int:
    """How many calls have arrived `since` and are not known to be over."""
    lately = select(func.count()).select_from(calls).where(LIVE, calls.c.arrived_at >= since)
    return int(connection.execute(lately).scalar_one())


def has_ended(connection: Connection, sid: CallSid) -> bool:
    """Is this call known to be over? One that the ledger never saw begin is not."""
    known = bounds(connection, sid)
    return known is not None and known.ended_at is not None


def in_talk(connection: Connection, since: datetime) -> tuple[Call, ...]:
    """Calls that arrived `since`, are with an agent and have not ended, newest first."""
    talking = (calls.c.answered_by.is_not(None), calls.c.ended_at.is_(None), calls.c.arrived_at >= since)
    return many(Call, connection, select(calls).where(*talking).order_by(calls.c.arrived_at.desc()))


def overdue(connection: Connection, arrived_before: datetime) -> tuple[Call, ...]:
    """Calls that arrived before this instant and of which no end is known, oldest first."""
    unended = select(calls).where(LIVE, calls.c.arrived_at <= arrived_before).order_by(calls.c.arrived_at)
    return many(Call, connection, unended)


def was_answered(connection: Connection, phone: Phone, since: datetime) -> bool:
    """Has an agent answered this phone since then?"""
    answered = select(calls.c.sid).where(calls.c.phone == phone, calls.c.answered_at >= since).limit(1)
    return connection.execute(answered).first() is not None


def last_of_agent(connection: Connection, agent: AgentId) -> Call | None:
    """The call that this agent accepted last, of those that the agent did not send on."""
    newest = select(calls).where(calls.c.answered_by == agent).order_by(calls.c.answered_at.desc()).limit(1)
    return one(Call, connection, newest)


def live(connection: Connection, phone: Phone) -> tuple[Call, ...]:
    """The calls from this phone of which no end is known, newest first."""
    return many(Call, connection, LIVE_CALLS, phone=phone)


def contacts(connection: Connection, phone: Phone, before: datetime, limit: int = 5) -> tuple[Call, ...]:
    """Earlier calls from this phone, newest first: those that arrived before `before`."""
    earlier = select(calls).where(calls.c.phone == phone, calls.c.arrived_at < before)
    return many(Call, connection, earlier.order_by(calls.c.arrived_at.desc()).limit(limit))


def earlier_if_not_owed(connection: Connection, phone: Phone, before: datetime, most: int) -> tuple[Earlier, ...]:
    """The calls from this phone that arrived before that instant, newest first; none where a callback is owed to it."""
    return many(Earlier, connection, EARLIER, phone=phone, before=before, most=most)


def entered_lines(call: Call) -> tuple[str, ...]:
    """What the caller keyed or said, one answer each, in order."""
    return tuple((call.entered or "").splitlines())
