"""What an agent may declare on the desk: one choice for each presence, and one for each reason of a break.

Pure. Deliberately declares nothing: that is `acts`'.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from routing.agents import Presence
from voice_app.desk import Desk
from voice_app.pages.words import N_, say

READY, BREAK, OUT = "ready", "on_break", "signed_out"
TAKEN: Final = frozenset("achmnoprstvwxy?b12345")
"""Keys of other acts on the desk, its partials included."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`value`: as the form brings it; of a break with a reason "on_break:lunch"."""

    value: str
    presence: Presence
    label: str
    key: str
    is_now: bool


def presences(desk: Desk) -> Iterator[Choice]:
    """What this agent may choose, in the order in which it is shown."""
    yield Choice(READY, Presence.READY, say(N_("Ready")), "r", desk.presence is Presence.READY)
    yield Choice(BREAK, Presence.ON_BREAK, say(N_("Break")), "b", desk.presence is Presence.ON_BREAK)
    yield Choice(OUT, Presence.SIGNED_OUT, say(N_("Sign off")), "o", desk.presence is Presence.SIGNED_OUT)
