"""Facts about a talk that goes on in a room, for whoever is in it, holds, or listens. Values only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Talkroom:
    """The talk of this leg goes on in a room, or did last. `caller`: where the caller is from now on. `agent`: by name;
    None: nobody can tell anything. `agent_stays`: the caller holds, or comes back. `agent_in_at`: since when the
    agent is in it. `listeners`: who listens, by name,
    of whom this agent is to be told now."""

    name: str
    caller: Literal["hold", "room", "line", "over"]
    agent: str | None
    need: str | None = None
    is_open: bool = True
    is_callback: bool = False
    wants_hold: bool = False
    agent_stays: bool = False
    agent_in_at: datetime | None = None
    listeners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listening:
    """A supervisor listens to this agent's talk, or is about to. `agent`: by name. `is_mine`: on this leg.
    `by_answering`: this phone accepts by being answered."""

    room: str
    agent: str
    is_over: bool
    is_mine: bool
    by_answering: bool
