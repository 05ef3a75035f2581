from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from routing.calendar import IN_SIGHT
from tests.voice_app.line.test_line import CONTRACT
from voice_app.line import Line
from voice_app.line.calendar import coming_holes, four_weeks

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE_CHRISTMAS = datetime(2026, 12, 10, 12, tzinfo=UTC)
CLOSED_ON_SUNDAY = CONTRACT.replace('sun = ["12:00-17:00"]', "")


def shown(text: str, now: datetime) -> list[str]:
    return four_weeks(Line.parse(text), now).splitlines()


def test_a_line_without_holes_shows_four_weeks_of_days_and_says_so() -> None:
    first, *days, last = shown(CONTRACT, TUESDAY)
    assert first == "The coming four weeks, Europe/Amsterdam:"
    assert days[0] == "  Tue 24 Nov  09:00-21:00"
    assert days[4] == "  Sat 28 Nov  10:00-16:00; Anna on call 16:00-21:00"
    assert len(days) == 28
    assert last == "Whoever asks in them can be called back within 1d."


def test_a_hole_stands_under_its_day_with_its_remedy() -> None:
    lines = shown(CLOSED_ON_SUNDAY, TUESDAY)
    saturday = lines.index("  Sat 28 Nov  10:00-16:00; Anna on call 16:00-21:00")
    assert lines[saturday + 1 : saturday + 5] == [
        "    ! who asks from Sat 28 Nov 21:00 to Sun 29 Nov 09:00 cannot be called within 1d",
        "      callers hear the real time: the first call is possible Mon 30 Nov 09:00",
        "      open, or put somebody on_call, between Sun 29 Nov 09:00 and Sun 29 Nov 21:00",
        "  Sun 29 Nov  closed",
    ]


@pytest.mark.parametrize("window", ["sun 09:00-09:30", "sun 20:00-20:30"])
def test_the_remedy_closes_the_hole(window: str) -> None:
    mended = CLOSED_ON_SUNDAY.replace("sat 16:00-21:00", f'sat 16:00-21:00", "{window}')
    assert coming_holes(Line.parse(CLOSED_ON_SUNDAY), TUESDAY)
    assert not coming_holes(Line.parse(mended), TUESDAY)


def test_a_holiday_is_named_and_its_hole_shown() -> None:
    lines = shown(CONTRACT, BEFORE_CHRISTMAS)
    assert any(line.startswith("  Fri 25 Dec  closed: ") for line in lines)
    assert any("who asks from Thu 24 Dec 21:00 to Fri 25 Dec 16:00" in line for line in lines)


def test_a_line_that_never_opens_is_told_to() -> None:
    hours = CONTRACT[CONTRACT.index("mon =") : CONTRACT.index("holidays =")]
    closed = CONTRACT.replace(hours, "").replace('on_call = ["sat 16:00-21:00"]', "")
    assert "      no call is in sight: open on some day, within call_between" in shown(closed, TUESDAY)


def test_holes_lie_apart_and_within_the_weeks_in_sight() -> None:
    holes = coming_holes(Line.parse(CLOSED_ON_SUNDAY), BEFORE_CHRISTMAS)
    assert all(one.to_at < following.from_at for one, following in pairwise(holes))
    assert all(BEFORE_CHRISTMAS <= hole.from_at < hole.to_at <= BEFORE_CHRISTMAS + IN_SIGHT for hole in holes)
    day = timedelta(hours=24)
    assert all(hole.calls_from_at and hole.calls_from_at - hole.to_at >= day for hole in holes)
