"""Callers who were turned away in haste, as long as there was no time to write them down.

One process's own, and lost with it: the carrier knows of those calls, too, and who looks for missed ones finds them
there. Deliberately writes nothing.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

import structlog

from routing.skills import CallSid
from voice_app.numbers import Phone

MOST: Final = 10_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hurried:
    """A call that was turned away as soon as it came in. `phone` None: it showed no number."""

    sid: CallSid
    phone: Phone | None = field(repr=False)
    language: str
    line_version: int
    at: datetime


class InHaste:
    """They, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._callers = deque[Hurried]()

    def keep(self, *callers: Hurried) -> None:
        """Until they are taken; of a flood that does not end only the first are."""
        with self._lock:
            room = MOST - len(self._callers)
            self._callers.extend(callers[:room])
        if len(callers) > room:
            log.warning("in_haste.not_kept", calls=[caller.sid for caller in callers[room:]])

    def take(self, most: int) -> tuple[Hurried, ...]:
        """The first of them, who are nobody else's from now on."""
        with self._lock:
            return tuple(self._callers.popleft() for _ in range(min(most, len(self._callers))))

    def __bool__(self) -> bool:
        return bool(self._callers)
