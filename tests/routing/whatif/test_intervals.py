"""Student's interval and quantiles, against published tables."""

from math import isnan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.whatif.intervals import estimate, quantile, student_quantile, student_share


@pytest.mark.parametrize(
    ("freedom", "at_95", "at_975", "at_995"),
    [
        (1, 6.314, 12.706, 63.657),
        (2, 2.920, 4.303, 9.925),
        (3, 2.353, 3.182, 5.841),
        (4, 2.132, 2.776, 4.604),
        (5, 2.015, 2.571, 4.032),
        (9, 1.833, 2.262, 3.250),
        (10, 1.812, 2.228, 3.169),
        (19, 1.729, 2.093, 2.861),
        (29, 1.699, 2.045, 2.756),
        (30, 1.697, 2.042, 2.750),
        (60, 1.671, 2.000, 2.660),
        (120, 1.658, 1.980, 2.617),
        (100_000, 1.645, 1.960, 2.576),
    ],
)
def test_students_t_is_as_in_the_tables(freedom: int, at_95: float, at_975: float, at_995: float) -> None:
    assert student_quantile(0.95, freedom) == pytest.approx(at_95, abs=6e-4)
    assert student_quantile(0.975, freedom) == pytest.approx(at_975, abs=6e-4)
    assert student_quantile(0.995, freedom) == pytest.approx(at_995, abs=6e-4)


@given(share=st.floats(0.001, 0.999), freedom=st.integers(1, 400))
def test_the_quantile_is_where_the_share_is(share: float, freedom: int) -> None:
    assert student_share(student_quantile(share, freedom), freedom) == pytest.approx(share, abs=1e-9)
    assert student_quantile(1 - share, freedom) == pytest.approx(-student_quantile(share, freedom), abs=1e-6)


def test_an_interval_is_the_mean_and_students_distance() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])

    assert found is not None
    assert (found.mean, found.runs) == (3.0, 5)
    assert found.standard_error == pytest.approx(0.70711, abs=1e-5)
    assert (found.low, found.high) == (pytest.approx(1.0368, abs=1e-4), pytest.approx(4.9632, abs=1e-4))


def test_95_of_100_intervals_hold_what_they_estimate() -> None:
    chance = Random(4)  # noqa: S311 - a simulation, no secret
    found = [estimate([chance.gauss(10, 3) for _ in range(6)]) for _ in range(2000)]

    assert sum(one.low <= 10 <= one.high for one in found if one) / 2000 == pytest.approx(0.95, abs=0.015)


def test_one_run_has_a_mean_and_no_interval_and_none_has_nothing() -> None:
    found = estimate([3.0])

    assert found is not None
    assert found.mean == 3.0
    assert isnan(found.standard_error)
    assert estimate([]) is None


def test_quantiles_lie_between_the_nearest_two_in_proportion() -> None:
    """As R's default, NumPy's and a spreadsheet's."""
    waits = [0.0, 1.0, 2.0, 10.0]

    assert [quantile(waits, share) for share in (0, 0.25, 0.5, 0.8, 1)] == pytest.approx([0, 0.75, 1.5, 5.2, 10])
    assert quantile([7.0], 0.9) == 7.0
    assert quantile([], 0.5) is None
