from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.forecast import Expectation
from routing.ranges import SPOKEN, WaitRange, range_to_say


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def expectation(p50: float, p90: float) -> Expectation:
    return Expectation(seconds(p50), seconds(p50), seconds(p90), seconds(p90))


def minutes(low: int, high: int | None, *, is_longer: bool = False) -> WaitRange:
    return WaitRange(timedelta(minutes=low), None if high is None else timedelta(minutes=high), is_longer)


@pytest.mark.parametrize(
    ("p50", "p90", "said"),
    [
        (0, 0, minutes(0, 1)),
        (40, 110, minutes(0, 2)),
        (70, 170, minutes(1, 3)),
        (130, 280, minutes(2, 5)),
        (400, 890, minutes(5, 15)),
        (3000, 4000, minutes(45, None)),
        (1800, 1800, minutes(30, 45)),
        (9000, 9900, minutes(60, None)),
    ],
)
def test_a_range_of_round_minutes_is_said_that_holds_the_median_and_the_long_waits(
    p50: float, p90: float, said: WaitRange
) -> None:
    assert range_to_say(expectation(p50, p90)) == said


def test_a_range_does_not_end_below_what_the_first_in_line_has_waited() -> None:
    assert range_to_say(expectation(70, 170), at_least=timedelta(minutes=7)) == minutes(1, 7)
    assert range_to_say(expectation(70, 170), at_least=timedelta(minutes=2)) == minutes(1, 3)


@pytest.mark.parametrize(
    ("p50", "p90", "left", "said"),
    [
        (130, 280, 300, minutes(2, 5)),  # as was told
        (70, 170, 300, minutes(1, 3)),  # sooner than was told
        (130, 280, 170, minutes(2, 3)),  # a step longer: what was told goes on
        (200, 280, 170, minutes(2, 3)),
        (310, 590, 170, minutes(5, 10, is_longer=True)),  # two steps longer
        (130, 280, 0, minutes(2, 5, is_longer=True)),  # what was told has passed
        (20, 50, -30, minutes(0, 1, is_longer=True)),
        (20, 110, 30, minutes(0, 1)),
        (3000, 4000, 3500, minutes(45, 60)),
        (3000, 4000, 2500, minutes(45, None, is_longer=True)),
        (3000, 4000, 4000, minutes(45, None)),
    ],
)
def test_what_is_said_goes_down_with_the_time_that_was_told_or_is_said_to_be_longer(
    p50: float, p90: float, left: float, said: WaitRange
) -> None:
    assert range_to_say(expectation(p50, p90), told=seconds(left)) == said


@given(st.floats(0, 8000), st.floats(0, 8000), st.floats(-600, 3600), st.floats(0, 3600))
def test_a_range_never_grows_without_a_word_and_is_never_more_than_a_step_too_short(
    p50: float, more: float, left: float, at_least: float
) -> None:
    expected = expectation(p50, p50 + more)
    honest = range_to_say(expected, seconds(at_least))
    said = range_to_say(expected, seconds(at_least), told=seconds(left))

    assert said.high is None or said.low < said.high
    if said.is_longer:
        assert (said.low, said.high) == (honest.low, honest.high)
    else:
        assert said.high is not None
        assert all(said.high <= spoken for spoken in SPOKEN if spoken >= seconds(left))
        steps = [*SPOKEN, None]
        assert steps.index(honest.high) - steps.index(said.high) <= 1
