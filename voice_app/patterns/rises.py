"""Is a rise more than chance? Likelihood ratios, by their known distribution.

Counts of events over two stretches of time: two Poisson rates against one (Wilks 1938), divided by how much more the
days differ than Poisson's would, because a line's days are not alike; as that is itself only known from some days, the
root is held against Student's t (quasi-likelihood: McCullagh & Nelder 1989, 6.2 and 9). People who do something, of
those who might: the ratio of a two-by-two table (Dunning 1993), which holds for rare things where a chi-square does
not, and is one with one degree of freedom for many. Deliberately knows no call and no word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import atan, cos, erfc, log, pi, sin, sqrt
from statistics import fmean, pvariance
from typing import Final

LEVEL: Final = 0.05
"""Of all the rises that are looked for at once, the chance that any of them is told where there is none; shared among
them (Bonferroni)."""
DAYS_OF_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Rise:
    """`now`: of the last week; `before`: what a week had before it, on average. `chance`: how often at least so much
    would be seen where nothing has risen."""

    now: int
    before: float
    chance: float

    @property
    def is_up(self) -> bool:
        return self.now > self.before


def rise_of_counts(by_day: Mapping[date, int], days: Sequence[date]) -> Rise:
    """Of the last seven of these days against those before. A day that is not in `by_day` had none."""
    counts = [by_day.get(day, 0) for day in days]
    base, week = counts[:-DAYS_OF_A_WEEK], counts[-DAYS_OF_A_WEEK:]
    now, then = sum(week), sum(base)
    weeks = len(base) / DAYS_OF_A_WEEK
    if not weeks:
        return Rise(now, 0.0, 1.0)
    share = 1 / (1 + weeks)
    ratio = 2 * (_term(now, (now + then) * share) + _term(then, (now + then) * (1 - share)))
    is_up, free = now > then / weeks, max(len(base) - DAYS_OF_A_WEEK, DAYS_OF_A_WEEK - 1)
    tail = student_tail(sqrt(max(ratio, 0.0) / dispersion(base)), free)
    return Rise(now, then / weeks, tail if is_up else 1 - tail)


def rise_of_people(now: int, of_now: int, before: int, of_before: int, weeks_before: float) -> Rise:
    """`now` of `of_now` people this week, `before` of `of_before` people in the weeks before."""
    whole, some = of_now + of_before, now + before
    if not of_now or not of_before:
        return Rise(now, 0.0, 1.0)
    cells = (
        (now, of_now * some / whole),
        (before, of_before * some / whole),
        (of_now - now, of_now * (whole - some) / whole),
        (of_before - before, of_before * (whole - some) / whole),
    )
    ratio = 2 * sum(_term(seen, expected) for seen, expected in cells)
    return Rise(now, before / weeks_before, _chance(ratio, is_up=now * of_before > before * of_now))


def dispersion(base: Sequence[int]) -> float:
    """How many times more the days vary than a Poisson's would, never less than one: about the mean of their weekday,
    where there are two weeks or more; else about the mean of all, which says rather too much."""
    weekdays = [base[day::DAYS_OF_A_WEEK] for day in range(DAYS_OF_A_WEEK)]
    free = len(base) - DAYS_OF_A_WEEK
    if free < DAYS_OF_A_WEEK:
        mean = fmean(base)
        return max(1.0, pvariance(base) / mean) if mean else 1.0
    squares = sum((one - fmean(days)) ** 2 / fmean(days) for days in weekdays if any(days) for one in days)
    return max(1.0, squares / free)


def stands_out(rise: Rise, looked_for: int) -> bool:
    """More than chance, where so many were looked for at once."""
    return rise.is_up and rise.chance < LEVEL / max(looked_for, 1)


def student_tail(t: float, free: int) -> float:
    """How often a Student's t with so many degrees of freedom is `t` or more (Abramowitz & Stegun 26.7.3, 26.7.4)."""
    angle = atan(t / sqrt(free))
    cosine, sine = cos(angle), sin(angle)
    term, whole = (cosine, 0.0) if free % 2 else (1.0, 0.0)
    first = 3 if free % 2 else 2
    for n in range(first, free + 1, 2):
        whole += term
        term *= cosine * cosine * (n - 1) / n
    within = 2 / pi * (angle + sine * whole) if free % 2 else sine * whole
    return (1 - within) / 2


def _term(seen: float, expected: float) -> float:
    return seen * log(seen / expected) if seen else 0.0


def _chance(ratio: float, *, is_up: bool) -> float:
    """Of a chi-square with one degree of freedom; of a rise only, so half of it."""
    tail = erfc(sqrt(max(ratio, 0.0) / 2)) / 2
    return tail if is_up else 1 - tail
