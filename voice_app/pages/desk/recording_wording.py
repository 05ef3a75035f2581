"""How the desk says how a recording stands, and why there is none. In English; the catalogues have the rest.

Deliberately decides nothing, and knows no template.
"""

from collections.abc import Mapping
from typing import Final

from voice_app.desk.recorded import Recorded
from voice_app.pages.words import N_, say

FAILED: Final[Mapping[str, str]] = {
    "gone": N_("The caller had hung up."),
    "too_late": N_("It took too long to begin."),
    "unanswered": N_("The phone company did not answer."),
    "absent": N_("There was nothing to hear."),
}
REFUSED: Final = N_("The phone company refused.")

STATES: Final[Mapping[str, str]] = {
    "starting": N_("Recording starts …"),
    "on": N_("Recording"),
    "pausing": N_("Still recording, about to pause …"),
    "paused": N_("Recording paused"),
    "resuming": N_("Recording goes on …"),
    "ending": N_("Recording ends …"),
    "over": N_("Recorded until here"),
    "failed": N_("Nothing is recorded"),
    "deleting": N_("Recording is being deleted …"),
    "deleted": N_("Recording deleted"),
}


def recording_said(recorded: Recorded) -> str:
    """How it stands."""
    return say(STATES[recorded.state])


def recording_failed_said(recorded: Recorded) -> str:
    """Why there is none."""
    return say(FAILED.get(recorded.cause or "", REFUSED))
