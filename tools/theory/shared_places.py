"""Pools that share nothing but the places in which their callers wait.

Each pool alone is a birth and death process, so that all together have a product form, cut off where the places are
taken (Kelly 1979); a call is turned away if its own agents are all busy and nobody can wait any more.
"""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple


class Shared(NamedTuple):
    """Of each pool: the mean wait of those let in, in seconds; and the share that found no place."""

    mean_wait: float
    blocked: float


def equal_pools(pools: int, calls: float, handling: float, agents: int, places: int) -> Shared:
    """So many equal pools; `calls` per second for each, `handling` in seconds, `agents` in each."""
    weight = some_free = 1.0
    for busy in range(1, agents):
        weight *= calls * handling / busy
        some_free += weight
    all_busy = weight * calls * handling / agents
    waiting = [all_busy * (calls * handling / agents) ** callers for callers in range(places + 1)]
    one = [some_free + all_busy, *waiting[1:]]
    others = reduce(_together, [one] * (pools - 1), [1.0, *[0.0] * places])
    whole = sum(_together(others, one))
    queue = sum(_together(others, [callers * share for callers, share in enumerate(waiting)])) / whole
    blocked = _together(others, waiting)[-1] / whole
    return Shared(queue / calls / (1 - blocked), blocked)


def _together(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    """By how many wait in both, as far as there are places."""
    return [sum(ones[n] * others[both - n] for n in range(both + 1)) for both in range(len(others))]
