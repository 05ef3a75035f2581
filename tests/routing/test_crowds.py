"""When one more call is too many for a process: by how busy it has been of late, and nothing else."""

import pytest

from routing.crowds import BUSY_AT, REMEMBERED, Crowd, KeptOut
from tests.watch import Watch, watch

__all__ = ["watch"]


@pytest.fixture
def crowd(watch: Watch) -> Crowd:
    return Crowd(watch)


def comes(crowd: Crowd, many: int = 1) -> None:
    for _ in range(many):
        crowd.enter()


def goes(crowd: Crowd, many: int = 1) -> None:
    for _ in range(many):
        crowd.leave()


def test_a_crowd_that_goes_at_once_bars_nobody(crowd: Crowd, watch: Watch) -> None:
    for _ in range(20):
        comes(crowd, BUSY_AT)
        watch.seconds += 1.5
        assert not crowd.is_too_much
        goes(crowd, BUSY_AT)
        watch.seconds += 1.0


def test_moments_between_do_not_hide_a_crowd(crowd: Crowd, watch: Watch) -> None:
    flickers(crowd, watch, busy=0.95, seconds=5)
    assert crowd.is_too_much


def flickers(crowd: Crowd, watch: Watch, *, busy: float, seconds: int) -> None:
    """So much of each tenth of a second."""
    for _ in range(seconds * 10):
        comes(crowd, BUSY_AT)
        watch.seconds += busy / 10
        goes(crowd, BUSY_AT)
        watch.seconds += (1 - busy) / 10


def test_a_few_who_stay_for_ever_bar_nobody(crowd: Crowd, watch: Watch) -> None:
    comes(crowd, BUSY_AT - 1)
    watch.seconds += 3600
    assert not crowd.is_too_much


def test_after_two_seconds_without_a_free_moment_one_more_is_too_many(crowd: Crowd, watch: Watch) -> None:
    comes(crowd, BUSY_AT)
    for _ in range(30):
        watch.seconds += 0.1
        comes(crowd)
        goes(crowd)
    assert crowd.is_too_much


def test_a_flood_that_is_turned_away_does_not_keep_it_shut(crowd: Crowd, watch: Watch) -> None:
    comes(crowd, BUSY_AT)
    watch.seconds += 10
    goes(crowd, BUSY_AT)
    flickers(crowd, watch, busy=0.7, seconds=10)
    assert crowd.is_too_much, "there is hardly time for more"

    flickers(crowd, watch, busy=0.4, seconds=2)
    assert not crowd.is_too_much, "however often it is busy, it has time"


def test_it_is_open_again_after_a_second_without_a_crowd_and_not_before(crowd: Crowd, watch: Watch) -> None:
    comes(crowd, BUSY_AT)
    watch.seconds += 2.1
    assert crowd.is_too_much

    goes(crowd)
    watch.seconds += 0.5
    assert crowd.is_too_much, "a moment is no rest"

    watch.seconds += 0.5
    assert not crowd.is_too_much


def test_who_was_turned_away_is_remembered_once() -> None:
    kept_out = KeptOut()
    kept_out.add("CA1")
    assert [kept_out.had(call) for call in ("CA1", "CA1", "CA2")] == [True, False, False]


def test_of_a_flood_the_last_are_remembered_and_no_more() -> None:
    kept_out = KeptOut()
    for n in range(REMEMBERED + 1):
        kept_out.add(f"CA{n}")
    assert [kept_out.had(f"CA{n}") for n in (0, 1, REMEMBERED)] == [False, True, True]
