"""Agent hours are counted from what agents declared, to the second, over every edge of an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from routing.calendar import DaySpan
from routing.skills import AgentId
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.ids import Presence
from voice_app.line.values import OnCall
from voice_app.patterns.staffing import expected, ready_hours

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def change(agent: str, presence: Presence, at: datetime) -> PresenceChange:
    return PresenceChange(AgentId(agent), presence, "desk", at)


def test_time_is_spread_over_the_hours_it_was_in() -> None:
    changes = (
        change("anna", "ready", NINE - HOUR / 2),  # before the stretch begins
        change("anna", "on_break", NINE + 1.25 * HOUR),
        change("anna", "ready", NINE + 1.5 * HOUR),
        change("anna", "signed_out", NINE + 2 * HOUR),
        change("bram", "ready", NINE + 0.75 * HOUR),  # and never says otherwise
    )
    ready = ready_hours(changes, NINE, NINE + 3 * HOUR)
    assert ready == pytest.approx({NINE: 1.25, NINE + HOUR: 0.75 + 1, NINE + 2 * HOUR: 1.0})


def test_nobody_is_ready_where_nobody_said_so() -> None:
    assert ready_hours((), NINE, NINE + HOUR) == {}
    assert ready_hours((change("anna", "ready", NINE + 2 * HOUR),), NINE, NINE + HOUR) == {}


def test_shifts_say_who_is_expected() -> None:
    shifts = (OnCall(0, DaySpan(9 * 60, 11 * 60)), OnCall(0, DaySpan(10 * 60 + 30, 12 * 60)), OnCall(6, DaySpan(0, 60)))
    assert expected(shifts) == {(0, 9): 1.0, (0, 10): 1.5, (0, 11): 1.0, (6, 0): 1.0}
