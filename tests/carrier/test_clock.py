from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from threading import get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.clock import VirtualClock, WallClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_clock_starts_at_an_aware_moment():
    with pytest.raises(ValueError, match="aware"):
        VirtualClock(NOON.replace(tzinfo=None))


@given(st.lists(st.integers(min_value=0, max_value=50)))
def test_what_is_due_happens_in_order_of_time_and_then_of_asking(delays):
    clock = VirtualClock(NOON)
    happened: list[tuple[int, int]] = []
    for number, delay in enumerate(delays):
        clock.call_later(SECOND * delay, lambda entry=(delay, number): happened.append(entry))
    clock.advance(SECOND * 50)
    assert happened == sorted(happened)
    assert len(happened) == len(delays)


def test_the_time_inside_an_action_is_the_time_it_was_due():
    clock = VirtualClock(NOON)
    seen: list[datetime] = []
    clock.call_later(SECOND * 3, lambda: seen.append(clock.now()))
    clock.advance(timedelta(hours=1))
    assert seen == [NOON + SECOND * 3]
    assert clock.now() == NOON + timedelta(hours=1)


def test_an_action_may_schedule_another_for_the_same_push():
    clock = VirtualClock(NOON)
    seen: list[datetime] = []
    clock.call_later(SECOND, lambda: clock.call_later(SECOND, lambda: seen.append(clock.now())))
    clock.advance(SECOND * 2)
    assert seen == [NOON + SECOND * 2]


def test_an_action_may_push_the_clock_and_time_never_goes_back():
    clock = VirtualClock(NOON)
    seen: list[datetime] = []
    clock.call_later(SECOND, lambda: clock.advance(SECOND * 10))
    clock.call_later(SECOND * 2, lambda: seen.append(clock.now()))
    clock.call_later(SECOND * 20, lambda: seen.append(clock.now()))
    clock.advance(SECOND * 5)
    assert clock.now() == NOON + SECOND * 11
    assert seen == [NOON + SECOND * 2]


def test_a_cancelled_action_does_not_happen():
    clock = VirtualClock(NOON)
    happened: list[str] = []
    clock.call_later(SECOND, lambda: happened.append("cancelled")).cancel()
    clock.call_later(SECOND, lambda: happened.append("kept"))
    clock.advance(SECOND)
    assert happened == ["kept"]


def test_run_until_stops_at_the_first_moment_that_fits():
    clock = VirtualClock(NOON)
    happened: list[int] = []
    for number in range(5):
        clock.call_later(SECOND * number, lambda number=number: happened.append(number))
    assert clock.run_until(lambda: len(happened) == 3, within=timedelta(minutes=1))
    assert clock.now() == NOON + SECOND * 2
    assert not clock.run_until(lambda: len(happened) == 9, within=timedelta(minutes=1))
    assert clock.now() == NOON + SECOND * 62


def test_work_aside_is_handed_on_at_the_same_moment():
    clock = VirtualClock(NOON)
    results: list[tuple[int, datetime]] = []
    clock.call_aside(lambda: 42, lambda answer: results.append((answer, clock.now())))
    assert results == []
    clock.advance(timedelta(0))
    assert results == [(42, NOON)]


def test_slow_work_on_the_wall_clock_holds_up_nothing_else():
    clock = WallClock()
    release, slow_is_done, other_is_done = Flag(), Flag(), Flag()
    threads: set[int] = set()

    def then(_: object) -> None:
        threads.add(get_ident())
        slow_is_done.set()

    def act() -> None:
        threads.add(get_ident())
        other_is_done.set()

    clock.call_aside(lambda: release.wait(30), then)
    clock.call_later(timedelta(0), act)
    assert other_is_done.wait(30)
    assert not slow_is_done.is_set()
    release.set()
    assert slow_is_done.wait(30)
    assert len(threads) == 1, "all actions run in the clock's one thread"
    clock.stop()


def test_an_action_that_fails_does_not_stop_the_wall_clock(caplog):
    clock = WallClock()
    is_alive = Flag()
    clock.call_later(timedelta(0), lambda: 1 / 0)
    clock.call_later(timedelta(0), is_alive.set)
    assert is_alive.wait(30)
    assert "ZeroDivisionError" in caplog.text
    clock.stop()
