"""What may be said of a wait that has not happened yet: a range of round minutes, which does not grow unawares.

Deliberately words nothing and remembers nothing: what this caller was told before is handed in.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from routing.forecast import Expectation

SPOKEN = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60))
"""The lengths between which a range is said; from each to the next is a step."""
NOTHING_LEFT = timedelta()


@dataclass(frozen=True, slots=True)
class WaitRange:
    """About `low` to `high`. `low` 0: less than `high`; `high` None: more than `low`. `is_longer`: than this caller was
    told before, which is not said without a word about it."""

    low: timedelta
    high: timedelta | None
    is_longer: bool = False


def range_to_say(expected: Expectation, at_least: timedelta = NOTHING_LEFT, told: timedelta | None = None) -> WaitRange:
    """The range from the median to the 90 % quantile: only a quarter to a half of all estimates fall within 25 %, so
    that a single number would be false precision (POLICIES 3).

    `at_least`: the range must not end below this, whatever the estimate. `told`: what is left of the longest wait that
    this caller was told of; None: of none. Where the range ends no more than one step above that, it stays at what was
    told; where it ends later, or all of that time has passed, it `is_longer`.
    """
    honest = _between(expected.p50, max(expected.p90, at_least))
    if told is None:
        return honest
    if told <= NOTHING_LEFT:
        return replace(honest, is_longer=True)
    ceiling = _round_up(told)
    if ceiling is None:
        return honest
    if _step(honest.high) - _step(ceiling) > 1:
        return replace(honest, is_longer=True)
    high = min(ceiling, honest.high or ceiling)
    return WaitRange(min(honest.low, SPOKEN[_step(high) - 1]), high)


def _between(low: timedelta, high: timedelta) -> WaitRange:
    below = max(length for length in SPOKEN if length <= low)
    above = next((length for length in SPOKEN if length > below and length >= high), None)
    return WaitRange(below, above)


def _round_up(length: timedelta) -> timedelta | None:
    """The first length that may be said, not below this one; None: it is longer than any."""
    return next((spoken for spoken in SPOKEN if spoken >= length), None)


def _step(spoken: timedelta | None) -> int:
    return len(SPOKEN) if spoken is None else SPOKEN.index(spoken)
