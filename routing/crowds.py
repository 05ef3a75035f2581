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
REMEMBERED: Final = 10_000
RESTS: Final = timedelta(seconds=1)


class Crowd:
    """The requests of one process. Too many, once it has not had a free moment for `TOO_LONG`; until it has had
    `RESTS` without a crowd. `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._inside, self._is_shut = 0, False
        self._changed_at = seconds()
        self._is_busy = False
        self._sent_away: dict[str, None] = {}

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

    def send_away(self, call: str) -> None:
        """This call is not let in; of the last some thousands that is remembered, to spare the look for what there is
        none of when it ends."""
        with self._lock:
            self._sent_away[call] = None
            if len(self._sent_away) > REMEMBERED:
                del self._sent_away[next(iter(self._sent_away))]

    def was_sent_away(self, call: str) -> bool:
        """By this process, and lately; false says nothing. Asked once, at its end."""
        with self._lock:
            return self._sent_away.pop(call, False) is None

    def _count(self, one: int) -> None:
        with self._lock:
            self._inside += one
            if (self._inside >= BUSY_AT) is not self._is_busy:
                self._is_busy = not self._is_busy
                self._changed_at = self._seconds()
