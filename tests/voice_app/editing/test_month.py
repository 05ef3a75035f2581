"""A month as a value: which hours each day has, and why they are not those of its weekday."""

from datetime import date

from tests.journeys.lines import line_of
from voice_app.editing.edits import with_special_day, without_special_day
from voice_app.editing.month import day_of, month_of, out_of_the_ordinary
from voice_app.line import Line

DUTCH = line_of(hours={"holidays": "NL"})
CHRISTMAS = date(2026, 12, 25)
A_TUESDAY = date(2026, 12, 15)


def test_a_month_is_whole_weeks_from_monday_on() -> None:
    weeks = month_of(DUTCH, 2026, 12, "nl")
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0] is None
    assert [day.date.day for week in weeks for day in week if day] == list(range(1, 32))


def test_a_day_has_the_hours_of_its_weekday_or_of_its_holiday() -> None:
    assert (day_of(DUTCH, A_TUESDAY, "nl").hours, day_of(DUTCH, A_TUESDAY, "nl").because) == (
        ("09:00-21:00",),
        "weekday",
    )
    christmas = day_of(DUTCH, CHRISTMAS, "nl")
    assert (christmas.hours, christmas.because, christmas.holiday) == ((), "holiday", "Eerste kerstdag")
    assert day_of(DUTCH, CHRISTMAS, "en").holiday == "Christmas Day"
    assert day_of(DUTCH, CHRISTMAS, "fr").holiday is not None
    assert day_of(line_of(), CHRISTMAS, "nl").hours == ("09:00-18:00",)


def test_a_special_day_replaces_both_and_is_taken_back() -> None:
    raw = with_special_day(DUTCH.as_dict(), CHRISTMAS, ["10:00-12:00"], {"nl": "Een paar uur maar", "en": " "})
    line = Line.from_dict(raw)
    special = day_of(line, CHRISTMAS, "nl")
    assert (special.hours, special.because, special.holiday) == (("10:00-12:00",), "special", "Eerste kerstdag")
    assert special.reason == {"nl": "Een paar uur maar"}
    again = Line.from_dict(with_special_day(raw, CHRISTMAS, [], {}))
    assert day_of(again, CHRISTMAS, "nl").hours == ()
    assert len(again.special_days) == 1
    assert Line.from_dict(without_special_day(raw, CHRISTMAS)) == DUTCH


def test_days_that_are_not_as_usual_are_found() -> None:
    line = Line.from_dict(with_special_day(DUTCH.as_dict(), A_TUESDAY, [], {}))
    assert [day.date for day in out_of_the_ordinary(line, date(2026, 12, 1), 31, "nl")] == [
        A_TUESDAY,
        CHRISTMAS,
        date(2026, 12, 26),
    ]
