"""An answer is asked for once in a while, and never believed for longer."""

from datetime import UTC, datetime, timedelta
from itertools import count

from voice_app.kept import Kept

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_an_answer_is_kept_for_its_time_and_asked_for_anew_after_it() -> None:
    answers, kept = count(1), Kept[int](5 * SECOND)
    said = [kept.get(NOON + seconds * SECOND, lambda: next(answers)) for seconds in (0, 4, 5, 9, 30)]
    assert said == [1, 1, 2, 2, 3]


def test_an_answer_from_the_future_is_not_believed() -> None:
    answers, kept = count(1), Kept[int](5 * SECOND)
    assert [kept.get(NOON - seconds * SECOND, lambda: next(answers)) for seconds in (0, 60)] == [1, 2]
