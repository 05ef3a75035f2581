from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.calendar import (
    ALL_DAY,
    MINUTES_OF_A_DAY,
    Calendar,
    DaySpan,
    PartOfDay,
    WeeklyHours,
    part_of_day,
    split_by_part,
)
from routing.spans import Span
from tests.routing.timetables import AMSTERDAM, SAMPLE, at, between, calendar, calling, day_span

# The days on which these clocks are changed: forward and back, by an hour and by half an hour, also at midnight.
CHANGES = [
    ("Europe/Amsterdam", "2026-03-29"),
    ("Europe/Amsterdam", "2026-10-25"),
    ("Europe/Brussels", "2027-03-28"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("America/Santiago", "2026-04-04"),
    ("America/Santiago", "2026-09-06"),
]

day_spans = st.tuples(st.integers(0, 1439), st.integers(1, MINUTES_OF_A_DAY)).filter(lambda span: span[0] < span[1])
weeks = st.lists(st.lists(day_spans.map(lambda span: DaySpan(*span)), max_size=3).map(tuple), min_size=7, max_size=7)


@settings(max_examples=60)
@given(
    change=st.sampled_from(CHANGES),
    week=weeks.map(tuple),
    holiday=st.integers(-1, 2),
    minute=st.integers(-2 * 1440, 2 * 1440),
)
def test_the_open_spans_are_the_instants_at_which_the_wall_clock_shows_an_open_time(
    change: tuple[str, str], week: tuple[tuple[DaySpan, ...], ...], holiday: int, minute: int
) -> None:
    zone, day = ZoneInfo(change[0]), date.fromisoformat(change[1])
    line = Calendar(zone, WeeklyHours(week), frozenset({day + timedelta(days=holiday)}))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    now = noon + timedelta(minutes=minute)

    spans = list(line.open_spans(noon - timedelta(days=3), noon + timedelta(days=3)))

    assert any(span.holds(now) for span in spans) == line.is_open(now)
    assert all(one.end_at < other.start_at for one, other in pairwise(spans))


def test_a_line_without_closing_time_is_open_in_one_span_right_across_a_change() -> None:
    always = Calendar(AMSTERDAM, WeeklyHours.daily(ALL_DAY))

    assert list(always.open_spans(at("2026-03-27 12:00"), at("2026-03-31 12:00"))) == [
        Span(at("2026-03-27 12:00"), at("2026-03-31 12:00"))
    ]


def test_a_night_has_an_hour_less_in_spring_and_an_hour_more_in_autumn() -> None:
    nights = calendar(sun="00:00-06:00")

    def hours_open(sunday: str) -> float:
        (span,) = nights.open_spans(at(f"{sunday} 00:00"), at(f"{sunday} 12:00"))
        return span.length / timedelta(hours=1)

    assert [hours_open(sunday) for sunday in ("2026-03-22", "2026-03-29", "2026-10-25")] == [6, 5, 7]


@pytest.mark.fault("F22")
def test_opening_times_stay_where_they_are_on_the_wall_when_the_clock_is_changed() -> None:
    spans = calendar(sat="10:00-16:00", mon="09:00-21:00").open_spans(at("2026-10-24 00:00"), at("2026-10-27 00:00"))

    assert [span.start_at for span in spans] == [
        datetime(2026, 10, 24, 8, tzinfo=UTC),
        datetime(2026, 10, 26, 8, tzinfo=UTC),
    ]


def test_the_next_opening_is_now_when_the_line_is_open() -> None:
    assert calendar().next_opening(at("2026-01-05 14:00")) == at("2026-01-05 14:00")


def test_the_next_opening_after_hours_skips_holidays() -> None:
    line = calendar(holidays=frozenset({date(2026, 1, 10), date(2026, 1, 11)}))

    assert line.next_opening(at("2026-01-09 18:00")) == at("2026-01-12 09:00")


def test_a_line_that_never_opens_has_no_next_opening() -> None:
    assert Calendar(AMSTERDAM, WeeklyHours(((),) * 7)).next_opening(at("2026-01-05 14:00")) is None


def test_closing_time_is_closed() -> None:
    line = calendar()

    assert line.is_open(at("2026-01-09 17:59:59"))
    assert not line.is_open(at("2026-01-09 18:00"))


@pytest.mark.parametrize("minutes", [(600, 600), (-1, 60), (0, 1441), (120, 60)])
def test_a_span_that_is_no_stretch_of_a_day_is_refused(minutes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        DaySpan(*minutes)


def test_a_number_that_may_be_in_two_zones_is_called_only_when_both_allow_it() -> None:
    madrid_or_canaries = between("09:00-21:00", ZoneInfo("Europe/Madrid"), ZoneInfo("Atlantic/Canary"))

    (span,) = madrid_or_canaries.spans(at("2026-01-05 00:00"), at("2026-01-06 00:00"))

    assert span == Span(at("2026-01-05 10:00"), at("2026-01-05 21:00"))
    assert not madrid_or_canaries.allows(at("2026-01-05 09:30"))
    assert madrid_or_canaries.allows(at("2026-01-05 10:00"))


def test_an_agent_on_call_extends_the_hours_within_which_somebody_can_call() -> None:
    saturday_evening = calendar(sat="16:00-22:00")

    spans = calling(saturday_evening).spans(at("2026-01-10 00:00"), at("2026-01-11 00:00"))

    assert list(spans) == [Span(at("2026-01-10 10:00"), at("2026-01-10 21:00"))]


def test_an_agent_is_on_call_on_a_holiday_too() -> None:
    holiday = calendar(holidays=frozenset({date(2026, 1, 10)}))

    spans = calling(calendar(sat="16:00-21:00"), hours=holiday).spans(at("2026-01-10 00:00"), at("2026-01-11 00:00"))

    assert list(spans) == [Span(at("2026-01-10 16:00"), at("2026-01-10 21:00"))]


def test_a_promise_is_dialled_in_an_on_call_window_only_if_it_would_else_be_broken() -> None:
    somebody = calling(calendar(sat="16:00-21:00"))
    now = at("2026-01-10 17:00")

    assert somebody.is_allowed(now, effective_due_by=at("2026-01-10 21:00"))
    assert not somebody.is_allowed(now, effective_due_by=at("2026-01-11 13:00")), "tomorrow is early enough"
    assert not somebody.is_allowed(now, effective_due_by=at("2026-01-10 15:00")), "broken already"
    assert not calling().is_allowed(now, effective_due_by=at("2026-01-10 21:00")), "nobody is on call"


def test_nobody_is_called_outside_the_decent_hours_though_the_line_is_open() -> None:
    at_all_hours = calling(hours=Calendar(AMSTERDAM, WeeklyHours.daily(ALL_DAY)))

    assert not at_all_hours.is_allowed(at("2026-01-05 07:59"), effective_due_by=at("2026-01-05 09:00"))
    assert at_all_hours.is_allowed(at("2026-01-05 08:00"), effective_due_by=at("2026-01-05 09:00"))


def test_what_is_against_a_call_is_told_apart_and_when_it_ends() -> None:
    somebody, saturday = calling(calendar(sat="16:00-21:00")), at("2026-01-10 17:00")
    tomorrow, tonight = at("2026-01-11 13:00"), at("2026-01-10 21:00")

    assert somebody.hindrance(saturday, tonight) is None
    assert somebody.hindrance(saturday, tomorrow) == "closed"
    assert somebody.next_at(saturday, tomorrow) == at("2026-01-11 12:00")
    assert calling().next_at(saturday, tonight) == at("2026-01-11 12:00"), "too late, and still the first"
    assert somebody.hindrance(at("2026-01-10 07:00"), tonight) == "not_at_this_hour"


@given(st.integers(0, 7 * MINUTES_OF_A_DAY), st.integers(-600, 7 * MINUTES_OF_A_DAY))
def test_the_instant_that_is_told_is_one_at_which_a_call_is_allowed(minute: int, left: int) -> None:
    somebody = calling(calendar(sat="16:00-21:00"))
    now = at("2026-01-05 00:00") + timedelta(minutes=minute)
    due_by = now + timedelta(minutes=left)
    next_at = somebody.next_at(now, due_by)
    assert next_at is not None
    assert somebody.is_allowed(next_at, due_by)
    assert (next_at == now) == somebody.is_allowed(now, due_by)


def test_a_day_is_cut_into_parts_as_the_person_there_names_them() -> None:
    day = Span(at("2026-01-05 09:00"), at("2026-01-05 21:00"))

    assert list(split_by_part([day], AMSTERDAM)) == [
        (Span(at("2026-01-05 09:00"), at("2026-01-05 12:00")), PartOfDay.MORNING),
        (Span(at("2026-01-05 12:00"), at("2026-01-05 18:00")), PartOfDay.AFTERNOON),
        (Span(at("2026-01-05 18:00"), at("2026-01-05 21:00")), PartOfDay.EVENING),
    ]


@given(st.integers(0, 2 * MINUTES_OF_A_DAY - 1))
def test_every_instant_lies_in_the_part_of_the_day_that_the_cut_gives_it(minute: int) -> None:
    from_at = at("2026-10-24 12:00")
    now = from_at + timedelta(minutes=minute)

    pieces = split_by_part([Span(from_at, from_at + timedelta(days=2))], AMSTERDAM)

    assert [part for piece, part in pieces if piece.holds(now)] == [part_of_day(now, AMSTERDAM)]


def test_the_sample_hours_are_those_of_the_line_file() -> None:
    assert day_span(SAMPLE["sun"]) == DaySpan(720, 1020)
