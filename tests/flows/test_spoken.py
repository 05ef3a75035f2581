"""Numbers, times and ranges, as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import spoken
from flows.facts import Window
from flows.phrases import TONGUES
from tests.flows.sample import AMSTERDAM, NOW

MINUTES = st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


CLOCK_TIMES = {
    # an instant: Dutch, Belgian Dutch, English, French, German
    at(23, 14, 10): (
        "10 over 2 ’s middags",
        "10 over 2 in de namiddag",
        "10 past 2 in the afternoon",
        "14 heures 10",
        "14 Uhr 10",
    ),
    at(23, 8): ("8 uur ’s ochtends", "8 uur ’s morgens", "8 o'clock in the morning", "8 heures", "8 Uhr"),
    at(23, 20): ("8 uur ’s avonds", "8 uur ’s avonds", "8 o'clock in the evening", "20 heures", "20 Uhr"),
    at(23, 12): ("12 uur ’s middags", "12 uur ’s middags", "noon", "midi", "12 Uhr"),
    at(23, 0): ("middernacht", "middernacht", "midnight", "minuit", "Mitternacht"),
    at(23, 1): ("1 uur ’s nachts", "1 uur ’s nachts", "1 o'clock in the morning", "une heure", "ein Uhr"),
    at(23, 12, 30): (
        "half 1 ’s middags",
        "half 1 ’s middags",
        "half past 12 in the afternoon",
        "midi 30",
        "12 Uhr 30",
    ),
    at(23, 9, 45): (
        "kwart voor 10 ’s ochtends",
        "kwart voor 10 ’s morgens",
        "a quarter to 10 in the morning",
        "9 heures 45",
        "9 Uhr 45",
    ),
    at(23, 23, 40): (
        "10 over half 12 ’s avonds",
        "10 over half 12 ’s avonds",
        "20 to 12 at night",
        "23 heures 40",
        "23 Uhr 40",
    ),
    at(23, 0, 15): (
        "kwart over 12 ’s nachts",
        "kwart over 12 ’s nachts",
        "a quarter past 12 at night",
        "minuit 15",
        "0 Uhr 15",
    ),
    at(23, 17, 3): (
        "5 uur 03 ’s middags",
        "5 uur 03 in de namiddag",
        "5:03 in the afternoon",
        "17 heures 3",
        "17 Uhr 3",
    ),
}
IN_ORDER = ("nl", "nl-BE", "en", "fr", "de")


@pytest.mark.parametrize(
    ("instant", "tongue", "said"),
    [(instant, *pair) for instant, row in CLOCK_TIMES.items() for pair in zip(IN_ORDER, row, strict=True)],
)
def test_a_clock_time_says_which_half_of_the_day_it_means(instant: datetime, tongue: str, said: str) -> None:
    assert spoken.clock(instant, AMSTERDAM, tongue) == said


def test_the_french_of_belgium_tells_the_time_as_that_of_france() -> None:
    for instant in CLOCK_TIMES:
        assert spoken.clock(instant, AMSTERDAM, "fr-BE") == spoken.clock(instant, AMSTERDAM, "fr")


def test_a_time_is_spoken_where_the_line_is() -> None:
    assert spoken.clock(NOW, AMSTERDAM, "nl") == "11 uur ’s ochtends"
    assert spoken.clock(NOW, ZoneInfo("America/New_York"), "en") == "5 o'clock in the morning"


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (-1, ("gisteren", "yesterday", "hier", "gestern")),
        (0, ("vandaag", "today", "aujourd'hui", "heute")),
        (1, ("morgen", "tomorrow", "demain", "morgen")),
        (
            2,
            (
                "woensdag 25 november",
                "Wednesday November 25",
                "le mercredi 25 novembre",
                "am Mittwoch, dem 25. November,",
            ),
        ),
        (8, ("dinsdag 1 december", "Tuesday December 1", "le mardi 1er décembre", "am Dienstag, dem 1. Dezember,")),
    ],
)
def test_days_have_names(days: int, names: tuple[str, ...]) -> None:
    instant = NOW + timedelta(days=days)
    assert tuple(spoken.day(instant, NOW, AMSTERDAM, tongue) for tongue in ("nl", "en", "fr", "de")) == names


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("nl", "vandaag om middernacht"),
        ("nl-BE", "vandaag om middernacht"),
        ("en", "today at midnight"),
        ("fr", "aujourd'hui à minuit"),
        ("de", "heute um Mitternacht"),
    ],
)
def test_midnight_is_the_end_of_a_day(tongue: str, said: str) -> None:
    """At the beginning of tomorrow, "tomorrow at midnight" would be heard a day too late."""
    assert spoken.moment(at(24, 0), NOW, AMSTERDAM, tongue) == said
    assert spoken.moment(at(24, 0) + timedelta(seconds=40), NOW, AMSTERDAM, tongue) == said


def test_tomorrow_is_tomorrow_also_when_the_clocks_go_back_in_the_night() -> None:
    eve = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    for second_time_round in (timedelta(0), timedelta(hours=1)):
        half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + second_time_round
        assert spoken.moment(half_past_two, eve, AMSTERDAM, "fr") == "demain à 2 heures 30"
        assert spoken.moment(half_past_two, eve, AMSTERDAM, "nl") == "morgen om half 3 ’s nachts"


def test_tomorrow_begins_at_midnight_where_the_line_is() -> None:
    just_after_midnight = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)
    assert spoken.moment(just_after_midnight, NOW, AMSTERDAM, "nl") == "morgen om 5 over 12 ’s nachts"
    assert spoken.days_ahead(just_after_midnight, NOW, ZoneInfo("UTC")) == 0


WINDOWS = {
    (14, 16): (
        "morgen tussen 2 en 4 uur ’s middags",
        "morgen tussen 2 en 4 uur in de namiddag",
        "tomorrow between 2 and 4 o'clock in the afternoon",
        "demain entre 14 et 16 heures",
        "morgen zwischen 14 und 16 Uhr",
    ),
    (10, 13): (
        "morgen tussen 10 uur ’s ochtends en 1 uur ’s middags",
        "morgen tussen 10 uur ’s morgens en 1 uur in de namiddag",
        "tomorrow between 10 o'clock in the morning and 1 o'clock in the afternoon",
        "demain entre 10 et 13 heures",
        "morgen zwischen 10 und 13 Uhr",
    ),
    (9, 12): (
        "morgen tussen 9 uur ’s ochtends en 12 uur ’s middags",
        "morgen tussen 9 uur ’s morgens en 12 uur ’s middags",
        "tomorrow between 9 o'clock in the morning and noon",
        "demain entre 9 heures et midi",
        "morgen zwischen 9 und 12 Uhr",
    ),
    (20, 24): (
        "morgen tussen 8 uur ’s avonds en middernacht",
        "morgen tussen 8 uur ’s avonds en middernacht",
        "tomorrow between 8 o'clock in the evening and midnight",
        "demain entre 20 heures et minuit",
        "morgen zwischen 20 Uhr und Mitternacht",
    ),
}


@pytest.mark.parametrize(
    ("hours", "tongue", "said"),
    [(hours, *pair) for hours, row in WINDOWS.items() for pair in zip(IN_ORDER, row, strict=True)],
)
def test_a_window_says_once_what_its_ends_share(hours: tuple[int, int], tongue: str, said: str) -> None:
    low, high = (at(24, 0) + timedelta(hours=hour) for hour in hours)
    assert spoken.stretch(Window(low, high), NOW, AMSTERDAM, tongue) == said


def test_a_window_within_an_hour_says_its_minutes() -> None:
    window = Window(at(24, 9, 30), at(24, 11))
    assert spoken.stretch(window, NOW, AMSTERDAM, "nl") == "morgen tussen half 10 en 11 uur ’s ochtends"
    assert spoken.stretch(window, NOW, AMSTERDAM, "de") == "morgen zwischen 9 Uhr 30 und 11 Uhr"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0, 50, ("minder dan 1 minuut", "less than 1 minute", "moins d'une minute", "weniger als eine Minute")),
        (70, 115, ("minder dan 2 minuten", "less than 2 minutes", "moins de 2 minutes", "weniger als 2 Minuten")),
        (20, 290, ("minder dan 5 minuten", "less than 5 minutes", "moins de 5 minutes", "weniger als 5 Minuten")),
        (130, 290, ("2 tot 5 minuten", "2 to 5 minutes", "entre 2 et 5 minutes", "2 bis 5 Minuten")),
        (180, 180, ("3 tot 4 minuten", "3 to 4 minutes", "entre 3 et 4 minutes", "3 bis 4 Minuten")),
        (700, 1000, ("10 tot 20 minuten", "10 to 20 minutes", "entre 10 et 20 minutes", "10 bis 20 Minuten")),
        (2000, 4000, ("meer dan 30 minuten", "more than 30 minutes", "plus de 30 minutes", "mehr als 30 Minuten")),
    ],
)
def test_a_wait_is_an_honest_range(low: int, high: int, said: tuple[str, ...]) -> None:
    ends = timedelta(seconds=low), timedelta(seconds=high)
    assert tuple(spoken.wait_range(*ends, tongue) for tongue in ("nl", "en", "fr", "de")) == said


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


@pytest.mark.parametrize("tongue", TONGUES)
def test_digits_come_one_by_one_in_every_language(tongue: str) -> None:
    """Also where people would say them in pairs: "quatre-vingt, douze" is 80 12 or 92, and this is read back to be
    checked."""
    assert spoken.digits("+3161", tongue) == "plus, 3, 1, 6, 1"


def test_languages_are_named_in_the_language_of_who_listens() -> None:
    assert spoken.language_name("nl", "nl") == "Nederlands"
    assert spoken.language_name("de", "en") == "German"
    assert spoken.language_name("nl", "fr-BE") == "néerlandais"
    assert spoken.language_name("fr", "de") == "Französisch"


@pytest.mark.parametrize(
    ("tongue", "text"),
    [
        ("nl", "maandag 23 november 11:00"),
        ("nl-BE", "maandag 23 november 11:00"),
        ("en", "Monday November 23 11:00 AM"),
        ("fr", "lundi 23 novembre à 11:00"),
        ("de", "Montag, 23. November, 11:00"),
    ],
)
def test_a_text_tells_the_whole_date(tongue: str, text: str) -> None:
    assert spoken.written(NOW, AMSTERDAM, tongue) == text


def test_noon_and_midnight_are_not_mixed_up_in_writing() -> None:
    assert spoken.written(at(24, 12), AMSTERDAM, "en") == "Tuesday November 24 12:00 noon"
    assert spoken.written(at(24, 0), AMSTERDAM, "en") == "Tuesday November 24 12:00 midnight"
    assert spoken.written(at(24, 0), AMSTERDAM, "fr") == "mardi 24 novembre à 00:00"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.sampled_from(sorted(TONGUES)))  # noqa: DTZ001 - Hypothesis wants naive bounds
def test_every_minute_of_every_day_can_be_said(at: datetime, language: str) -> None:
    said = spoken.moment(at.replace(tzinfo=UTC), NOW, AMSTERDAM, language)
    assert "{" not in said
    assert said == said.strip()
