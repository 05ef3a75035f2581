"""What an agent may declare on the desk: one choice for each presence, and one for each reason of a break.

Pure. Deliberately declares nothing: that is `acts`'.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from routing.agents import Presence
from voice_app.desk import Desk
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.pages.writing import labelled

READY, BREAK, OUT = Presence.READY, Presence.ON_BREAK, Presence.SIGNED_OUT
LABELS: Final = {READY: (N_("Ready"), "r"), BREAK: (N_("Break"), "b"), OUT: (N_("Sign off"), "o")}

PUT: Final = {
    READY: N_("%(name)s has made you ready."),
    BREAK: N_("%(name)s has put you on break. Say that you are ready when you are."),
    OUT: N_("%(name)s has signed you off. Say that you are ready when you are."),
}
"""By whom a presence was declared in the agent's place."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`value`: as the form brings it; of a break with a reason "on_break:lunch". `key`: None where another has it."""

    value: str
    presence: Presence
    label: str
    key: str | None
    is_now: bool
    is_reason: bool = False


def presences(visit: Visit, desk: Desk) -> Iterator[Choice]:
    """What this agent may choose, in the order in which it is shown. While there is something to be wrapped up, figures
    say how it ended."""
    yield _plain(desk, READY)
    yield _plain(desk, BREAK)
    for count, (code, label) in enumerate(visit.house.line.desk.break_reasons.items(), start=1):
        key = str(count) if desk.stage != "wrapping_up" else None
        is_now = desk.presence is BREAK and desk.reason == code
        yield Choice(f"{BREAK}:{code}", BREAK, labelled(label, code), key, is_now, is_reason=True)
    yield _plain(desk, OUT)


def _plain(desk: Desk, presence: Presence) -> Choice:
    label, key = LABELS[presence]
    return Choice(presence.value, presence, say(label), key, desk.presence is presence and desk.reason is None)


def read(value: str) -> tuple[Presence, str | None]:
    """What the form brought. Raises ValueError for what is none of it."""
    presence, _, reason = value.partition(":")
    return Presence(presence), reason or None


def put_by_said(desk: Desk) -> str:
    """Who declared this presence, where it was not the agent."""
    return say(PUT[desk.presence], name=desk.put_by)
