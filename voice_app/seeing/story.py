"""What a log line or a span is about, told by ids: the call, the leg, the promise, the attempt. Opaque ids only.

Deliberately finds nothing out (`whose` does).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import structlog


@dataclass(frozen=True, slots=True)
class Story:
    """Whatever is known of it. `call`: of a callback, the one in which it was promised; `leg`: where it is another."""

    call: str | None = None
    leg: str | None = None
    promise: str | None = None
    attempt: str | None = None

    @property
    def ids(self) -> dict[str, str]:
        told = {"call": self.call, "leg": self.leg, "promise": self.promise, "attempt": self.attempt}
        return {name: id_ for name, id_ in told.items() if id_}

    @property
    def conversation(self) -> str | None:
        """By what everything in one conversation is known: a callback's attempt, else the call."""
        return self.attempt or self.call or self.promise or self.leg

    @property
    def trace_id(self) -> int | None:
        """Of all that happens in this conversation, in whichever process: 128 bits, never zero."""
        of = self.conversation
        return int.from_bytes(sha256(f"gehoor {of}".encode()).digest()[:16], "big") | 1 if of else None


@contextmanager
def told(story: Story, **more: str) -> Iterator[None]:
    """Every log line in here says what it is about, and nothing of what went on around it."""
    before = structlog.contextvars.get_contextvars()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**story.ids, **more)
    try:
        yield
    finally:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**before)
