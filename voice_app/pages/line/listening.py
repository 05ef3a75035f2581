"""Hearing on the own phone what callers would hear: the button's part of a page.

Deliberately rings nobody else: whose phone it is, the session says and no form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import request

from flows.verbs import Say
from voice_app import sampling
from voice_app.ledger.samples import SampleId
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.sampling import Hindrance

HINDRANCES: Final[dict[Hindrance, str]] = {
    "busy": N_("Your phone is in a call, so it was not rung."),
    "again": N_("Your phone rings already, for what you asked a moment ago."),
    "gone": N_("You are not on the roster, so there is no phone to ring."),
}
LONGEST_CLICK: Final = 64


@dataclass(frozen=True, slots=True)
class Rung:
    """What came of it. `is_good`: the phone is on its way to ring."""

    told: str
    is_good: bool


def ring(visit: Visit, said: Sequence[Say]) -> Rung:
    """Once for each click: a form that is sent twice rings once."""
    click = request.form.get("click", "")[:LONGEST_CLICK] or visit.house.new_id()
    found = sampling.ask(visit.house, visit.me, SampleId(click), said, visit.now)
    if found is not None:
        return Rung(say(HINDRANCES[found]), is_good=False)
    return Rung(
        say(N_("Your phone rings now. Pick it up, and you hear it in the voice that callers hear.")), is_good=True
    )
