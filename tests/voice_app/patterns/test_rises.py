"""When a rise is more than chance: never too often where there is none, and found where there is one."""

from datetime import date, timedelta
from random import Random

import pytest

from voice_app.patterns.rises import LEVEL, Rise, dispersion, rise_of_counts, rise_of_people, stands_out, student_tail

DAYS = [date(2026, 2, 2) + timedelta(days=n) for n in range(28)]


def poisson(chance: Random, mean: float) -> int:
    """By the waiting times between events."""
    count, left = 0, mean - chance.expovariate(1)
    while left > 0:
        count, left = count + 1, left - chance.expovariate(1)
    return count


def week_after_weeks(chance: Random, means: list[float], noise: float = 0.0) -> Rise:
    rates = [mean * max(0.0, chance.gauss(1, noise)) for mean in means]
    return rise_of_counts({day: poisson(chance, rate) for day, rate in zip(DAYS, rates, strict=True)}, DAYS)


def test_the_figures_are_those_of_the_week_and_of_an_average_week_before() -> None:
    counts = dict.fromkeys(DAYS[:21], 2) | dict.fromkeys(DAYS[21:], 5)
    rise = rise_of_counts(counts, DAYS)
    assert (rise.now, rise.before) == (35, 14.0)
    assert stands_out(rise, 1)


def test_the_ratio_is_that_of_two_poisson_rates() -> None:
    """40 in one week against 60 in three: by hand, 2 Σ o ln(o/e) with 25 and 75 expected is 10.82; t = 3.29 of 14
    degrees of freedom is reached by chance in 0.0027 of cases."""
    counts = {DAYS[0]: 60, DAYS[21]: 40}
    by_hand = 2 * (40 * 0.470004 + 60 * -0.223144)
    assert by_hand == pytest.approx(10.823, abs=0.01)
    even = dict.fromkeys(DAYS[:21], 60 / 21) | {DAYS[21]: 40}
    assert rise_of_counts(even, DAYS).chance == pytest.approx(0.0027, rel=0.05)  # type: ignore[arg-type]  # means, for once
    assert rise_of_counts(counts, DAYS).chance > 0.1  # all of them on one day: such days are not alike


@pytest.mark.parametrize("noise", [0.0, 0.25])
def test_where_nothing_rises_it_is_told_no_more_often_than_it_may_be(noise: float) -> None:
    """Weekdays differ, and days by more than chance: neither is a rise."""
    chance = Random(11)  # noqa: S311 - made up
    means = [30.0, 22, 20, 20, 18, 6, 3] * 4
    told = sum(stands_out(week_after_weeks(chance, means, noise), 1) for _ in range(600))
    assert told / 600 < 1.6 * LEVEL


def test_a_rise_by_half_is_found_mostly() -> None:
    chance = Random(5)  # noqa: S311 - made up
    means = [20.0, 18, 17, 17, 16, 5, 3]
    told = sum(stands_out(week_after_weeks(chance, means * 3 + [1.5 * mean for mean in means]), 4) for _ in range(100))
    assert told > 80


def test_a_fall_is_no_rise_and_no_past_is_no_measure() -> None:
    assert not stands_out(rise_of_counts(dict.fromkeys(DAYS[:21], 50), DAYS), 1)
    assert not stands_out(rise_of_counts(dict.fromkeys(DAYS[:7], 50), DAYS[:7]), 1)
    assert not stands_out(rise_of_counts({}, DAYS), 1)


def test_days_that_are_alike_are_not_held_for_less_than_chance() -> None:
    assert dispersion([4] * 21) == 1.0
    assert dispersion([0, 40] * 10 + [0]) > 5


def test_people_are_compared_by_shares() -> None:
    rise = rise_of_people(10, 100, 10, 300, 3)
    assert (rise.now, rise.before) == (10, pytest.approx(10 / 3))
    assert rise.is_up
    assert rise_of_people(5, 100, 15, 300, 3).chance == pytest.approx(0.5)
    assert not stands_out(rise_of_people(1, 300, 40, 300, 3), 1)
    assert not stands_out(rise_of_people(5, 5, 0, 0, 3), 1)


@pytest.mark.parametrize(
    ("t", "free", "chance"), [(2.015, 5, 0.05), (1.761, 14, 0.05), (2.977, 14, 0.005), (3.143, 6, 0.01)]
)
def test_students_t_is_that_of_the_tables(t: float, free: int, chance: float) -> None:
    assert student_tail(t, free) == pytest.approx(chance, rel=0.005)
    assert student_tail(0.0, free) == pytest.approx(0.5)
