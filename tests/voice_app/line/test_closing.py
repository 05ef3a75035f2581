"""Special days and the emergency close in the line file: read, refused, written again, warned of, spoken."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.journeys.lines import line_of
from voice_app.line import Line
from voice_app.line.calendar import four_weeks
from voice_app.line.closed_days import of_closed_days
from voice_app.line.content import content_of
from voice_app.mistakes import Mistakes
from voice_app.terms import Terms

MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CLOSURE = {"from": "2026-03-02 12:00", "until": "2026-03-02 18:30", "reason": {"nl": "Er is brand in ons gebouw."}}
SHORT_DAY = {"date": "2026-03-03", "hours": ["10:00-12:00"], "reason": {"nl": "We hebben een studiedag"}}


def test_a_closure_is_read_in_the_time_of_the_line() -> None:
    line = line_of(closure=CLOSURE)
    (span,) = line.closures
    assert span == (datetime(2026, 3, 2, 11, 0, tzinfo=UTC), datetime(2026, 3, 2, 17, 30, tzinfo=UTC))
    assert not Terms.of(line).hours(MONDAY_NOON).is_open(MONDAY_NOON)
    assert Terms.of(line).hours(MONDAY_NOON).next_opening(MONDAY_NOON) == span.end_at


def test_both_may_be_written_as_toml_writes_times() -> None:
    line = line_of(
        closure=CLOSURE | {"from": datetime(2026, 3, 2, 12)},  # noqa: DTZ001 - as tomllib reads it
        special_day=[SHORT_DAY | {"date": date(2026, 3, 3)}],
    )
    assert line == line_of(closure=CLOSURE, special_day=[SHORT_DAY])


def test_what_is_read_is_written_again() -> None:
    line = line_of(closure=CLOSURE | {"until": "2026-03-02 24:00"}, special_day=[SHORT_DAY])
    assert Line.from_dict(content_of(line)) == line
    assert line.as_dict()["closure"] == CLOSURE | {"until": "2026-03-02 24:00"}
    assert line.as_dict()["special_day"] == [SHORT_DAY]


@pytest.mark.parametrize(
    ("sections", "where"),
    [
        ({"closure": {"from": "2026-03-02 12:00"}}, "closure.until: it is missing"),
        ({"closure": CLOSURE | {"until": "2026-03-02 12:00"}}, "closure: it is over before it begins"),
        ({"closure": CLOSURE | {"until": "2026-03-17 12:00"}}, "closure: it lasts longer than 14 days"),
        ({"closure": CLOSURE | {"from": "noon"}}, "closure.from: 'noon' is no time"),
        ({"closure": CLOSURE | {"from": "2026-02-30 12:00"}}, "closure.from: '2026-02-30' is no day"),
        ({"closure": CLOSURE | {"from": MONDAY_NOON}}, "closure.from: .* is no time"),
        (
            {"closure": CLOSURE | {"to": "x"}},
            "closure.to: .* Known here: from, until, reason",
        ),
        ({"closure": CLOSURE | {"reason": {"nl": "x" * 201}}}, "closure.reason.nl: a sentence or two"),
        ({"closure": CLOSURE | {"reason": {"nl": "  "}}}, "closure.reason.nl: a sentence or two"),
        ({"closure": CLOSURE | {"reason": {"xx": "y"}}}, "closure.reason.xx: 'xx' is no language of ours"),
        ({"special_day": [SHORT_DAY, SHORT_DAY]}, "special_day: 2026-03-03 stands here twice"),
        ({"special_day": [SHORT_DAY | {"hours": ["12:00-10:00"]}]}, r"special_day\[1\].hours\[1\]: .* ends before"),
        ({"special_day": [{"hours": []}]}, r"special_day\[1\].date: it is missing"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(sections: dict[str, object], where: str) -> None:
    with pytest.raises(Mistakes, match=where):
        line_of(**sections)  # type: ignore[arg-type]  # as written


def test_a_reason_is_told_while_it_holds_and_in_its_own_languages() -> None:
    terms = Terms.of(line_of(closure=CLOSURE, special_day=[SHORT_DAY]))
    tuesday_noon = MONDAY_NOON + timedelta(days=1)
    assert terms.closed_because(MONDAY_NOON, "nl-BE") == "Er is brand in ons gebouw."
    assert terms.closed_because(MONDAY_NOON, "en") is None
    assert terms.closed_because(MONDAY_NOON - timedelta(minutes=1), "nl") is None
    assert terms.closed_because(tuesday_noon, "nl") == "We hebben een studiedag"
    assert terms.closed_because(tuesday_noon - timedelta(hours=1), "nl") is None  # it is open then
    assert terms.closed_because(tuesday_noon + timedelta(days=1, hours=12), "nl") is None


def test_what_says_too_little_or_is_over_is_warned_of() -> None:
    line = line_of(closure=CLOSURE, special_day=[SHORT_DAY | {"reason": {"nl": "Ja", "en": "Yes", "fr": "Oui"}}])
    assert [one.where for one in of_closed_days(line, MONDAY_NOON)] == ["special_day[1].reason.fr", "closure.reason.en"]
    later = MONDAY_NOON + timedelta(days=7)
    assert [one.where for one in of_closed_days(line, later)] == ["special_day[1]", "closure"]
    mute = line_of(closure=CLOSURE | {"reason": {}})
    assert [one.where for one in of_closed_days(mute, MONDAY_NOON)] == ["closure.reason"]


def test_the_coming_weeks_show_both_and_read_the_reasons_back() -> None:
    shown = four_weeks(line_of(closure=CLOSURE, special_day=[SHORT_DAY]), MONDAY_NOON)
    assert "Mon 02 Mar  09:00-21:00; closed by [closure] from 2026-03-02 12:00 until 2026-03-02 18:30" in shown
    assert "Tue 03 Mar  10:00-12:00; special day" in shown
    assert "closure, callers hear in nl: Er is brand in ons gebouw." in shown
    assert "special day 2026-03-03, callers hear in nl: We hebben een studiedag" in shown
