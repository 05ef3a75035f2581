"""An answer that is good enough for some seconds, so that it is not asked for at each turn.

One process's own, and lost with it. Deliberately knows no clock: whoever asks says what time it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last answer, and when it was given; of threads that ask at once each may ask anew, which does no harm."""

    def __init__(self, lasts: timedelta) -> None:
        self._lasts = lasts
        self._answer: tuple[datetime, T] | None = None

    def get(self, now: datetime, ask: Callable[[], T]) -> T:
        """What `ask` says, or said less than `lasts` ago."""
        kept = self._answer
        if kept is None or not kept[0] <= now < kept[0] + self._lasts:
            kept = self._answer = (now, ask())
        return kept[1]
