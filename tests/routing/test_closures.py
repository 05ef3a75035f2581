"""Special days and the emergency close: when the line is open, and by when a promise can be kept."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.calendar import ALL_DAY, Calendar, CallBetween, Calling, DaySpan, WeeklyHours
from routing.deadlines import deadline, weekly_holes
from routing.spans import Span, join, less

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NINE_TO_FIVE, MORNING = DaySpan(9 * 60, 17 * 60), DaySpan(9 * 60, 12 * 60)
MONDAY = date(2026, 3, 2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=AMSTERDAM).astimezone(UTC)


def hours(**more: object) -> Calendar:
    return Calendar(AMSTERDAM, WeeklyHours.daily(NINE_TO_FIVE), **more)  # type: ignore[arg-type]  # as given


def calling(calendar: Calendar, *on_call: Calendar) -> Calling:
    return Calling(calendar, CallBetween(ALL_DAY, (AMSTERDAM,)), on_call)


CLOSED = Span(at("11:00"), at("13:00"))


@pytest.mark.parametrize(
    ("clock", "is_open"), [("10:59", True), ("11:00", False), ("12:59", False), ("13:00", True), ("17:00", False)]
)
def test_a_closure_closes_from_its_beginning_until_just_before_its_end(clock: str, is_open: bool) -> None:
    assert hours(closures=(CLOSED,)).is_open(at(clock)) is is_open


def test_the_open_stretches_lie_around_a_closure() -> None:
    spans = list(hours(closures=(CLOSED,)).open_spans(at("00:00"), at("23:59")))
    assert spans == [Span(at("09:00"), at("11:00")), Span(at("13:00"), at("17:00"))]
    assert hours(closures=(CLOSED,)).next_opening(at("11:30")) == at("13:00")


@pytest.mark.parametrize("holidays", [frozenset(), frozenset({MONDAY})])
def test_a_special_day_has_hours_of_its_own_also_on_a_holiday(holidays: frozenset[date]) -> None:
    special = hours(holidays=holidays, special={MONDAY: (MORNING,)})
    assert list(special.open_spans(at("00:00"), at("23:59"))) == [Span(at("09:00"), at("12:00"))]
    closed = hours(holidays=holidays, special={MONDAY: ()})
    assert closed.next_opening(at("08:00")) == at("09:00", MONDAY + DAY)


def test_a_promise_made_in_a_closure_is_due_when_it_can_be_kept() -> None:
    until = Span(at("11:00"), at("11:00", MONDAY + 3 * DAY))
    found = deadline(at("11:30"), DAY, calling(hours(closures=(until,))))
    assert found is not None
    assert found.due_by == at("13:00", MONDAY + 3 * DAY)
    assert found.in_hole


def test_a_closure_does_not_close_who_is_on_call() -> None:
    window = Calendar(AMSTERDAM, WeeklyHours.daily(DaySpan(14 * 60, 15 * 60)))
    closed = hours(closures=(Span(at("11:00"), at("11:00", MONDAY + 3 * DAY)),))
    its = calling(closed, window)
    assert its.hindrance(at("14:30"), at("16:00")) is None
    assert its.hindrance(at("13:30"), at("16:00")) == "closed"


def test_an_ordinary_week_knows_neither() -> None:
    odd = calling(hours(special={MONDAY: ()}, closures=(Span(at("00:00"), at("00:00", MONDAY + 5 * DAY)),)))
    assert list(weekly_holes(odd, DAY)) == list(weekly_holes(calling(hours()), DAY)) == []


spans = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=6).map(
    lambda pairs: list(
        join(sorted(Span(at("00:00") + start * HOUR, at("00:00") + (start + n) * HOUR) for start, n in pairs))
    )
)


@given(spans, spans)
def test_what_is_left_is_what_lies_in_the_one_and_not_in_the_other(ones: list[Span], without: list[Span]) -> None:
    left = list(less(ones, without))
    for hour in range(70):
        instant = at("00:00") + hour * HOUR
        is_left = any(one.holds(instant) for one in ones) and not any(gap.holds(instant) for gap in without)
        assert any(one.holds(instant) for one in left) is is_left
    assert left == sorted(left)
    assert all(one.start_at < one.end_at for one in left)
