"""A talk that goes on in a room: who is where, as each leg says of itself; where the caller goes, whether the agent
stays.

The leg that a Dial made is redirected, the other follows; a caller who holds does so in a loop of its own, each turn of
which asks here (`routing.rooms` decides). Whatever is lost leaves the two talking, or brings the caller to somebody.
Deliberately speaks no REST (`workers.rooms`), and of those who listen knows only that the agent is told of them.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from routing import rooms as standing
from routing.skills import CallSid, ReservationId
from voice_app import jobs
from voice_app.hook import Hook
from voice_app.ledger import LedgerGone, RoomId, TransferId, listenings, rooms, transfers
from voice_app.ledger.rooms import Room, Wanted
from voice_app.ledger.transfers import Wanted as WantedTransfer
from voice_app.runtime import Runtime
from voice_app.under_way import consulting, sending_on
from voice_app.under_way.sending_on import Talking

Write = Callable[[Connection, Room], object]

log = structlog.get_logger()


def open_for(ledger: Connection, house: Runtime, talking: Talking, agent_leg: CallSid, now: datetime) -> Room:
    """The room of this talk, from now on or already."""
    agent = talking.agent
    wanted = Wanted(
        id=RoomId(house.new_id()),
        talk=talking.talk,
        call_sid=talking.call_sid,
        agent=agent,
        agent_leg=agent_leg,
        is_callback=talking.is_callback,
        is_apart=consulting.is_apart(ledger, talking.talk),
        need=talking.need,
        language=talking.language,
        waits_since=talking.waits_since,
        counts_from=talking.counts_from,
        opened_at=now,
    )
    return rooms.open_room(ledger, wanted)


def is_open(house: Runtime, talk: str) -> bool:
    """Does the end of this talk's Dial mean that it goes on in a room? Where the ledger cannot say, it means an end."""
    try:
        with house.ledger.read() as ledger:
            return rooms.open_of_talk(ledger, ReservationId(talk)) is not None
    except LedgerGone:
        return False


# ── each leg of itself ──────────────────────────────────────────────────────────────────────────────────────────────


def move_caller(house: Runtime, talk: str, hook: Hook) -> None:
    """The caller's leg asks, and goes where the talk wants it. `tries`: it was redirected here for that."""
    now, is_redirected = hook.now, hook.thread.tries > 0
    with house.ledger.write() as ledger:
        room = rooms.open_of_talk(ledger, ReservationId(talk))
        if room is None or room.call_sid != hook.sid:
            return
        to = standing.whereto(room.standing)
        if to == "hold":
            rooms.caller_is_at(ledger, room, "hold", now, is_redirected=is_redirected)
        elif not standing.lets_off(room.standing, now, is_redirected=is_redirected):
            return
        elif to == "room":
            rooms.caller_is_at(ledger, room, "room", now, is_redirected=is_redirected)
        elif to == "line":
            _ask_for_the_line(ledger, house, room, now)
    if to == "line":
        sending_on.caller_has_left(house, talk, hook)


def _ask_for_the_line(ledger: Connection, house: Runtime, room: Room, now: datetime) -> None:
    """The agent is gone while the caller holds: as if the call had been sent on, to whoever can take it."""
    wanted = WantedTransfer(
        id=TransferId(house.new_id()),
        call_sid=room.call_sid,
        talk=room.talk,
        is_callback=room.is_callback,
        from_agent=room.agent,
        to_need=room.need,
        to_agent=None,
        need_before=room.need,
        language=room.language,
        mode="cold",
        note=None,
        wrong_choice=False,
        waits_since=room.waits_since,
        counts_from=room.counts_from,
        asked_at=now,
    )
    transfers.ask(ledger, wanted)
    rooms.caller_left(ledger, room.id, "agent_left", now)
    rooms.close(ledger, room.id, "agent_left", now)


def agent_enters(house: Runtime, talk: str, leg: CallSid, now: datetime) -> None:
    """The agent is about to be in the room, and is told on the way who listens."""

    def write(ledger: Connection, room: Room) -> None:
        rooms.agent_is_in(ledger, room, leg, now)
        for one in listenings.live_in(ledger, room.talk):
            if one.joined_at is not None:
                listenings.announced(ledger, one.id, now)

    _note(house, talk, write)


def agent_leg_is_over(house: Runtime, talk: str, leg: CallSid, now: datetime) -> bool:
    """The agent's leg has left the talk: whoever holds goes on without. Says whether there was a room."""
    try:
        with house.ledger.write() as ledger:
            room = rooms.open_of_talk(ledger, ReservationId(talk))
            if room is None or leg != room.agent_leg:
                return False
            rooms.agent_left(ledger, room.id, now)
            if room.caller_left_at is not None:
                rooms.close(ledger, room.id, "gone", now)
    except LedgerGone:
        log.warning("room.agent_not_noted", talk=talk)
        return False
    if not room.is_callback:
        sending_on.settle(house, room.talk, now)
    house.jobs.ring(jobs.ROOM, talk)
    return True


def caller_is_gone(house: Runtime, sid: CallSid, now: datetime) -> None:
    """The caller has hung up: the agent need not wait any more."""
    _caller_leaves(house, sid, "gone", now)


def caller_goes_on(house: Runtime, sid: CallSid, now: datetime) -> None:
    """The caller was sent on to somebody else, out of the room or off hold."""
    _caller_leaves(house, sid, "sent_on", now)


def _caller_leaves(house: Runtime, sid: CallSid, cause: str, now: datetime) -> None:
    try:
        with house.ledger.read() as ledger:
            room = rooms.open_of_call(ledger, sid)
        if room is None:
            return
        with house.ledger.write() as ledger:
            rooms.caller_left(ledger, room.id, cause, now)
            if room.agent_left_at is not None:
                rooms.close(ledger, room.id, cause, now)
    except LedgerGone:
        log.warning("room.caller_not_noted", call=sid)
        return
    house.jobs.ring(jobs.ROOM, room.talk)


def consult_begins(house: Runtime, talk: str, now: datetime) -> None:
    """Agent or caller has left for a word with a colleague: the two are no longer in this room, and whoever listened
    hears nothing of it."""
    _note(house, talk, lambda ledger, room: rooms.close(ledger, room.id, "consult", now))


def _note(house: Runtime, talk: str, write: Write) -> None:
    try:
        with house.ledger.read() as ledger:
            room = rooms.open_of_talk(ledger, ReservationId(talk))
        if room is None:
            return
        with house.ledger.write() as ledger:
            write(ledger, room)
    except LedgerGone:
        log.warning("room.not_noted", talk=talk)
        return
    house.jobs.ring(jobs.ROOM, talk)
