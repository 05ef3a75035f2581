"""Talks that go on in a room, and who held in them: who is where, as each leg says; each step a compare-and-set.

A room is *open* until both have left it; of a talk one is open at a time, and one hold is live (partial unique
indexes). Deliberately decides nothing: `routing.rooms` does.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from routing.queues import AHEAD_OF_ALL
from routing.rooms import Place, Standing
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.ledger.ids import HoldId, RoomId
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import LIVE, OWED, holds, rooms

R, H = rooms.c, holds.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """A talk is to go on in a room. `talk`: the reservation (of a callback also the attempt); `call_sid`: the caller's
    leg, of a callback the customer's. `waits_since`, `counts_from`: the place that the caller would go back to."""

    id: RoomId
    talk: ReservationId
    call_sid: CallSid
    agent: AgentId
    agent_leg: CallSid
    is_callback: bool
    is_apart: bool
    need: str | None
    language: str
    waits_since: datetime
    counts_from: datetime
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Room(Wanted):
    """A room as the ledger has it; `routing.rooms.Standing` says what its instants mean. `cause`: why it was closed."""

    wants_hold: bool
    caller: Place
    caller_in_at: datetime | None
    caller_left_at: datetime | None
    agent_in_at: datetime | None
    agent_left_at: datetime | None
    moved_at: datetime | None
    called_at: datetime | None
    let_go_at: datetime | None
    closed_at: datetime | None
    cause: str | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_emergency(self) -> bool:
        """The caller spoke of somebody in danger: by the place in the line, which goes on before all others."""
        return self.waits_since - self.counts_from >= AHEAD_OF_ALL

    @property
    def standing(self) -> Standing:
        return Standing(
            is_callback=self.is_callback,
            is_apart=self.is_apart,
            wants_hold=self.wants_hold,
            caller=self.caller,
            opened_at=self.opened_at,
            caller_left=self.caller_left_at is not None,
            agent_in_at=self.agent_in_at,
            agent_left_at=self.agent_left_at,
            caller_in_at=self.caller_in_at,
            moved_at=self.moved_at,
            called_at=self.called_at,
            let_go_at=self.let_go_at,
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """A caller who holds, or is about to. `began_at`: the caller's leg said so. `cause`: how it ended: `back` with the
    agent, `agent_left`, `gone`, `sent_on`, `consult`, or `not_moved`."""

    id: HoldId
    room: RoomId
    talk: ReservationId
    call_sid: CallSid
    agent: AgentId
    asked_at: datetime
    began_at: datetime | None
    end_asked_at: datetime | None
    ended_at: datetime | None
    cause: str | None


# ── a talk becomes a room ───────────────────────────────────────────────────────────────────────────────────────────


def open_room(connection: Connection, wanted: Wanted) -> Room:
    """The room of this talk: this one, or the one that is open already."""
    row = {one.name: getattr(wanted, one.name) for one in fields(Wanted)}
    insert_once(connection, rooms, **row, wants_hold=False, caller="talk")
    found = of_talk(connection, wanted.talk)
    if found is None:  # only a room that was just written by nobody could be missing
        raise LookupError(wanted.talk)
    return found


def ask_hold(connection: Connection, room: Room, hold: HoldId, now: datetime) -> bool:
    """The caller is to hold; whoever asks twice asks once."""
    row = {"room": room.id, "talk": room.talk, "call_sid": room.call_sid, "agent": room.agent}
    if not insert_once(connection, holds, id=hold, **row, asked_at=now):
        changes(connection, _hold_of(room.id).values(end_asked_at=None))
    return _write(connection, room.id, R.agent_left_at.is_(None), R.caller_left_at.is_(None), wants_hold=True)


def end_hold(connection: Connection, room: RoomId, now: datetime) -> bool:
    """The caller is to come back."""
    changes(connection, _hold_of(room).where(H.end_asked_at.is_(None)).values(end_asked_at=now))
    return _write(connection, room, R.agent_left_at.is_(None), wants_hold=False)


def end_needless_hold(connection: Connection, room: Room, again_after: timedelta, now: datetime) -> bool:
    """It was taken back before the caller went anywhere, and no request is on its way that moves the caller after
    all."""
    if room.wants_hold or room.caller != "room" or (room.called_at is not None and now - room.called_at < again_after):
        return False
    return _end_hold(connection, room.id, "back", now)


# ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────────


def moving(connection: Connection, room: RoomId, again_after: timedelta, now: datetime) -> bool:
    """May the leg that a Dial made be redirected? Not where the last request may still have its effect."""
    return _write(connection, room, _rested(R.moved_at, again_after, now), moved_at=now)


def calling(connection: Connection, room: RoomId, again_after: timedelta, now: datetime) -> bool:
    """May the caller be redirected to or off hold, or the other of the two be made to follow?"""
    return _write(connection, room, _rested(R.called_at, again_after, now), called_at=now)


def letting_go(connection: Connection, room: RoomId, again_after: timedelta, now: datetime) -> bool:
    """May the agent's leg be asked to leave?"""
    return _write(connection, room, _rested(R.let_go_at, again_after, now), let_go_at=now)


def not_sent(connection: Connection, room: RoomId, request: str) -> bool:
    """That request certainly did nothing."""
    return _write(connection, room, **{request: None})


# ── each leg of itself ──────────────────────────────────────────────────────────────────────────────────────────────


def caller_is_at(connection: Connection, room: Room, place: Place, now: datetime, *, is_redirected: bool) -> None:
    """The caller holds, or goes into the room; a redirect that was waited for has had its effect."""
    new: dict[str, Any] = {"called_at": None} if is_redirected else {}
    if place != room.caller:
        new |= {"caller": place, "caller_in_at": now}
    if new:
        _write(connection, room.id, **new)
    if place == "hold":
        changes(connection, _hold_of(room.id).where(H.began_at.is_(None)).values(began_at=now))
    elif not room.wants_hold:
        _end_hold(connection, room.id, "back", now)


def agent_is_in(connection: Connection, room: Room, leg: CallSid, now: datetime) -> None:
    """The agent's leg has asked for the room, once more perhaps. Of a callback that is the one that was to follow."""
    new = {"called_at": None} if room.is_callback and room.agent_in_at is None else {}
    _write(connection, room.id, agent_in_at=now, agent_leg=leg, **new)


def agent_left(connection: Connection, room: RoomId, now: datetime) -> bool:
    return _write(connection, room, R.agent_left_at.is_(None), agent_left_at=now)


def caller_left(connection: Connection, room: RoomId, cause: str, now: datetime) -> bool:
    """The caller has hung up, or goes on to somebody else."""
    _end_hold(connection, room, cause, now)
    return _write(connection, room, R.caller_left_at.is_(None), caller_left_at=now, cause=cause)


def close(connection: Connection, room: RoomId, cause: str, now: datetime) -> bool:
    """The talk is over, or goes on elsewhere; what was said first of the cause stays."""
    _end_hold(connection, room, cause, now)
    found = one(Room, connection, select(rooms).where(R.id == room))
    first = found.cause if found is not None and found.cause is not None else cause
    return _write(connection, room, closed_at=now, cause=first)


# ── looked up ───────────────────────────────────────────────────────────────────────────────────────────────────────


def of_talk(connection: Connection, talk: ReservationId) -> Room | None:
    """The room in which this talk goes on, or did last."""
    its = select(rooms).where(R.talk == talk).order_by(R.closed_at.is_(None).desc(), R.opened_at.desc()).limit(1)
    return one(Room, connection, its)


def open_of_talk(connection: Connection, talk: ReservationId) -> Room | None:
    return one(Room, connection, select(rooms).where(R.talk == talk, OWED))


def open_of_call(connection: Connection, sid: CallSid) -> Room | None:
    """The room that this caller is in, or holds for."""
    its = select(rooms).where(R.call_sid == sid, OWED).order_by(R.opened_at.desc()).limit(1)
    return one(Room, connection, its)


def all_open(connection: Connection) -> tuple[Room, ...]:
    """Every room that is not closed, oldest first."""
    return many(Room, connection, select(rooms).where(OWED).order_by(R.opened_at))


def live_hold(connection: Connection, talk: ReservationId) -> Hold | None:
    """Who holds in this talk."""
    return one(Hold, connection, select(holds).where(H.talk == talk, LIVE))


def holds_of_call(connection: Connection, sid: CallSid) -> tuple[Hold, ...]:
    """Every time that this caller held, oldest first."""
    return many(Hold, connection, select(holds).where(H.call_sid == sid).order_by(H.asked_at))


def _write(connection: Connection, room: RoomId, *guards: Any, **new: Any) -> bool:
    return changes(connection, update(rooms).where(R.id == room, OWED, *guards).values(**new))


def _hold_of(room: RoomId) -> Any:
    return update(holds).where(H.room == room, LIVE)


def _end_hold(connection: Connection, room: RoomId, cause: str, now: datetime) -> bool:
    return changes(connection, _hold_of(room).values(ended_at=now, cause=cause))


def _rested(request: Any, again_after: timedelta, now: datetime) -> Any:
    return or_(request.is_(None), request <= now - again_after)
