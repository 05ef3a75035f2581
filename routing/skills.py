"""What a call requires and what an agent can do.

Deliberately knows nothing of who is free or who waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

AgentId = NewType("AgentId", str)
CallSid = NewType("CallSid", str)
PromiseId = NewType("PromiseId", str)
ReservationId = NewType("ReservationId", str)
NeedName = NewType("NeedName", str)
Language = NewType("Language", str)
Level = NewType("Level", int)
"""How well an agent can take a need: 3 best, 1 can do, 0 not trained for it."""

BEST, GOOD, CAN, UNTRAINED = Level(3), Level(2), Level(1), Level(0)


@dataclass(frozen=True, slots=True)
class Need:
    """What a call requires. `name` None: a person, whatever it is about (every agent is BEST at that)."""

    name: NeedName | None
    language: Language


@dataclass(frozen=True, slots=True)
class Skills:
    """What an agent can do: a level by need, and the languages the agent speaks, the first one best."""

    levels: Mapping[NeedName, Level]
    languages: tuple[Language, ...]

    def level_for(self, need: Need) -> Level:
        """The agent's level for the need's subject, languages aside."""
        if need.name is None:
            return BEST
        return self.levels.get(need.name, UNTRAINED)

    def speaks(self, language: Language) -> bool:
        return language in self.languages

    @property
    def breadth(self) -> int:
        """How many needs the agent is trained for: a specialist has few."""
        return sum(level > UNTRAINED for level in self.levels.values())
