"""How the recording of one conversation stands, as a desk shows it.

Deliberately reads nothing; `recording` finds it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from routing.recording import PausedBy

State = Literal[
    "none", "starting", "on", "pausing", "paused", "resuming", "ending", "over", "failed", "deleting", "deleted"
]
RUNNING: Final[frozenset[State]] = frozenset({"starting", "on", "pausing", "resuming", "ending"})
"""What is said may be on it: shown as recording until the carrier says that it is not."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Of one conversation. `question`: to be asked in `tongue` before anything is recorded. `since`: it began.
    `paused_by`: why it is paused. `cause`: why there is none, a code."""

    question: str
    tongue: str
    state: State = "none"
    since: datetime | None = None
    paused_by: PausedBy | None = None
    cause: str | None = None

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def may_start(self) -> bool:
        """Nothing of this conversation is being recorded, so the caller can be asked."""
        return self.state in ("none", "over", "failed", "deleted")
