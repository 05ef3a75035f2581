"""An agent lets a caller hold, and takes the caller back: asked for, written down, shown.

Works for calls and for callbacks, on every kind of phone. Deliberately moves nobody: each leg does itself (`rooms`),
and a worker asks it to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from routing.skills import AgentId, ReservationId
from voice_app import jobs
from voice_app.ledger import HoldId, transfers
from voice_app.ledger import rooms as kept
from voice_app.ledger.rooms import Hold
from voice_app.runtime import Runtime
from voice_app.sound import recording
from voice_app.under_way import consulting, rooms, sending_on
from voice_app.under_way.sending_on import Talking

TOO_LONG: Final = timedelta(minutes=2)
"""After that the agent is reminded, as the caller hears a word (`flows.rooms.NOT_FORGOTTEN`)."""

Hindrance = Literal["no_talk", "another_talk", "leg_unknown", "under_way", "over"]
"""Why nobody can be put on hold. *another_talk*: the one that was meant is over. *leg_unknown*: we know the talk, and
not on which leg the agent is in it. *under_way*: the call is being sent on, or a colleague is asked. *over*: one of the
two is gone."""


def hold(house: Runtime, agent: AgentId, now: datetime, talk: ReservationId | None = None) -> Hold | Hindrance:
    """The agent's caller is to hold; asked twice, it is the same. `talk`: the one that is meant. Raises BoardGone,
    LedgerGone."""
    talking = _talking(house, agent, talk)
    if not isinstance(talking, Talking):
        return talking
    with house.ledger.write() as ledger:
        if transfers.under_way(ledger, talking.call_sid) is not None:
            return "under_way"
        leg = consulting.leg_of(ledger, house, talking)
        if leg is None:
            return "leg_unknown"
        room = rooms.open_for(ledger, house, talking, leg, now)
        is_on = kept.ask_hold(ledger, room, HoldId(house.new_id()), now)
        found = kept.live_hold(ledger, talking.talk)
    house.jobs.ring(jobs.ROOM, talking.talk)
    if not is_on or found is None:
        return "over"
    recording.pause_for(house, talking.talk, "hold", now)
    return found


def take_back(house: Runtime, agent: AgentId, now: datetime, talk: ReservationId | None = None) -> Hold | Hindrance:
    """The caller is to come back. Raises BoardGone, LedgerGone."""
    talking = _talking(house, agent, talk)
    if not isinstance(talking, Talking):
        return talking
    with house.ledger.write() as ledger:
        room, found = kept.open_of_talk(ledger, talking.talk), kept.live_hold(ledger, talking.talk)
        if room is None or found is None or not kept.end_hold(ledger, room.id, now):
            return "over"
        found = kept.live_hold(ledger, talking.talk) or found
    house.jobs.ring(jobs.ROOM, talking.talk)
    return found


def _talking(house: Runtime, agent: AgentId, talk: ReservationId | None) -> Talking | Hindrance:
    talking = sending_on.talk_of(house, agent)
    if talking is None:
        return "no_talk"
    return talking if talk in (None, talking.talk) else "another_talk"


@dataclass(frozen=True, slots=True)
class OnHold:
    """A caller who holds, as the desk shows it. `since`: asked for, and once the caller's leg has said so, from then.
    `is_held`: hears the music; else is about to. `is_coming_back`. `is_long`: the agent is to be reminded."""

    talk: ReservationId
    since: datetime
    is_held: bool
    is_coming_back: bool
    is_long: bool


def on_hold(ledger: Connection, talk: ReservationId, now: datetime) -> OnHold | None:
    """Whether the caller of this talk holds."""
    found = kept.live_hold(ledger, talk)
    if found is None:
        return None
    since = found.began_at or found.asked_at
    is_long = found.end_asked_at is None and now - since >= TOO_LONG
    return OnHold(talk, since, found.began_at is not None, found.end_asked_at is not None, is_long)
