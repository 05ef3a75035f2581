from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routing.alarms import GIVE_UP_AFTER, LONGEST_PAUSE, MEANS, TOGETHER, Rule, tell_at, try_again_at

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_each_rule_can_be_read_by_a_person() -> None:
    assert set(MEANS) == set(Rule)


def test_the_first_alarm_is_told_at_once() -> None:
    assert tell_at(None, NOW) == NOW
    assert tell_at(NOW - TOGETHER, NOW) == NOW


def test_what_follows_within_the_minute_is_told_together_at_its_end() -> None:
    later = tell_at(NOW, NOW + SECOND)
    assert later == NOW + TOGETHER
    assert tell_at(later, NOW + 2 * SECOND) == later
    assert tell_at(later, later + SECOND) == later + TOGETHER


@given(st.lists(st.integers(min_value=0, max_value=600), max_size=200))
def test_however_many_are_raised_there_is_one_message_a_minute(seconds: list[int]) -> None:
    told: list[datetime] = []
    for raised_at in (NOW + second * SECOND for second in sorted(seconds)):
        at = tell_at(told[-1] if told else None, raised_at)
        assert raised_at <= at <= raised_at + TOGETHER
        told.append(at)
    messages = sorted(set(told))
    assert all(later - sooner >= TOGETHER for sooner, later in pairwise(messages))


def test_the_pauses_grow_until_a_day_is_over() -> None:
    at, tries, pauses = NOW, 0, []
    while (again := try_again_at(tries := tries + 1, NOW, at)) is not None:
        pauses.append(again - at)
        at = again
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (30 * SECOND, LONGEST_PAUSE)
    assert GIVE_UP_AFTER <= at - NOW < GIVE_UP_AFTER + LONGEST_PAUSE
    assert tries < 60
