"""Numbers, times and ranges, as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import spoken
from flows.facts import Window
from flows.phrases import LANGUAGES
from tests.flows.sample import AMSTERDAM, NOW

MINUTES = st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("hour", "minute", "dutch", "english"),
    [
        (14, 10, "10 over 2 ’s middags", "10 past 2 in the afternoon"),
        (8, 0, "8 uur ’s ochtends", "8 o'clock in the morning"),
        (20, 0, "8 uur ’s avonds", "8 o'clock in the evening"),
        (12, 30, "half 1 ’s middags", "half past 12 in the afternoon"),
        (9, 45, "kwart voor 10 ’s ochtends", "a quarter to 10 in the morning"),
        (23, 40, "10 over half 12 ’s avonds", "20 to 12 at night"),
        (0, 15, "kwart over 12 ’s nachts", "a quarter past 12 at night"),
        (17, 3, "5 uur 03 ’s middags", "5:03 in the afternoon"),
    ],
)
def test_a_clock_time_says_which_half_of_the_day_it_means(hour: int, minute: int, dutch: str, english: str) -> None:
    at = datetime(2026, 11, 23, hour, minute, tzinfo=AMSTERDAM)
    assert spoken.clock(at, AMSTERDAM, "nl") == dutch
    assert spoken.clock(at, AMSTERDAM, "en") == english


def test_a_time_is_spoken_where_the_line_is() -> None:
    assert spoken.clock(NOW, AMSTERDAM, "nl") == "11 uur ’s ochtends"
    assert spoken.clock(NOW, ZoneInfo("America/New_York"), "en") == "5 o'clock in the morning"


@pytest.mark.parametrize(
    ("days", "dutch", "english"),
    [
        (-1, "gisteren", "yesterday"),
        (0, "vandaag", "today"),
        (1, "morgen", "tomorrow"),
        (2, "woensdag 25 november", "Wednesday November 25"),
    ],
)
def test_days_have_names(days: int, dutch: str, english: str) -> None:
    at = NOW + timedelta(days=days)
    assert spoken.day(at, NOW, AMSTERDAM, "nl") == dutch
    assert spoken.day(at, NOW, AMSTERDAM, "en") == english


def test_tomorrow_begins_at_midnight_where_the_line_is() -> None:
    just_after_midnight = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)
    assert spoken.moment(just_after_midnight, NOW, AMSTERDAM, "nl") == "morgen om 5 over 12 ’s nachts"
    assert spoken.days_ahead(just_after_midnight, NOW, ZoneInfo("UTC")) == 0


def test_a_window_says_the_part_of_the_day_once_where_it_is_one() -> None:
    def window(low: int, high: int) -> str:
        ends = (datetime(2026, 11, 24, hour, tzinfo=AMSTERDAM) for hour in (low, high))
        return spoken.stretch(Window(*ends), NOW, AMSTERDAM, "nl")

    assert window(14, 16) == "morgen tussen 2 uur en 4 uur ’s middags"
    assert window(10, 13) == "morgen tussen 10 uur ’s ochtends en 1 uur ’s middags"


@pytest.mark.parametrize(
    ("low", "high", "dutch", "english"),
    [
        (0, 50, "minder dan 1 minuut", "less than 1 minute"),
        (70, 115, "minder dan 2 minuten", "less than 2 minutes"),
        (20, 290, "minder dan 5 minuten", "less than 5 minutes"),
        (130, 290, "2 tot 5 minuten", "2 to 5 minutes"),
        (180, 180, "3 tot 4 minuten", "3 to 4 minutes"),
        (700, 1000, "10 tot 20 minuten", "10 to 20 minutes"),
        (2000, 4000, "meer dan 30 minuten", "more than 30 minutes"),
    ],
)
def test_a_wait_is_an_honest_range(low: int, high: int, dutch: str, english: str) -> None:
    ends = timedelta(seconds=low), timedelta(seconds=high)
    assert spoken.wait_range(*ends, "nl") == dutch
    assert spoken.wait_range(*ends, "en") == english


@given(MINUTES, MINUTES)
def test_a_range_never_promises_less_than_it_knows(one: timedelta, other: timedelta) -> None:
    low, high = sorted((one, other))
    figures = [int(word) for word in spoken.wait_range(low, high, "en").split() if word.isdigit()]
    if spoken.wait_range(low, high, "en").startswith("more"):
        assert timedelta(minutes=figures[0]) <= low
    else:
        assert timedelta(minutes=figures[-1]) >= high
        assert len(figures) == 1 or timedelta(minutes=figures[0]) <= low


def test_durations_are_told_in_their_largest_unit() -> None:
    assert spoken.duration(timedelta(seconds=40), "nl") == "1 minuut"
    assert spoken.duration(timedelta(seconds=130), "nl") == "2 minuten"
    assert spoken.duration(timedelta(hours=3), "en") == "3 hours"


def test_digits_come_one_by_one() -> None:
    assert spoken.digits("+3161", "nl") == "plus, 3, 1, 6, 1"


def test_languages_are_named_in_the_language_of_who_listens() -> None:
    assert spoken.language_name("nl", "nl") == "Nederlands"
    assert spoken.language_name("de", "en") == "German"


def test_a_text_tells_the_whole_date() -> None:
    assert spoken.written(NOW, AMSTERDAM, "nl") == "maandag 23 november 11:00"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.sampled_from(sorted(LANGUAGES)))  # noqa: DTZ001 - Hypothesis wants naive bounds
def test_every_minute_of_every_day_can_be_said(at: datetime, language: str) -> None:
    said = spoken.moment(at.replace(tzinfo=UTC), NOW, AMSTERDAM, language)
    assert "{" not in said
    assert said == said.strip()
