"""Whole days by the line's own clock, and never more than a quarter of a year of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_app.patterns import stretch_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
"""Half past midnight on 2 April there; the clock was put forward on 29 March."""


def test_it_ends_at_the_last_midnight_of_the_line() -> None:
    stretch = stretch_of(AMSTERDAM, NOW)
    assert (stretch.until, stretch.to_at) == (date(2026, 4, 2), datetime(2026, 4, 1, 22, tzinfo=UTC))
    assert (stretch.days[0], stretch.days[-1], len(stretch.days)) == (date(2026, 3, 5), date(2026, 4, 1), 28)
    assert stretch.week_at == datetime(2026, 3, 25, 23, tzinfo=UTC)  # an hour more: the clock was put forward


@pytest.mark.parametrize(("weeks", "held"), [(-5, 2), (0, 2), (3, 3), (13, 13), (10**9, 13)])
def test_weeks_are_held_within_bounds(weeks: int, held: int) -> None:
    assert stretch_of(AMSTERDAM, NOW, weeks).weeks == held


@pytest.mark.parametrize("until", [date(9999, 12, 31), date(1, 1, 1), date(2026, 4, 2), date(2026, 1, 9)])
def test_no_day_is_asked_for_that_is_not_over_or_that_nobody_knows(until: date) -> None:
    stretch = stretch_of(AMSTERDAM, NOW, until=until)
    assert stretch.until <= date(2026, 4, 2)
    assert stretch.to_at - stretch.from_at <= timedelta(days=28, hours=1)
