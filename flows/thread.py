"""Where a conversation is: a step, and the thread that runs through its steps.

The thread travels in the URLs that the carrier calls back, under the carrier's signature, so a call
goes on when both stores are gone. It holds ids and times only: never a phone number, a name, or
anything that a person typed or said, because URLs are logged.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """What a step knows from the steps before it. Instants are aware, UTC.

    `need`: what the caller chose; None: not asked yet, or "whatever it is about" once `arrived_at` is set.
    `arrived_at`: since when the caller counts as waiting. `piece`: the next piece of music.
    `said_at`: when the wait was last spoken of. `tries`: silences or mistakes at this question so far.
    `subject`: the opaque id of the reservation, promise or attempt that the step is about.
    """

    language: str
    need: str | None = None
    arrived_at: datetime | None = None
    said_at: datetime | None = None
    piece: int = 0
    tries: int = 0
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the book, by name, and the thread to play it with."""

    node: str
    thread: Thread
