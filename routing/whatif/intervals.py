"""What several runs say together: a mean, how far it may be off, quantiles.

Deliberately knows nothing of calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, cos, floor, inf, nan, pi, sin, sqrt
from statistics import NormalDist, fmean, stdev

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean over runs that do not depend on each other, and Student's interval around it. `runs`: how many had such
    a figure at all. With fewer than two there is no interval."""

    mean: float
    standard_error: float
    low: float
    high: float
    runs: int


def estimate(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate | None:
    """None: no run had this figure."""
    if not values:
        return None
    mean, runs = fmean(values), len(values)
    if runs < 2:  # noqa: PLR2004 - one value has no spread
        return Estimate(mean, nan, nan, nan, runs)
    error = stdev(values, mean) / sqrt(runs)
    half = student_quantile((1 + confidence) / 2, runs - 1) * error
    return Estimate(mean, error, mean - half, mean + half, runs)


@lru_cache
def student_quantile(share: float, freedom: int) -> float:
    """Student's t below which such a share lies.

    The distribution function is a finite sum (Abramowitz & Stegun 26.7.3 and 26.7.4), which is exact; it is inverted by
    bisection between bounds that grow until they hold the answer.
    """
    if share < 0.5:  # noqa: PLR2004 - it is symmetric
        return -student_quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while student_share(high, freedom) < share:
        low, high = high, 2 * high
        if high == inf:
            return inf
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if student_share(middle, freedom) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


MANY = 2000
"""Degrees of freedom from which on the normal distribution does: the difference is in the fourth digit."""


def student_share(t: float, freedom: int) -> float:
    """The share that lies below t."""
    if freedom >= MANY:
        return NormalDist().cdf(t)
    angle = atan(t / sqrt(freedom))
    term = cosine = cos(angle)
    square = cosine * cosine
    if freedom % 2:
        inner, total = (cosine if freedom > 1 else 0.0), 0.0
        for k in range(1, (freedom - 1) // 2 + 1):
            total += inner
            inner *= square * 2 * k / (2 * k + 1)
        return 0.5 + (angle + sin(angle) * total) / pi
    term, total = 1.0, 0.0
    for k in range(1, freedom // 2 + 1):
        total += term
        term *= square * (2 * k - 1) / (2 * k)
    return 0.5 + sin(angle) * total / 2


def quantile(in_order: Sequence[float], share: float) -> float | None:
    """Between the two nearest in order, in proportion (Hyndman & Fan's type 7, as in R, NumPy and spreadsheets)."""
    if not in_order:
        return None
    place = share * (len(in_order) - 1)
    below = floor(place)
    above = min(below + 1, len(in_order) - 1)
    return in_order[below] + (place - below) * (in_order[above] - in_order[below])
