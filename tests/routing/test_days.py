from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.days import A_DAY, day_at, midnight

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_a_day_begins_at_midnight_on_the_wall_clock() -> None:
    assert midnight(date(2026, 3, 3), AMSTERDAM) == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert day_at(datetime(2026, 3, 2, 23, tzinfo=UTC), AMSTERDAM) == date(2026, 3, 3)
    assert day_at(datetime(2026, 3, 2, 22, 59, tzinfo=UTC), AMSTERDAM) == date(2026, 3, 2)


def test_the_day_on_which_summer_begins_is_an_hour_shorter() -> None:
    day = date(2026, 3, 29)
    assert midnight(day + A_DAY, AMSTERDAM) - midnight(day, AMSTERDAM) == timedelta(hours=23)
