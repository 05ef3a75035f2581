"""What a supervisor sees of the talks that go on: who talks since when about what, and how each may be listened to.

Nothing of the callers themselves: neither number nor name. Deliberately changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from routing.records import Reservation
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.ledger import AttemptId, ListeningId, listenings, promises, rooms, talk_recordings, transfers
from voice_app.ledger.ids import ListeningMode
from voice_app.runtime import Runtime
from voice_app.under_way import listening
from voice_app.under_way.listening import Hindrance, Listener

LATELY: Final = 20
"""Listenings that are over, as they are shown."""


@dataclass(frozen=True, slots=True)
class TalkSeen:
    """One talk. `is_recorded`: so is who joins. `hindrance`: why this supervisor cannot listen to it; None: nothing
    speaks against it, as far as is known before a phone is rung. `mine`: how this supervisor takes part."""

    talk: ReservationId
    kind: Literal["call", "callback"]
    agent: str
    since: datetime
    need: str | None
    language: str | None
    is_on_hold: bool
    is_recorded: bool
    hindrance: Hindrance | None
    listeners: tuple[Listener, ...]
    mine: Listener | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A listening that is over: who listened to whom, for how long, and in which ways."""

    id: ListeningId
    supervisor: str
    agent: str
    began_at: datetime
    lasted: timedelta
    modes: tuple[ListeningMode, ...]


def talks_now(house: Runtime, supervisor: AgentId) -> tuple[TalkSeen, ...]:
    """The longest first. Raises BoardGone, LedgerGone."""
    held = [one for one in house.board.reservations(house.board.talks()) if one.work.kind != "consult"]
    on_board = house.board.agents({one.agent for one in held})
    since = {agent: shown.agent.since for agent, shown in on_board.items()}
    with house.ledger.read() as ledger:
        told = listenings.told(ledger, [CallSid(one.work.id) for one in held])
        seen = [_seen(ledger, house, one, supervisor, since, told) for one in held]
    return tuple(sorted(seen, key=lambda one: (one.since, one.talk)))


def _seen(  # noqa: PLR0917 - what was looked up once for all of them
    ledger: Connection,
    house: Runtime,
    held: Reservation,
    supervisor: AgentId,
    since: Mapping[AgentId, datetime],
    told: frozenset[CallSid],
) -> TalkSeen:
    present = listening.listeners(ledger, house, held.id)
    need, language = _about(ledger, house, held)
    return TalkSeen(
        talk=held.id,
        kind="call" if held.work.kind == "call" else "callback",
        agent=house.roster[held.agent].name,
        since=since.get(held.agent, held.reserved_at),
        need=need,
        language=language,
        is_on_hold=rooms.live_hold(ledger, held.id) is not None,
        is_recorded=any(one.is_under_way for one in talk_recordings.of_talk(ledger, held.id)),
        hindrance=_hindrance(ledger, house, held, supervisor, told),
        listeners=present,
        mine=next((one for one in present if one.supervisor == supervisor), None),
    )


def _about(ledger: Connection, house: Runtime, held: Reservation) -> tuple[str | None, str | None]:
    if held.work.kind == "call":
        waiting = house.board.call(CallSid(held.work.id))
        return (waiting.call.need.name, waiting.call.need.language) if waiting else (None, None)
    owed = promises.of_attempt(ledger, AttemptId(held.id))
    return (owed.need, owed.language) if owed else (None, None)


def _hindrance(
    ledger: Connection, house: Runtime, held: Reservation, supervisor: AgentId, told: frozenset[CallSid]
) -> Hindrance | None:
    against: Mapping[Hindrance, bool] = {
        "off": not house.line.listening.notice,
        "callback": held.work.kind == "promise",
        "oneself": held.agent == supervisor,
        "not_told": CallSid(held.work.id) not in told,
        "under_way": transfers.under_way(ledger, CallSid(held.work.id)) is not None,
    }
    return next((hindrance for hindrance, is_so in against.items() if is_so), None)


def heard_lately(house: Runtime) -> tuple[Heard, ...]:
    """Who listened to whom, newest first. Raises LedgerGone."""
    found = list[Heard]()
    with house.ledger.read() as ledger:
        for one in listenings.latest(ledger, LATELY):
            record = listenings.record_of(ledger, one.id)
            modes = dict.fromkeys(done.mode for done in record if done.event == "mode" and done.mode is not None)
            began_at = one.joined_at or one.asked_at
            lasted = (one.ended_at or began_at) - began_at
            names = (house.roster[one.supervisor].name, house.roster[one.agent].name)
            found.append(Heard(one.id, *names, began_at, lasted, tuple(modes)))
    return tuple(found)
