from datetime import timedelta

from tests.watch import Watch
from voice_app.breaker import ALWAYS_ASK, Breaker


def test_a_store_that_was_found_gone_is_left_alone_for_a_while() -> None:
    watch = Watch()
    breaker = Breaker(timedelta(seconds=5), watch)
    assert not breaker.is_open
    breaker.trip()
    watch.seconds += 4.9
    assert breaker.is_open
    watch.seconds += 0.1
    assert not breaker.is_open


def test_each_failure_begins_the_rest_anew() -> None:
    watch = Watch()
    breaker = Breaker(timedelta(seconds=5), watch)
    breaker.trip()
    watch.seconds += 5
    breaker.trip()
    watch.seconds += 4
    assert breaker.is_open


def test_who_always_asks_is_never_refused() -> None:
    ALWAYS_ASK.trip()
    assert not ALWAYS_ASK.is_open
