"""A supervisor listens to a talk, whispers to its agent, or joins: asked for, entered, changed, left.

Only where the caller was told before an agent was joined (`notices`), and never at a callback: whoever is called back
hears a person first, and nobody has told them. The supervisor's phone rings first, and only who accepts makes the talk
a room; the agent sees it from the moment that it is asked for. Who listens is on break meanwhile. Deliberately speaks
no REST (`workers.listenings`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog
from sqlalchemy import Connection

from flows.rooms import who_listens
from flows.verbs import Verb
from routing.agents import Activity, Presence
from routing.board import BoardGone
from routing.skills import AgentId, CallSid, ReservationId
from voice_app import jobs, presence
from voice_app.ledger import LedgerGone, ListeningId, agents, listenings, transfers
from voice_app.ledger.ids import ListeningMode
from voice_app.ledger.listenings import Listening
from voice_app.runtime import Runtime
from voice_app.under_way import consulting, rooms, sending_on
from voice_app.under_way.sending_on import Talking

RING_LASTS: Final = timedelta(seconds=100)
"""What a ring by REST may take beside the ringing itself: the carrier's queue, its five seconds more, the question."""

Hindrance = Literal[
    "off", "no_talk", "callback", "oneself", "not_told", "under_way", "leg_unknown", "busy", "listens_already"
]
"""Why a supervisor cannot listen. *off*: the line file words no notice. *not_told*: this caller has not heard it.
*under_way*: the call is being sent on, or a colleague is asked. *busy*: the supervisor is on the phone, or rung."""

log = structlog.get_logger()


def ask(
    house: Runtime, supervisor: AgentId, talk: ReservationId, mode: ListeningMode, now: datetime
) -> Listening | Hindrance:
    """Have the supervisor's phone rung for it; or change how this supervisor takes part. Raises BoardGone,
    LedgerGone."""
    with house.ledger.read() as ledger:
        mine = listenings.of_supervisor(ledger, supervisor)
    if mine is not None:
        return _change(house, mine, talk, mode, now)
    wanted = _prepare(house, supervisor, talk, mode, now)
    if not isinstance(wanted, Listening):
        return wanted
    with house.ledger.write() as ledger:
        is_new = listenings.ask(ledger, wanted)
    if not is_new:
        return "listens_already"
    if wanted.was_ready:
        presence.declare(house, supervisor, Presence.ON_BREAK, "listening", now)
    house.jobs.ring(jobs.ROOM, talk)
    return wanted


def _change(
    house: Runtime, mine: Listening, talk: ReservationId, mode: ListeningMode, now: datetime
) -> Listening | Hindrance:
    if mine.talk != talk:
        return "listens_already"
    with house.ledger.write() as ledger:
        listenings.choose_mode(ledger, mine.id, mode, now)
        found = listenings.get(ledger, mine.id) or mine
    house.jobs.ring(jobs.ROOM, talk)
    return found


def _prepare(
    house: Runtime, supervisor: AgentId, talk: ReservationId, mode: ListeningMode, now: datetime
) -> Listening | Hindrance:
    talking = _talk_to_hear(house, supervisor, talk)
    if not isinstance(talking, Talking):
        return talking
    on_board = house.board.agent(supervisor)
    if on_board is not None and on_board.agent.activity in (Activity.RESERVED, Activity.TALKING):
        return "busy"
    with house.ledger.read() as ledger:
        hindrance = _hindrance(ledger, house, talking)
    if hindrance is not None:
        return hindrance
    return Listening(
        id=ListeningId(house.new_id()),
        talk=talk,
        call_sid=talking.call_sid,
        agent=talking.agent,
        supervisor=supervisor,
        mode=mode,
        asked_at=now,
        was_ready=on_board is not None and on_board.agent.presence is Presence.READY,
    )


def _talk_to_hear(house: Runtime, supervisor: AgentId, talk: ReservationId) -> Talking | Hindrance:
    """The talk, if it is one that may be listened to."""
    if not house.line.listening.notice:
        return "off"
    held = house.board.reservation(talk)
    talking = sending_on.talk_of(house, held.agent) if held is not None else None
    if held is not None and held.state == "accepted" and held.work.kind != "call":
        return "callback" if held.work.kind == "promise" else "under_way"
    if talking is None or talking.talk != talk:
        return "no_talk"
    return "oneself" if talking.agent == supervisor else talking


def _hindrance(ledger: Connection, house: Runtime, talking: Talking) -> Hindrance | None:
    if listenings.notice_of(ledger, talking.call_sid) is None:
        return "not_told"
    if transfers.under_way(ledger, talking.call_sid) is not None:
        return "under_way"
    return "leg_unknown" if consulting.leg_of(ledger, house, talking) is None else None


def leave(house: Runtime, supervisor: AgentId, now: datetime) -> bool:
    """The supervisor wants to hear no more; says whether there was anything to be left. Raises LedgerGone."""
    with house.ledger.write() as ledger:
        mine = listenings.of_supervisor(ledger, supervisor)
        if mine is not None:
            listenings.leave(ledger, mine.id, "left", now)
    if mine is not None:
        house.jobs.ring(jobs.ROOM, mine.talk)
    return mine is not None


# ── the supervisor's leg of itself ──────────────────────────────────────────────────────────────────────────────────


def joins(house: Runtime, listening: ListeningId, leg: CallSid, now: datetime) -> None:
    """The supervisor accepted, or comes back into the room: if the talk goes on, and nobody was asked about it. Now the
    talk becomes a room. Raises LedgerGone: then nobody enters."""
    with house.ledger.write() as ledger:
        found = listenings.get(ledger, listening)
        if found is None or not found.is_live or found.leave_at is not None:
            return
        if not _has_room(ledger, house, found, now):
            listenings.leave(ledger, listening, "over", now)
            return
        listenings.joined(ledger, listening, leg, now)
        listenings.enters(ledger, listening, now)
    house.jobs.ring(jobs.ROOM, found.talk)


def _has_room(ledger: Connection, house: Runtime, found: Listening, now: datetime) -> bool:
    """The room in which this talk goes on, from now on or already; none where it is over, or elsewhere."""
    try:
        talking = sending_on.talk_of(house, found.agent)
    except BoardGone:
        return False
    if talking is None or talking.talk != found.talk or _hindrance(ledger, house, talking) is not None:
        return False
    leg = consulting.leg_of(ledger, house, talking) or talking.call_sid
    room = rooms.open_for(ledger, house, talking, leg, now)
    return room.agent_left_at is None and room.caller_left_at is None


def leg_lives(house: Runtime, listening: ListeningId, leg: CallSid) -> None:
    """A signed word of the supervisor's leg, which may come before the answer to the request that made it."""
    with house.ledger.write() as ledger:
        listenings.leg_is(ledger, listening, leg)


def is_over(house: Runtime, listening: ListeningId, leg: CallSid | None, cause: str, now: datetime) -> None:
    """The supervisor's leg is over, or never was; who was ready for calls is so again."""
    try:
        with house.ledger.write() as ledger:
            found = listenings.get(ledger, listening)
            if found is None or (leg is not None and found.leg not in (None, leg)):
                return
            is_news = listenings.ended(ledger, listening, cause if found.joined_at else "not_accepted", now)
            declared = agents.get(ledger, found.supervisor)
    except LedgerGone:
        log.warning("listening.end_not_noted", listening=listening)
        return
    if is_news and found.was_ready and declared is not None and declared.presence == Presence.ON_BREAK.value:
        presence.declare(house, found.supervisor, Presence.READY, "listening", now)


def word(house: Runtime, listening: ListeningId) -> tuple[Verb, ...]:
    """What the agent is told by voice; nothing, where it is over by now."""
    with house.ledger.read() as ledger:
        found = listenings.get(ledger, listening)
    if found is None or not found.is_live:
        return ()
    agent, supervisor = house.roster[found.agent], house.roster[found.supervisor]
    return (who_listens(supervisor.name, house.terms.spoken_to(agent.languages)),)


# ── shown ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Listener:
    """A supervisor at a talk, as its agent sees it. `mode`: as it works; before the leg is in, as asked for. `is_in`:
    hears the talk; else the phone rings. `since`: of what is shown."""

    id: ListeningId
    supervisor: AgentId
    name: str
    mode: ListeningMode
    is_in: bool
    since: datetime


def listeners(ledger: Connection, house: Runtime, talk: ReservationId) -> tuple[Listener, ...]:
    """Who listens to this talk, or is about to."""
    return tuple(_as_shown(house, one) for one in listenings.live_in(ledger, talk))


def _as_shown(house: Runtime, one: Listening) -> Listener:
    is_in = one.joined_at is not None
    mode = (one.applied if is_in else None) or one.mode
    return Listener(
        one.id, one.supervisor, house.roster[one.supervisor].name, mode, is_in, one.joined_at or one.asked_at
    )
