"""What a plan of callbacks says: how many agents are kept free, which promises go first, room for how many more.

Deliberately makes no plan: `routing.capacity` does, and `routing.policy` obeys it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from routing.skills import Language, Need


@dataclass(frozen=True, slots=True)
class Room:
    """How many more promises may have the usual deadline until the next plan, and the time by which those after them
    can be kept; None: no time in sight."""

    promises: int
    then_by: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How callbacks share the agents with live callers until the next plan: so many idle agents are kept free.
    red: promises come first, or they are broken; those in the languages `first_in`, None being all. Without a plan
    nobody is kept free. `room`: for new promises, by language; where none is named there is enough of it."""

    reserve: int = 0
    zone: Literal["green", "yellow", "red"] = "green"
    first_in: frozenset[Language] | None = None
    room: Mapping[Language, Room] = field(default_factory=dict)
    made_at: datetime | None = None

    def puts_first(self, need: Need) -> bool:
        """Is a promise of this need dialled before any live call is taken?"""
        return self.zone == "red" and (self.first_in is None or need.language in self.first_in)
