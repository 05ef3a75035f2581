"""What can be asked of a day, and what is refused, by field and with the reason."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from voice_app.whatif.question import Known, Question, Wrong, check

TODAY = date(2026, 3, 9)
KNOWN = Known(TODAY, {"billing", "technical"}, {"anna": {"billing"}, "bram": {"billing", "technical"}})
GOOD = Question(day="2026-03-08", more=1, more_skills=("billing",))


def wrong(**other: Any) -> dict[str, str]:
    with pytest.raises(Wrong) as found:
        check(replace(GOOD, **other), KNOWN)
    return dict(found.value.reasons)


@pytest.mark.parametrize(
    "asked",
    [
        GOOD,
        replace(GOOD, of="weekday", weekday=0, day=None),
        Question(day="2026-03-08", later=60),
        Question(day="2026-03-08", learner="anna", subject="technical", level=3),
        Question(of="weekday", weekday=6, calls=150),
        Question(day="2026-03-08", rules="plain"),
    ],
)
def test_what_can_be_asked_is_kept_as_it_was_asked(asked: Question) -> None:
    assert check(asked, KNOWN) == asked
    assert Question.found(asked.kept) == asked


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"day": None}, {"day": "missing"}),
        ({"day": "gisteren"}, {"day": "missing"}),
        ({"day": "2026-03-09"}, {"day": "not_past"}),
        ({"day": (TODAY - timedelta(days=91)).isoformat()}, {"day": "too_long_ago"}),
        ({"of": "weekday", "weekday": None}, {"weekday": "missing"}),
        ({"of": "weekday", "weekday": 7}, {"weekday": "out_of_range"}),
        ({"of": "year"}, {"of": "out_of_range"}),
        ({"seeds": 10_000}, {"seeds": "out_of_range"}),
        ({"more": 11}, {"more": "out_of_range"}),
        ({"more": -1}, {"more": "out_of_range"}),
        ({"more_skills": ()}, {"more_skills": "missing"}),
        ({"more_skills": ("astrology",)}, {"more_skills": "unknown"}),
        ({"more_level": 4}, {"more_level": "out_of_range"}),
        ({"later": 45}, {"later": "out_of_range"}),
        ({"earlier": 100_000}, {"earlier": "out_of_range"}),
        ({"learner": "anna"}, {"subject": "missing"}),
        ({"subject": "billing"}, {"learner": "missing"}),
        ({"learner": "zoe", "subject": "billing"}, {"learner": "unknown"}),
        ({"learner": "anna", "subject": "astrology"}, {"subject": "unknown"}),
        ({"learner": "anna", "subject": "billing"}, {"subject": "can_already"}),
        ({"calls": 10_000, "of": "weekday", "weekday": 1}, {"calls": "out_of_range"}),
        ({"calls": 120}, {"calls": "not_typical"}),
        ({"rules": "magic"}, {"rules": "out_of_range"}),
        ({"more": 0}, {"more": "missing"}),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(other: dict[str, Any], reasons: dict[str, str]) -> None:
    assert wrong(**other) == reasons


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert set(wrong(day=None, seeds=1, more=99, later=7)) == {"day", "seeds", "more", "later"}
