from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.calendar import ALL_DAY, Calendar, Calling, WeeklyHours
from routing.deadlines import QUIET_MONDAY, Deadline, Hole, deadline, fit_window, holes, weekly_holes, windows
from routing.spans import Span
from tests.routing.timetables import AMSTERDAM, at, between, calendar, calling

DAY = timedelta(hours=24)
OFFICE = calendar(mon="09:00-17:00", tue="09:00-17:00", wed="09:00-17:00", thu="09:00-17:00", fri="09:00-17:00")


def test_a_promise_made_in_the_hours_is_due_a_day_later_to_the_second() -> None:
    made_at = at("2026-01-05 14:07:31")

    assert deadline(made_at, DAY, calling()) == Deadline(made_at + DAY, made_at + DAY, in_hole=False)


def test_a_promise_that_is_due_after_closing_time_is_effectively_due_by_closing_time() -> None:
    made_at = at("2026-01-08 20:30")

    assert deadline(made_at, DAY, calling()) == Deadline(made_at + DAY, at("2026-01-09 18:00"), in_hole=False)


def test_a_promise_that_is_due_in_the_night_is_effectively_due_when_calls_end() -> None:
    made_at = at("2026-01-06 02:00")
    open_always = calling(hours=Calendar(AMSTERDAM, WeeklyHours.daily(ALL_DAY)))

    assert deadline(made_at, DAY, open_always) == Deadline(made_at + DAY, at("2026-01-06 21:00"), in_hole=False)


def test_an_agent_on_call_moves_the_effective_deadline_out_of_the_hours() -> None:
    made_at = at("2026-01-09 20:30")

    with_agent = deadline(made_at, DAY, calling(calendar(sat="16:00-21:00")))

    assert with_agent == Deadline(made_at + DAY, at("2026-01-10 20:30"), in_hole=False)


def test_in_a_hole_the_real_later_time_is_the_deadline_with_room_to_keep_it() -> None:
    made_at = at("2026-01-09 17:00")

    assert deadline(made_at, DAY, calling(hours=OFFICE)) == Deadline(
        due_by=at("2026-01-12 11:00"), effective_due_by=at("2026-01-12 11:00"), in_hole=True
    )


def test_in_a_hole_before_a_short_opening_the_deadline_is_its_end() -> None:
    made_at = at("2026-01-05 12:00")

    found = deadline(made_at, DAY, calling(hours=calendar(thu="09:00-09:45")))

    assert found == Deadline(at("2026-01-08 09:45"), at("2026-01-08 09:45"), in_hole=True)


def test_where_nobody_can_ever_call_nothing_can_be_promised() -> None:
    night_line = calling(hours=calendar(mon="22:00-24:00"))

    assert deadline(at("2026-01-05 23:00"), DAY, night_line) is None


@pytest.mark.fault("F22")
@pytest.mark.parametrize(
    ("zone", "made", "wall_clock_would_err_by"),
    [
        ("America/New_York", "2026-10-31 12:00", 60),
        ("Europe/Brussels", "2027-03-27 12:00", -60),
        ("Australia/Lord_Howe", "2026-10-03 12:00", -30),
    ],
)
def test_a_day_is_86400_seconds_when_the_clock_is_changed(zone: str, made: str, wall_clock_would_err_by: int) -> None:
    there = ZoneInfo(zone)
    local = datetime.fromisoformat(made).replace(tzinfo=there)
    open_always = calling(hours=Calendar(there, WeeklyHours.daily(ALL_DAY)), call_between=between("00:00-24:00", there))

    found = deadline(local, DAY, open_always)

    assert found is not None
    assert found.due_by - local.astimezone(UTC) == timedelta(seconds=86_400)
    assert (local + DAY).astimezone(UTC) - found.due_by == timedelta(minutes=wall_clock_would_err_by)


instants = st.integers(0, 2 * 365 * 86_400).map(lambda second: at("2026-01-01 00:00") + timedelta(seconds=second))
lines = st.sampled_from(
    [
        calling(),
        calling(hours=OFFICE),
        calling(calendar(sat="16:00-21:00"), hours=OFFICE),
        calling(hours=calendar(wed="07:00-09:00")),
    ]
)


@given(instants, lines, st.sampled_from([timedelta(hours=1), DAY, timedelta(days=3)]))
def test_just_before_every_effective_deadline_a_call_is_possible(
    made_at: datetime, line: Calling, within: timedelta
) -> None:
    found = deadline(made_at, within, line)

    assert found is not None
    last_moment = found.effective_due_by - timedelta(microseconds=1)
    assert made_at < found.effective_due_by <= found.due_by
    assert line.is_allowed(last_moment, found.effective_due_by)
    assert not any(line.spans(found.effective_due_by, found.due_by)), "it is the last such instant"
    assert found.in_hole == (found.due_by > made_at + within)


@given(instants, lines)
def test_a_promise_falls_into_a_hole_exactly_where_the_calendar_shows_one(made_at: datetime, line: Calling) -> None:
    found = deadline(made_at, DAY, line)

    shown = [hole for hole in holes(line, made_at, made_at + timedelta(seconds=1), DAY) if hole.from_at <= made_at]

    assert found is not None
    assert found.in_hole == bool(shown)


def test_hours_on_every_day_have_no_weekly_hole() -> None:
    assert list(weekly_holes(calling(), DAY)) == []


def test_a_closed_weekend_is_one_weekly_hole_until_a_day_before_monday_opens() -> None:
    (hole,) = weekly_holes(calling(hours=OFFICE), DAY)

    friday_evening, sunday_morning = hole.from_at.astimezone(AMSTERDAM), hole.to_at.astimezone(AMSTERDAM)
    assert (friday_evening.weekday(), friday_evening.hour) == (4, 17)
    assert (sunday_morning.weekday(), sunday_morning.hour) == (6, 9)


def test_a_silence_over_the_turn_of_the_week_is_one_hole() -> None:
    (hole,) = weekly_holes(calling(hours=calendar(wed="09:00-17:00", thu="09:00-17:00")), DAY)

    thursday, tuesday = hole.from_at.astimezone(AMSTERDAM), hole.to_at.astimezone(AMSTERDAM)
    assert (thursday.weekday(), tuesday.weekday()) == (3, 1)


def test_agents_on_call_on_both_days_close_the_hole_of_the_weekend() -> None:
    on_call = calendar(sat="12:00-16:00", sun="12:00-13:00")

    assert list(weekly_holes(calling(on_call, hours=OFFICE), DAY)) == []


def test_the_weekly_holes_leave_holidays_aside() -> None:
    line = calling(hours=calendar(holidays=frozenset({date(2024, 1, 10), date(2024, 1, 11)})))

    assert list(weekly_holes(line, DAY)) == []


def test_a_line_that_nobody_can_call_from_is_one_hole_of_a_week() -> None:
    (hole,) = weekly_holes(calling(hours=calendar(mon="22:00-24:00")), DAY)

    assert (hole.to_at - hole.from_at, hole.calls_from_at) == (timedelta(weeks=1), None)


def test_two_holidays_in_a_row_are_a_hole_in_the_weeks_to_come() -> None:
    christmas = calendar(holidays=frozenset({date(2026, 12, 25), date(2026, 12, 26)}))

    assert list(holes(calling(hours=christmas), at("2026-12-14 00:00"), at("2027-01-11 00:00"), DAY)) == [
        Hole(at("2026-12-24 21:00"), at("2026-12-26 12:00"), calls_from_at=at("2026-12-27 12:00"))
    ]


def test_the_night_on_which_the_clock_is_put_back_can_be_a_hole_of_its_own() -> None:
    line = calling(hours=calendar(sat="10:00-17:00", sun="16:30-17:30", mon="09:00-17:00"))

    def holes_around(sunday: str) -> list[Hole]:
        return list(holes(line, at(f"{sunday} 00:00") - timedelta(hours=8), at(f"{sunday} 12:00"), DAY))

    assert holes_around("2026-10-18") == []
    assert holes_around("2026-10-25") == [
        Hole(at("2026-10-24 17:00"), at("2026-10-24 17:30"), calls_from_at=at("2026-10-25 16:30"))
    ]


def test_no_zone_changes_its_clock_in_the_quiet_weeks() -> None:
    def offsets(zone: str) -> set[timedelta | None]:
        days = (QUIET_MONDAY + timedelta(days=day) for day in range(15))
        return {day.astimezone(ZoneInfo(zone)).utcoffset() for day in days}

    assert [zone for zone in available_timezones() if len(offsets(zone)) > 1] == []


def test_the_windows_to_choose_from_are_the_parts_of_the_day_until_the_deadline() -> None:
    now = at("2026-01-05 14:07")

    assert windows(now, now + DAY, calling(), AMSTERDAM) == [
        Span(at("2026-01-05 14:15"), at("2026-01-05 18:00")),
        Span(at("2026-01-05 18:00"), at("2026-01-05 21:00")),
        Span(at("2026-01-06 09:00"), at("2026-01-06 12:00")),
        Span(at("2026-01-06 12:00"), now + DAY),
    ]


def test_a_window_that_is_too_short_to_be_kept_is_not_offered() -> None:
    now = at("2026-01-05 17:40")

    assert windows(now, at("2026-01-06 09:29"), calling(), AMSTERDAM) == [
        Span(at("2026-01-05 18:00"), at("2026-01-05 21:00"))
    ]


def test_no_window_lies_where_agents_are_merely_on_call() -> None:
    line = calling(calendar(sat="16:00-21:00"))

    assert windows(at("2026-01-10 15:00"), at("2026-01-11 12:00"), line, AMSTERDAM) == [
        Span(at("2026-01-10 15:00"), at("2026-01-10 16:00"))
    ]


@given(instants, lines, st.integers(1, 4))
def test_every_window_lies_ahead_within_the_deadline_and_is_wide_enough(
    made_at: datetime, line: Calling, limit: int
) -> None:
    found = deadline(made_at, DAY, line)

    assert found is not None
    offered = windows(made_at, found.effective_due_by, line, AMSTERDAM, limit)
    assert len(offered) <= limit
    for window in offered:
        assert made_at <= window.start_at < window.end_at <= found.effective_due_by
        assert window.length >= timedelta(minutes=30)
        assert fit_window(window, made_at, found.effective_due_by, line) == window


def test_a_wished_window_is_honoured_as_far_as_the_deadline() -> None:
    now, due = at("2026-01-05 14:00"), at("2026-01-06 14:00")

    assert fit_window(Span(at("2026-01-06 13:00"), at("2026-01-06 17:00")), now, due, calling()) == Span(
        at("2026-01-06 13:00"), due
    )
    assert fit_window(Span(at("2026-01-06 15:00"), at("2026-01-06 17:00")), now, due, calling()) is None
    assert fit_window(Span(at("2026-01-05 22:00"), at("2026-01-06 08:00")), now, due, calling()) is None
