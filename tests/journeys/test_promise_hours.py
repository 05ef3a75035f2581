"""Nobody is called outside the hours, at an indecent hour or on a holiday; on-call windows save what else breaks."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.lines import ALWAYS
from tests.journeys.world import World

SATURDAY_EVENING = datetime(2026, 3, 7, 18, 0, tzinfo=UTC)
SPRING_FORWARD = datetime(2026, 3, 28, 14, 30, tzinfo=UTC)
FALL_BACK = datetime(2026, 10, 24, 13, 30, tzinfo=UTC)


def minutes_after_opening(world: World, hour: int) -> float:
    local = world.now.astimezone(world.house.line.timezone)
    return (local - local.replace(hour=hour, minute=0, second=0, microsecond=0)) / timedelta(minutes=1)


@pytest.mark.threat("T19")
def test_an_agent_who_is_ready_all_night_is_rung_at_nine(world_of: WorldOf) -> None:
    world = world_of(datetime(2026, 3, 1, 21, 0, tzinfo=UTC))
    (anna,) = world.signs_on("anna")
    caller = asks_for_a_callback(world)
    anna.accepts()
    world.passes("24h", until=lambda: caller.is_ringing)
    assert 0 <= minutes_after_opening(world, 9) < 1


@pytest.mark.threat("T19")
def test_a_line_that_is_open_at_night_still_lets_people_sleep(world_of: WorldOf) -> None:
    """`call_between` is nine to six here, and the line never closes."""
    world = world_of(
        datetime(2026, 3, 2, 20, 0, tzinfo=UTC),
        hours=ALWAYS,
        callback={"call_between": "09:00-18:00"},
    )
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("24h", until=lambda: caller.is_ringing)
    assert 0 <= minutes_after_opening(world, 9) < 1


def test_a_promise_made_when_a_holiday_begins_is_due_after_it(world_of: WorldOf) -> None:
    """Easter Monday is 6 April in 2026, and this line is closed on Sundays."""
    world = world_of(datetime(2026, 4, 5, 13, 0, tzinfo=UTC), hours={"sun": [], "holidays": "NL"})
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("dan bellen").presses("1")
    caller.hears("uiterlijk dinsdag 7 april om 11 uur ’s ochtends").hangs_up()
    promise = world.promise()
    assert promise.promised_late
    assert promise.due_by == datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("48h", until=lambda: caller.is_ringing)
    assert 0 <= minutes_after_opening(world, 9) < 1


def on_call(world_of: WorldOf, start: datetime) -> World:
    """Anna may be rung on Saturday evening for what would else be broken; on Sunday nobody works."""
    return world_of(start, hours={"sun": []}, on_call={"anna": ["sat 16:00-21:00"]})


def test_an_on_call_window_is_used_for_a_promise_that_would_else_be_broken(world_of: WorldOf) -> None:
    world = on_call(world_of, SATURDAY_EVENING)
    anna, bram = world.signs_on("anna", "bram")
    caller = asks_for_a_callback(world)
    is_called_back(world, anna, caller)
    assert not bram.legs
    caller.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    assert world.promise().state == "kept"


def test_an_on_call_window_is_no_shift(world_of: WorldOf) -> None:
    """Asked on Friday evening, there is all of Saturday's opening time: the on-call hours before are left alone."""
    world = on_call(world_of, datetime(2026, 3, 6, 18, 0, tzinfo=UTC))
    (anna,) = world.signs_on("anna")
    caller = asks_for_a_callback(world)
    anna.accepts()
    world.passes("24h", until=lambda: caller.is_ringing)
    assert 0 <= minutes_after_opening(world, 10) < 1


@pytest.mark.parametrize("start", [SPRING_FORWARD, FALL_BACK], ids=["an hour is skipped", "an hour comes twice"])
def test_24_hours_are_24_hours_on_the_days_the_clock_is_changed(world_of: WorldOf, start: datetime) -> None:
    world = world_of(start)
    caller = asks_for_a_callback(world)
    promise = world.promise()
    assert promise.due_by - promise.made_at == timedelta(hours=24)
    world.passes("12h")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("24h", until=lambda: caller.is_ringing)
    assert 0 <= minutes_after_opening(world, 12) < 1
    assert world.now < promise.due_by


CLOCK_CHANGES = [
    ("America/New_York", "2026-10-31T12:00-04:00", "morgen om 11 uur ’s ochtends", "zondag 1 november 11:00"),
    ("Europe/Brussels", "2027-03-27T12:00+01:00", "morgen om 1 uur ’s middags", "zondag 28 maart 13:00"),
    ("Australia/Lord_Howe", "2026-10-03T12:00+10:30", "morgen om half 1 ’s middags", "zondag 4 oktober 12:30"),
    ("Australia/Lord_Howe", "2027-04-03T12:00+11:00", "morgen om half 12 ’s ochtends", "zondag 4 april 11:30"),
]
"""Where and when noon plus 24 hours is not noon; what is heard, and what is read."""


@pytest.mark.parametrize(
    ("zone", "made_at", "spoken", "written"),
    CLOCK_CHANGES,
    ids=[f"{zone} {made_at:.10}" for zone, made_at, *_ in CLOCK_CHANGES],
)
def test_the_local_time_that_is_spoken_is_24_hours_away_when_the_clock_is_changed(
    world_of: WorldOf, zone: str, made_at: str, spoken: str, written: str
) -> None:
    noon = datetime.fromisoformat(made_at)
    world = world_of(
        noon.astimezone(UTC), line={"timezone": zone}, hours=ALWAYS, callback={"call_between": "00:00-24:00"}
    )
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("dan bellen we u terug")
    asked_at = world.now
    caller.presses("1").hears(f"We bellen u terug, uiterlijk {spoken}")
    promise = world.promise()
    assert promise.due_by - promise.made_at == timedelta(seconds=86_400)
    assert promise.effective_due_by == promise.due_by
    assert promise.made_at == asked_at
    caller.presses("1").was_hung_up().received_text(f"uiterlijk {written}")
