"""What a process has counted and not told yet; the sums of all processes lie on the board.

So a scrape finds the same wherever it asks, with two of every process, and on several machines. A process that dies may
take the counts of a second with it, and an add of which nobody knows whether it was made is made again: these are
figures to watch by, and the ledger's own are the ones to prove by. Deliberately knows no clock.
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

from routing.board import BoardGone
from voice_app.seeing.families import Family

TOLD_EVERY: Final = timedelta(seconds=1)
MICROSECONDS: Final = 1_000_000
SUM, OVER = "sum", "over"
APART: Final = "|"


class Sums(Protocol):
    """The board, as far as it is told."""

    def add(self, counts: Mapping[str, int]) -> None: ...


class Counts:
    """One process's."""

    def __init__(self) -> None:
        self._untold = Counter[str]()
        self._told_at: datetime | None = None
        self._lock = threading.Lock()

    def count(self, family: Family, *labels: str) -> None:
        """One more."""
        self._add({field(family, *labels): 1})

    def time(self, family: Family, seconds: float, *labels: str) -> None:
        """One more, which took so long."""
        self._add(timed(family, [seconds], *labels))

    def tell(self, board: Sums, now: datetime) -> None:
        """The board is told all; where it is gone, that is tried again with the next call of this."""
        with self._lock:
            untold, self._untold, self._told_at = self._untold, Counter(), now
        try:
            if untold:
                board.add(untold)
        except BoardGone:
            self._add(untold)

    def tell_now_and_then(self, board: Sums, now: datetime) -> None:
        """The same, once a second."""
        if self._told_at is None or not self._told_at <= now < self._told_at + TOLD_EVERY:
            self.tell(board, now)

    def _add(self, counts: Mapping[str, int]) -> None:
        with self._lock:
            self._untold.update(counts)


def field(family: Family, *labels: str) -> str:
    """The name of one sum on the board."""
    if len(labels) != len(family.labels):
        raise ValueError(f"{family.name} has the labels {family.labels}")
    return APART.join([family.name, *(label.replace(APART, "_") for label in labels)])


def timed(family: Family, lengths: Iterable[float], *labels: str) -> Counter[str]:
    """The sums of so many lengths in seconds: each in the first bucket that holds it, and all together."""
    name, sums = field(family, *labels), Counter[str]()
    for seconds in lengths:
        at = bisect_left(family.buckets, seconds)
        sums[f"{name}{APART}{family.buckets[at] if at < len(family.buckets) else OVER}"] += 1
        sums[f"{name}{APART}{SUM}"] += round(seconds * MICROSECONDS)
    return sums
