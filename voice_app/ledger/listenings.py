"""Supervisors who listen to a talk, whisper or join: how far each is, and, never changed again, what each did.

    asked → rung → joined → ended     and beside it, for good: asked, joined, each mode from when it worked, left

Of a supervisor one listening is live (a partial unique index); so it is where each hears what that one asked for, and
no more. `notices`: what callers were told before an agent was joined with them; without that row nobody listens.
Deliberately decides nothing: `voice_app.under_way.listening` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, insert, or_, select, update

from routing.skills import AgentId, CallSid, ReservationId
from voice_app.ledger.ids import ListeningId, ListeningMode
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import LIVE, listening_events, listenings, notices

L = listenings.c
Event = Literal["asked", "joined", "mode", "left"]


@dataclass(frozen=True, slots=True)
class Notice:
    """These words stand before the ring of an agent. `heard_at`: the ring that followed them is known to have been
    begun, so they were spoken to their end."""

    call_sid: CallSid
    ring: ReservationId
    tongue: str
    words: str
    begun_at: datetime
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listening:
    """One supervisor at one talk. `mode`: as asked for last; `applied`: as it works at the carrier; None: not yet, so
    heard by nobody. `announced_at`: the agent was told by voice. `updated_at`: the mode was last asked for at the
    carrier. `leave_at`: since when it is to end. `was_ready`: is to be ready for calls again afterwards."""

    id: ListeningId
    talk: ReservationId
    call_sid: CallSid
    agent: AgentId
    supervisor: AgentId
    mode: ListeningMode
    asked_at: datetime
    was_ready: bool
    applied: ListeningMode | None = None
    rung_at: datetime | None = None
    leg: CallSid | None = None
    joined_at: datetime | None = None
    announced_at: datetime | None = None
    updated_at: datetime | None = None
    leave_at: datetime | None = None
    ended_at: datetime | None = None
    cause: str | None = None

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Done:
    """An entry of the record."""

    listening: ListeningId
    event: Event
    mode: ListeningMode | None
    at: datetime


# ── what callers were told ──────────────────────────────────────────────────────────────────────────────────────────


def begin_notice(connection: Connection, notice: Notice) -> bool:
    """Are these words to be spoken to the caller, before this ring? Not to whom has heard them in this call."""
    row = {"ring": notice.ring, "tongue": notice.tongue, "words": notice.words, "begun_at": notice.begun_at}
    if insert_once(connection, notices, call_sid=notice.call_sid, **row):
        return True
    unheard = (notices.c.call_sid == notice.call_sid, notices.c.heard_at.is_(None))
    return changes(connection, update(notices).where(*unheard).values(**row))


def notice_was_heard(connection: Connection, ring: ReservationId, now: datetime) -> bool:
    """The ring that followed the words was begun."""
    unheard = (notices.c.ring == ring, notices.c.heard_at.is_(None))
    return changes(connection, update(notices).where(*unheard).values(heard_at=now))


def notice_of(connection: Connection, sid: CallSid) -> Notice | None:
    """What this caller was told, if it was heard."""
    heard = (notices.c.call_sid == sid, notices.c.heard_at.is_not(None))
    return one(Notice, connection, select(notices).where(*heard))


def told(connection: Connection, calls: list[CallSid]) -> frozenset[CallSid]:
    """Which of these callers heard the notice."""
    heard = (notices.c.call_sid.in_(calls), notices.c.heard_at.is_not(None))
    return frozenset(CallSid(row.call_sid) for row in connection.execute(select(notices.c.call_sid).where(*heard)))


# ── one listening ───────────────────────────────────────────────────────────────────────────────────────────────────


def ask(connection: Connection, wanted: Listening) -> bool:
    """Write it down; false where this supervisor listens already."""
    row = {name: getattr(wanted, name) for name in Listening.__dataclass_fields__}
    if not insert_once(connection, listenings, **row):
        return False
    _record(connection, wanted.id, "asked", wanted.mode, wanted.asked_at)
    return True


def choose_mode(connection: Connection, listening: ListeningId, mode: ListeningMode, now: datetime) -> bool:
    """What the supervisor wants from now on."""
    chosen = _write(connection, listening, L.mode != mode, L.leave_at.is_(None), mode=mode, updated_at=None)
    if chosen:
        _record(connection, listening, "asked", mode, now)
    return chosen


def ringing(connection: Connection, listening: ListeningId, now: datetime) -> bool:
    """May the supervisor's phone be rung? Once: a second request would be a second ring."""
    return _write(connection, listening, L.rung_at.is_(None), L.leave_at.is_(None), rung_at=now)


def leg_is(connection: Connection, listening: ListeningId, leg: CallSid) -> bool:
    """The supervisor's leg; the first word of it stays."""
    return _write(connection, listening, L.leg.is_(None), leg=leg)


def joined(connection: Connection, listening: ListeningId, leg: CallSid, now: datetime) -> bool:
    """Accepted on this leg, and about to enter."""
    waits = (L.joined_at.is_(None), L.leave_at.is_(None), or_(L.leg.is_(None), L.leg == leg))
    has_joined = _write(connection, listening, *waits, joined_at=now, leg=leg)
    if has_joined:
        _record(connection, listening, "joined", None, now)
    return has_joined


def enters(connection: Connection, listening: ListeningId, now: datetime) -> bool:
    """The leg goes into the room, once more perhaps: heard by nobody, as everybody enters."""
    applied(connection, listening, "listen", now)
    return _write(connection, listening, updated_at=None)


def updating(connection: Connection, listening: ListeningId, again_after: timedelta, now: datetime) -> bool:
    """May the carrier be asked for the mode? It may be asked twice: the same mode twice is the same."""
    rested = or_(L.updated_at.is_(None), L.updated_at <= now - again_after)
    return _write(connection, listening, rested, updated_at=now)


def applied(connection: Connection, listening: ListeningId, mode: ListeningMode, now: datetime) -> bool:
    """It works so."""
    is_new = _write(connection, listening, or_(L.applied.is_(None), L.applied != mode), applied=mode)
    if is_new:
        _record(connection, listening, "mode", mode, now)
    return is_new


def announced(connection: Connection, listening: ListeningId, now: datetime) -> bool:
    """May the agent be told by voice? Once."""
    return _write(connection, listening, L.announced_at.is_(None), announced_at=now)


def not_announced(connection: Connection, listening: ListeningId) -> bool:
    """That certainly came to nothing."""
    return _write(connection, listening, announced_at=None)


def leave(connection: Connection, listening: ListeningId, cause: str, now: datetime) -> bool:
    """It is to end; the leg is to be hung up."""
    return _write(connection, listening, L.leave_at.is_(None), leave_at=now, cause=cause, updated_at=None)


def ended(connection: Connection, listening: ListeningId, cause: str, now: datetime) -> bool:
    """The leg is over, or never was; true for the first word of it."""
    found = get(connection, listening)
    first = found.cause if found is not None and found.cause is not None else cause
    is_news = _write(connection, listening, ended_at=now, cause=first)
    if is_news:
        _record(connection, listening, "left", None, now)
    return is_news


# ── looked up ───────────────────────────────────────────────────────────────────────────────────────────────────────


def get(connection: Connection, listening: ListeningId) -> Listening | None:
    return one(Listening, connection, select(listenings).where(L.id == listening))


def of_supervisor(connection: Connection, supervisor: AgentId) -> Listening | None:
    """The one that is live."""
    return one(Listening, connection, select(listenings).where(L.supervisor == supervisor, LIVE))


def live_in(connection: Connection, talk: ReservationId) -> tuple[Listening, ...]:
    """Who listens to this talk, or is about to, in the order of asking."""
    its = select(listenings).where(L.talk == talk, LIVE).order_by(L.asked_at, L.id)
    return many(Listening, connection, its)


def all_live(connection: Connection) -> tuple[Listening, ...]:
    return many(Listening, connection, select(listenings).where(LIVE).order_by(L.asked_at, L.id))


def latest(connection: Connection, count: int) -> tuple[Listening, ...]:
    """The last that are over, newest first."""
    its = select(listenings).where(L.ended_at.is_not(None), L.joined_at.is_not(None))
    return many(Listening, connection, its.order_by(L.asked_at.desc(), L.id).limit(count))


def legs(connection: Connection, sids: list[CallSid]) -> dict[CallSid, bool]:
    """Which of these legs were made for a listening, and whether that goes on."""
    found = connection.execute(select(L.leg, L.ended_at).where(L.leg.in_(sids)))
    return {CallSid(row.leg): row.ended_at is None for row in found}


def record_of(connection: Connection, listening: ListeningId) -> tuple[Done, ...]:
    """What that supervisor did, in order."""
    its = select(listening_events.c.listening, listening_events.c.event, listening_events.c.mode, listening_events.c.at)
    return many(Done, connection, its.where(listening_events.c.listening == listening).order_by(listening_events.c.id))


def _record(
    connection: Connection, listening: ListeningId, event: Event, mode: ListeningMode | None, now: datetime
) -> None:
    connection.execute(insert(listening_events).values(listening=listening, event=event, mode=mode, at=now))


def _of(listening: ListeningId) -> Any:
    return update(listenings).where(L.id == listening, LIVE)


def _write(connection: Connection, listening: ListeningId, *guards: Any, **new: Any) -> bool:
    return changes(connection, _of(listening).where(*guards).values(**new))
