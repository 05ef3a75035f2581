"""Time as the carrier lives it: one that tests push by hours, and the real one.

Knows nothing of calls. A clock does not lock what its actions touch; whoever schedules does that.
"""

import asyncio
import heapq
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol, TypeVar

Action = Callable[[], None]
T = TypeVar("T")

NO_TIME = timedelta(0)


class Scheduled:
    """Something that will be done at `at`, unless it is cancelled before."""

    __slots__ = ("action", "at", "is_cancelled")

    def __init__(self, at: datetime, action: Action) -> None:
        self.at = at
        self.action = action
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def run(self) -> None:
        if not self.is_cancelled:
            self.action()


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC."""

    def call_at(self, at: datetime, action: Action) -> Scheduled:
        """Do `action` at `at`, or at once when that has passed."""

    def call_later(self, delay: timedelta, action: Action) -> Scheduled:
        """Do `action` after `delay`."""

    def call_aside(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do slow `work` where it holds nobody up, then hand its result to `then`."""


class VirtualClock:
    """Stands still until it is pushed; runs what is due in the pusher's thread, in order of time.

    Actions may schedule more, and may push the clock themselves: time never goes back.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware datetime")
        self._now = start.astimezone(UTC)
        self._order = count()
        self._due: list[tuple[datetime, int, Scheduled]] = []

    def now(self) -> datetime:
        return self._now

    def call_at(self, at: datetime, action: Action) -> Scheduled:
        scheduled = Scheduled(max(at, self._now), action)
        heapq.heappush(self._due, (scheduled.at, next(self._order), scheduled))
        return scheduled

    def call_later(self, delay: timedelta, action: Action) -> Scheduled:
        return self.call_at(self._now + delay, action)

    def call_aside(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Work takes no virtual time; it has its own place in the order of this instant."""
        self.call_later(NO_TIME, lambda: then(work()))

    def advance(self, by: timedelta) -> None:
        self.advance_to(self._now + by)

    def advance_to(self, at: datetime) -> None:
        while self._run_next(until=at):
            pass
        self._now = max(self._now, at)

    def run_until(self, predicate: Callable[[], bool], within: timedelta) -> bool:
        """Push the clock until `predicate` holds, at most by `within`; says whether it does."""
        deadline = self._now + within
        while not predicate():
            if not self._run_next(until=deadline):
                self._now = max(self._now, deadline)
                return predicate()
        return True

    def next_at(self) -> datetime | None:
        """When the next thing happens, if anything is to happen at all."""
        while self._due and self._due[0][2].is_cancelled:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def _run_next(self, until: datetime) -> bool:
        at = self.next_at()
        if at is None or at > until:
            return False
        _, _, scheduled = heapq.heappop(self._due)
        self._now = max(self._now, at)
        scheduled.run()
        return True


class WallClock:
    """The real time. Actions run one after the other in one thread of the clock, work aside in a pool.

    An action that raises is logged by asyncio and stops nothing else.
    """

    def __init__(self, aside_threads: int = 32) -> None:
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(aside_threads, thread_name_prefix="carrier-aside")
        threading.Thread(target=self._loop.run_forever, name="carrier-clock", daemon=True).start()

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the real carrier would have a clock of its own, too

    def call_at(self, at: datetime, action: Action) -> Scheduled:
        return self.call_later(at - self.now(), action)

    def call_later(self, delay: timedelta, action: Action) -> Scheduled:
        scheduled = Scheduled(self.now() + delay, action)
        seconds = max(delay, NO_TIME).total_seconds()
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, scheduled.run)
        return scheduled

    def call_aside(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        def start() -> None:
            self._loop.run_in_executor(self._pool, work).add_done_callback(lambda done: then(done.result()))

        self._loop.call_soon_threadsafe(start)

    def stop(self) -> None:
        """End the clock's thread; what was scheduled is forgotten."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._pool.shutdown(wait=False, cancel_futures=True)
