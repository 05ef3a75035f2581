"""More callers than a line or a process can hear: when one more is too many.

Deliberately turns nobody away: whoever answers does, and only calls that begin.
"""

from collections.abc import Callable
from datetime import timedelta
from math import exp
from threading import Lock
from typing import Final, Literal

TurnedAway = Literal["too_many", "too_fast"]
"""Why a caller is not let in: as many are on the line as it takes, or they come faster than a process can answer."""

BUSY_AT: Final = 12
"""Requests at once, of the sixteen that a process answers (`gunicorn.conf.py`): at so many, others stand in line for a
thread, where nobody sees them."""
TOO_LONG: Final = timedelta(seconds=2)
"""Whoever is answered within three seconds hears a phone that rings; after fifteen the carrier gives up."""
FADES: Final = timedelta(seconds=1)
"""How fast what was is forgotten: of how busy it was so long ago a third counts."""
TOO_BUSY: Final = 1 - exp(-TOO_LONG / FADES)
"""Busy without a break for `TOO_LONG`, or for longer with breaks that are short."""
FREE_AGAIN: Final = 0.5
"""Less than half of the time: what is left is for those who call. They are not kept out until nobody comes any more."""
REMEMBERED: Final = 10_000


class Crowd:
    """The requests of one process. Too many, once it has been busy for nearly all of the last seconds (`TOO_BUSY`);
    until it was free for half of them (`FREE_AGAIN`). `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._inside, self._is_shut = 0, False
        self._seen_at, self._busy = seconds(), 0.0

    def enter(self) -> None:
        self._count(1)

    def leave(self) -> None:
        self._count(-1)

    @property
    def is_too_much(self) -> bool:
        """One more call that begins is one too many, for the sake of those that have begun."""
        with self._lock:
            self._look()
            return self._is_shut

    def _count(self, one: int) -> None:
        with self._lock:
            self._look()
            self._inside += one

    def _look(self) -> None:
        """How busy it has been: 1, for all of the last seconds; 0, for none. Older ones count for less and less."""
        now, before = self._seconds(), self._seen_at
        is_busy = 1.0 if self._inside >= BUSY_AT else 0.0
        self._busy = is_busy + (self._busy - is_busy) * exp(-(now - before) / FADES.total_seconds())
        self._seen_at = now
        if self._busy > TOO_BUSY:
            self._is_shut = True
        elif self._busy < FREE_AGAIN:
            self._is_shut = False


class KeptOut:
    """The last some thousands of calls that one process did not let in: when such a call ends, nothing of it need be
    looked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[str, None] = {}

    def add(self, call: str) -> None:
        """This one is not let in."""
        with self._lock:
            self._calls[call] = None
            if len(self._calls) > REMEMBERED:
                del self._calls[next(iter(self._calls))]

    def had(self, call: str) -> bool:
        """Asked once, at its end. False says nothing: another process may have."""
        with self._lock:
            return self._calls.pop(call, False) is None
