"""What an agent declares, what we have the agent doing, and how one follows from the other.

Deliberately chooses nobody, and knows of a piece of work only that there is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from routing.skills import AgentId, Skills

REST = timedelta(minutes=1)
"""For how long an agent who did not accept is not rung."""


class Presence(StrEnum):
    """What the agent declared."""

    READY = "ready"
    ON_BREAK = "on_break"
    SIGNED_OUT = "signed_out"


class Activity(StrEnum):
    """What we have the agent doing."""

    IDLE = "idle"
    RESERVED = "reserved"
    TALKING = "talking"
    WRAPPING_UP = "wrapping_up"


class Move(StrEnum):
    """What changes an activity."""

    RESERVE = "reserve"
    RESCIND = "rescind"
    ACCEPT = "accept"
    SETTLE = "settle"
    WRAP = "wrap"


TRANSITIONS: Mapping[tuple[Activity, Move], Activity] = {
    (Activity.IDLE, Move.RESERVE): Activity.RESERVED,
    (Activity.RESERVED, Move.RESCIND): Activity.IDLE,
    (Activity.RESERVED, Move.ACCEPT): Activity.TALKING,
    (Activity.TALKING, Move.SETTLE): Activity.WRAPPING_UP,
    (Activity.WRAPPING_UP, Move.WRAP): Activity.IDLE,
}
"""Every move there is; any other pair changes nothing. Presence never moves an activity: who signs out while
talking or wrapping up finishes that first, and keeps the notes."""

Cause = Literal["declined", "no_answer", "busy", "unreachable", "caller_left", "expired"]
"""Why a reservation ended without being accepted. *busy*: the phone was engaged, or somebody rejected the ring, which a
carrier does not tell apart. *unreachable*: it did not ring, because there is no way to it at this moment. *expired*: no
word from the carrier until its expiry."""

UNREACHED_BEFORE_BREAK = 5
REFUSALS_BEFORE_BREAK = 2
"""This many rings in a row that were not accepted, and the agent is taken to be away: on break until declared ready
again. A phone that cannot be reached costs a caller a second and may be back in the next minute: it is given more."""


def too_many_in_a_row(cause: Cause) -> int:
    """How many, where the last of them ended so."""
    return UNREACHED_BEFORE_BREAK if cause == "unreachable" else REFUSALS_BEFORE_BREAK


def is_refusal(cause: Cause, *, rang: bool) -> bool:
    """Did the agent leave the caller waiting? A ring that the caller ended is no refusal, nor is silence about a
    phone that was never rung."""
    if cause == "expired":
        return rang
    return cause != "caller_left"


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent at one instant.

    `since`: when the activity began; for one who is idle, when the agent last became free to be rung.
    `rests_until`: not rung before the rest is ended (by the ticker, or by declaring ready). `refusals`: in a row.
    """

    id: AgentId
    skills: Skills
    since: datetime
    presence: Presence = Presence.SIGNED_OUT
    activity: Activity = Activity.IDLE
    rests_until: datetime | None = None
    refusals: int = 0

    @property
    def is_free(self) -> bool:
        """May be rung now."""
        return self.presence is Presence.READY and self.activity is Activity.IDLE and self.rests_until is None

    def move(self, move: Move, now: datetime) -> "Agent":
        """The agent after the move; unchanged when the table does not have it."""
        activity = TRANSITIONS.get((self.activity, move))
        if activity is None:
            return self
        refusals = 0 if move is Move.ACCEPT else self.refusals
        return replace(self, activity=activity, since=now, refusals=refusals)

    def refuse(self, cause: Cause, now: datetime) -> "Agent":
        """The agent, idle again, after a ring that was refused: rests, or is on break after too many in a row."""
        refusals = self.refusals + 1
        if self.presence is not Presence.READY:
            return replace(self, refusals=refusals)
        if refusals >= too_many_in_a_row(cause):
            return replace(self, refusals=refusals, presence=Presence.ON_BREAK)
        return replace(self, refusals=refusals, rests_until=now + REST)

    def declare(self, presence: Presence, now: datetime) -> "Agent":
        """The agent with another presence. Ready ends a rest and the count of refusals."""
        if presence is not Presence.READY:
            return replace(self, presence=presence)
        ready = replace(self, presence=presence, rests_until=None, refusals=0)
        becomes_free = ready.is_free and not self.is_free
        return replace(ready, since=now) if becomes_free else ready

    def end_rest(self, now: datetime) -> "Agent":
        """The agent after the rest, at the end of the line of idle agents."""
        return replace(self, rests_until=None, since=now)
