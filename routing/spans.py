"""Stretches of time, and what remains when they are joined or must hold together.

Deliberately knows no hours, zones or promises: only instants.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """From `start_at` until just before `end_at`; both aware. Sorts by its start."""

    start_at: datetime
    end_at: datetime

    @property
    def length(self) -> timedelta:
        return self.end_at - self.start_at

    def holds(self, at: datetime) -> bool:
        return self.start_at <= at < self.end_at


def join(*streams: Iterable[Span]) -> Iterator[Span]:
    """The instants that lie in any stream. Each stream is sorted by start; of the result no two touch."""
    pending: Span | None = None
    for span in heapq.merge(*streams):
        if span.end_at <= span.start_at:
            continue
        if pending is None:
            pending = span
        elif span.start_at <= pending.end_at:
            pending = Span(pending.start_at, max(pending.end_at, span.end_at))
        else:
            yield pending
            pending = span
    if pending is not None:
        yield pending


def overlap(ones: Iterable[Span], others: Iterable[Span]) -> Iterator[Span]:
    """The instants that lie in both streams; each stream is sorted and disjoint, and so is the result."""
    left, right = iter(ones), iter(others)
    one, other = next(left, None), next(right, None)
    while one is not None and other is not None:
        common = Span(max(one.start_at, other.start_at), min(one.end_at, other.end_at))
        if common.start_at < common.end_at:
            yield common
        if one.end_at <= other.end_at:
            one = next(left, None)
        else:
            other = next(right, None)


def less(ones: Iterable[Span], without: Iterable[Span]) -> Iterator[Span]:
    """The instants of the first stream that lie in none of the second. Each is sorted and disjoint, and so is the
    result."""
    gaps = list(without)
    for one in ones:
        start_at = one.start_at
        for gap in gaps:
            if start_at < gap.start_at < one.end_at:
                yield Span(start_at, gap.start_at)
            if gap.start_at < one.end_at:
                start_at = max(start_at, gap.end_at)
        if start_at < one.end_at:
            yield Span(start_at, one.end_at)


def total(spans: Iterable[Span]) -> timedelta:
    return sum((span.length for span in spans), timedelta())
