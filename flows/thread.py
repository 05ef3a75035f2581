"""Where a conversation is: a step, and the thread that runs through its steps.

The thread travels in the URLs that the carrier calls back, under the carrier's signature, so a call
goes on when both stores are gone. It holds ids and times only: never a phone number, a name, or
anything that a person typed or said, because URLs are logged.
"""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """What a step knows from the steps before it. Instants are aware, UTC.

    `language`: the tongue of the person on this leg, caller or agent.
    `need`: what the caller chose; None: not asked yet, or "whatever it is about" once a node after the menu is reached.
    `arrived_at`: since when the caller counts as waiting; None: is not in the queue.
    `piece`: the next piece of music. `said_at`: when the wait was last spoken of, in whatever words.
    `told_until`: when the wait is over at the latest, as far as this caller was told.
    `offered_at`: when a callback was last offered. `promise`: the id of the promise that this caller knows of.
    `asked_at`: when the choices just read out were made up, by which the answer is understood.
    `tries`: silences or mistakes at this question so far.
    `person`: the agent, by id, whom this caller asked for or was offered by name; `waits_for`: the same, once chosen.
    `subject`: what the step is about: the opaque id of a reservation or attempt, or the presence an agent asked for.
    `emergency`: the caller spoke of somebody in danger.
    """

    language: str
    need: str | None = None
    arrived_at: datetime | None = None
    said_at: datetime | None = None
    told_until: datetime | None = None
    offered_at: datetime | None = None
    piece: int = 0
    promise: str | None = None
    asked_at: datetime | None = None
    tries: int = 0
    subject: str | None = None
    emergency: bool = False
    person: str | None = None
    waits_for: str | None = None

    def to(self, node: str) -> "Step":
        """The first try at `node`."""
        return Step(node, replace(self, tries=0, asked_at=None))

    def retry(self, node: str) -> "Step":
        """One more try at `node`, after a silence or a mistake."""
        return Step(node, replace(self, tries=self.tries + 1))


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the book, by name, and the thread to play it with."""

    node: str
    thread: Thread
