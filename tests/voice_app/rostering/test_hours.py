"""Shifts and hours on call that will surprise whoever wrote them. The line is open on Mondays from 9 to 21."""

import pytest

from tests.journeys.lines import line_of
from voice_app.line.values import write_on_call
from voice_app.rostering.hours import on_call_while_open, shifts_while_closed


@pytest.mark.parametrize(
    ("window", "is_closed", "is_open"),
    [
        ("mon 06:00-09:00", True, False),
        ("mon 06:00-09:01", False, False),
        ("mon 09:00-21:00", False, True),
        ("mon 12:00-13:00", False, True),
        ("mon 20:00-22:00", False, False),
        ("sat 20:00-24:00", True, False),
    ],
)
def test_what_is_warned_of(window: str, is_closed: bool, is_open: bool) -> None:
    line = line_of(shifts={"anna": [window]}, on_call={"anna": [window]})
    anna = line.agents[0]
    assert [write_on_call(one) for one in shifts_while_closed(line, anna)] == [window] * is_closed
    assert [write_on_call(one) for one in on_call_while_open(line, anna)] == [window] * is_open


def test_on_a_holiday_an_hour_on_call_may_count() -> None:
    line = line_of(on_call={"anna": ["mon 12:00-13:00"]}, hours={"holidays": "NL"})
    assert on_call_while_open(line, line.agents[0]) == ()
