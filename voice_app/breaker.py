"""A breaker: a store that was just found gone is not asked again for a while.

So a hook that needs the store five times spends its patience once, and a hundred hooks do not wait for it side by side.
Deliberately knows no store, and reads no clock: it is given one.
"""

from collections.abc import Callable
from datetime import timedelta
from math import inf
from typing import Final


class Breaker:
    """Open for `rest` after each `trip`. `seconds` is a clock that only goes forward, whatever it counts from.

    Shared by threads: the worst that a race can do is one question more.
    """

    def __init__(self, rest: timedelta, seconds: Callable[[], float]) -> None:
        self._rest = rest.total_seconds()
        self._seconds = seconds
        self._rests_until = -inf

    @property
    def is_open(self) -> bool:
        """The store was gone a moment ago: do not ask it."""
        return self._seconds() < self._rests_until

    def trip(self) -> None:
        """The store was found gone."""
        self._rests_until = self._seconds() + self._rest


ALWAYS_ASK: Final = Breaker(timedelta(0), lambda: 0.0)
"""For whoever would rather wait each time than not be told."""
