"""Facts about a talk that goes on in a room, and about a supervisor who listens to it. Deliberately decides nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from flows.talkroom import Listening, Talkroom
from flows.thread import Thread
from routing import rooms as standing
from routing.skills import ReservationId
from voice_app.ledger import LedgerGone, ListeningId, listenings, rooms
from voice_app.ledger.rooms import Room
from voice_app.talk import Talk


def _talkroom(talk: Talk, thread: Thread) -> Talkroom | None:
    """Where the ledger cannot say, whoever holds goes on holding, and whoever enters the room enters it."""
    house, now, name = talk.house, talk.hook.now, thread.subject or ""
    try:
        with talk.ledger() as ledger:
            room = rooms.of_talk(ledger, ReservationId(name))
            present = listenings.live_in(ledger, room.talk) if room is not None else ()
    except LedgerGone:
        return Talkroom(name=name, caller="hold", agent=None)
    if room is None:
        return None
    return Talkroom(
        name=name,
        caller=_place(room),
        agent=house.roster[room.agent].name,
        need=room.need,
        is_open=room.is_open,
        is_callback=room.is_callback,
        wants_hold=room.wants_hold,
        agent_stays=room.is_open and standing.agent_stays(room.standing, now),
        agent_in_at=room.agent_in_at,
        listeners=tuple(house.roster[one.supervisor].name for one in present if _is_told_now(one.announced_at, now)),
    )


def _place(room: Room) -> Literal["hold", "room", "line", "over"]:
    """Where the caller's leg has said that it goes."""
    if not room.is_open:
        return "line" if room.cause == "agent_left" else "over"
    if standing.whereto(room.standing) == "over":
        return "over"
    return "room" if room.caller == "room" else "hold"


def _is_told_now(announced_at: datetime | None, now: datetime) -> bool:
    return announced_at == now


def _listening(talk: Talk, thread: Thread) -> Listening | None:
    house = talk.house
    try:
        with talk.ledger() as ledger:
            found = listenings.get(ledger, ListeningId(thread.subject or ""))
            is_open = found is not None and rooms.open_of_talk(ledger, found.talk) is not None
    except LedgerGone:
        return None
    if found is None:
        return None
    has_joined = found.joined_at is not None
    return Listening(
        room=found.talk,
        agent=house.roster[found.agent].name,
        is_over=not found.is_live or found.leave_at is not None or (has_joined and not is_open),
        is_mine=has_joined and found.leg == talk.hook.sid,
        by_answering=house.roster[found.supervisor].reach.startswith("client:"),
    )


LOOK_UPS: Final[Mapping[str, Callable[[Talk, Thread], Any]]] = {"talkroom": _talkroom, "listening": _listening}
"""The fields of Facts that the nodes of a room ask for."""
