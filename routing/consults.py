"""An agent talks to a colleague while the caller holds: where the caller goes, from who is where.

Pure. Deliberately moves nobody: the caller's own leg does, when it asks (`voice_app.under_way.consulting`).
"""

from dataclasses import dataclass
from typing import Literal

Whereto = Literal["hold", "colleague", "agent", "line"]
"""Of the caller: *colleague*, *agent*: into the room where that one is alone; *line*: back to the queue."""


@dataclass(frozen=True, slots=True)
class Presences:
    """Who is in the room, as far as it is told. `*_left`: was there, or was to come, and will not."""

    agent_is_in: bool
    agent_left: bool
    colleague_is_in: bool
    colleague_left: bool


def whereto(who: Presences) -> Whereto:
    """The caller is let in only where one of the two is alone: three people in a room would be an accident, and a
    caller alone in it, too."""
    agent_is_there = who.agent_is_in and not who.agent_left
    colleague_is_there = who.colleague_is_in and not who.colleague_left
    if who.agent_left:
        return "colleague" if colleague_is_there else "line"
    return "agent" if agent_is_there and who.colleague_left else "hold"
