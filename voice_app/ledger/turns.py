"""Writers of one process, one at a time, in the order in which they came.

A lock lets in whoever happens to run, so that of sixteen who come again and again one waits for seconds. Deliberately
knows no store.
"""

import threading
from collections import deque
from datetime import timedelta
from typing import Literal

Turn = Literal["at_once", "in_line", "never"]


class Turns:
    """Who has it gives it back, to whoever has waited longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._line = deque[threading.Event]()

    def take(self, within: timedelta) -> Turn:
        """Wait for one's turn, at most so long; `never`: it did not come."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return "at_once"
            mine = threading.Event()
            self._line.append(mine)
        if mine.wait(within.total_seconds()):
            return "in_line"
        with self._lock:
            if mine.is_set():  # at the last moment: it is ours, and nobody else's
                return "in_line"
            self._line.remove(mine)
            return "never"

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def pass_on(self) -> bool:
        """It is the next one's; false where nobody waits: then whoever has it keeps it."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
                return True
            return False

    def give(self) -> None:
        """It is the next one's, or free."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._is_taken = False
