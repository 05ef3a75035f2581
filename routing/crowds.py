"""More callers than a line or a process can hear: when one more is too many.

Deliberately turns nobody away: whoever answers does, and only calls that begin.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Final, Literal

TurnedAway = Literal["too_many", "too_fast"]
"""Why a caller is not let in: as many are on the line as it takes, or they come faster than a process can answer."""

BUSY_AT: Final = 8
"""Requests at once, of the sixteen that a process answers (`gunicorn.conf.py`). At eight that never become fewer others
stand in line for a thread, where nobody sees them."""
TOO_LONG: Final = timedelta(seconds=2)
"""Whoever is answered within three seconds hears a phone that rings; after fifteen the carrier gives up."""
RESTS: Final = timedelta(seconds=1)


class Crowd:
    """The requests of one process. Too many, once it has not had a free moment for `TOO_LONG`; until it has had
    `RESTS` without a crowd. `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._inside, self._is_shut = 0, False
        self._changed_at = seconds()
        self._is_busy = False

    def enter(self) -> None:
        self._count(1)

    def leave(self) -> None:
        self._count(-1)

    @property
    def is_too_much(self) -> bool:
        """One more call that begins is one too many, for the sake of those that have begun."""
        with self._lock:
            lasts = self._seconds() - self._changed_at
            if self._is_busy and lasts > TOO_LONG.total_seconds():
                self._is_shut = True
            elif not self._is_busy and lasts > RESTS.total_seconds():
                self._is_shut = False
            return self._is_shut

    def _count(self, one: int) -> None:
        with self._lock:
            self._inside += one
            if (self._inside >= BUSY_AT) is not self._is_busy:
                self._is_busy = not self._is_busy
                self._changed_at = self._seconds()
