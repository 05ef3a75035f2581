"""The virtual clock: what is to happen, in order, and the instant that it is now."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any


class Clock:
    """What falls on the same instant happens in the order in which it was put down; what falls before now, now."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._events: list[tuple[datetime, int, Callable[..., object], tuple[Any, ...]]] = []
        self._order = count()

    def at(self, at: datetime, happens: Callable[..., object], *what: Any) -> None:
        heapq.heappush(self._events, (at if at > self.now else self.now, next(self._order), happens, what))

    def after(self, seconds: float, happens: Callable[..., object], *what: Any) -> None:
        self.at(self.now + timedelta(seconds=seconds), happens, *what)

    def run(self, ends_at: datetime) -> None:
        """Everything up to that instant, itself included."""
        events = self._events
        while events and events[0][0] <= ends_at:
            self.now, _, happens, what = heapq.heappop(events)
            happens(*what)
        self.now = ends_at
