"""Distributions have the mean and spread that they say; arrivals their rate."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import sqrt
from random import Random
from statistics import fmean, pstdev

import pytest

from routing.forecast import Arrivals
from routing.whatif.chance import (
    Calls,
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Hyperexponential,
    Lognormal,
    Poisson,
    Renewal,
    Replay,
    Uniform,
)
from routing.whatif.world import ZONE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DRAWS = 40_000


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - a simulation, no secret


@pytest.mark.parametrize(
    ("given", "mean", "cv"),
    [
        (Exponential(300), 300, 1),
        (Fixed(42), 42, 0),
        (Uniform(10, 40), 25, 30 / sqrt(12) / 25),
        (Lognormal(300, 1.2), 300, 1.2),
        (Gamma(300, 0.5), 300, 0.5),
        (Gamma(200, 2), 200, 2),
        (Hyperexponential(300, 2), 300, 2),
        (Empirical([10, 20, 60]), 30, pstdev([10, 20, 60]) / 30),
    ],
    ids=str,
)
def test_a_distribution_has_the_mean_and_the_spread_that_it_says(given: Distribution, mean: float, cv: float) -> None:
    random = chance()
    drawn = [given.draw(random) for _ in range(DRAWS)]

    assert given.mean == pytest.approx(mean)
    assert fmean(drawn) == pytest.approx(mean, rel=6 * max(cv, 0.01) / sqrt(DRAWS))
    assert pstdev(drawn) / mean == pytest.approx(cv, rel=0.12, abs=1e-9)
    assert min(drawn) >= 0


def gaps(calls: Calls, hours: float, seed: int = 1) -> list[float]:
    instants = list(calls.between(NOON, NOON + timedelta(hours=hours), chance(seed)))
    return [(later - sooner).total_seconds() for sooner, later in pairwise(instants)]


def test_poisson_callers_are_independent() -> None:
    found = gaps(Poisson(Arrivals(ZONE, {(day, hour): 60.0 for day in range(7) for hour in range(24)})), hours=500)

    assert fmean(found) == pytest.approx(60, rel=0.03)
    assert pstdev(found) == pytest.approx(60, rel=0.03)


def test_each_hour_has_its_own_rate() -> None:
    calls = Poisson(Arrivals(ZONE, {(day, 13): 600.0 for day in range(7)}))
    found = list(calls.between(NOON, NOON + timedelta(days=20), chance()))

    assert {at.hour for at in found} == {13}
    assert len(found) == pytest.approx(12_000, rel=0.03)
    assert calls.expected(NOON, NOON + timedelta(days=20)) == 12_000
    assert calls.expected(NOON, NOON + timedelta(minutes=90)) == 300


def test_at_a_higher_rate_the_same_callers_come_sooner() -> None:
    slow = Poisson(Arrivals(ZONE, {(day, hour): 10.0 for day in range(7) for hour in range(24)}))
    ones = list(slow.between(NOON, NOON + timedelta(hours=10), chance()))
    others = list(slow.times(2).between(NOON, NOON + timedelta(hours=5), chance()))

    assert [(at - NOON) for at in ones] == pytest.approx([2 * (at - NOON) for at in others], abs=timedelta(seconds=1))


def test_a_clock_calls_like_a_clock_and_the_past_as_it_did() -> None:
    assert gaps(Renewal(Fixed(600)), hours=1) == [600] * 4
    past = Replay([NOON - timedelta(hours=1), NOON, NOON + timedelta(minutes=5), NOON + timedelta(hours=1)])
    assert list(past.between(NOON, NOON + timedelta(hours=1), chance())) == list(past.instants[1:3])
    assert past.expected(NOON, NOON + timedelta(hours=1)) == 2
