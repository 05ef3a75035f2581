from dataclasses import replace
from datetime import UTC, datetime, timedelta

from routing.forecast import Arrivals, Pace
from routing.plan import Plan, Room
from routing.skills import Language
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.planning import plan_callbacks
from voice_app.promising import Wish, make

DUTCH = Language("nl")
DAY = timedelta(days=1)
TWO_HOURS = {"anna": ["mon 09:00-11:00"], "bram": ["wed 09:00-20:00"], "chloe": ["wed 09:00-20:00"]}
SUNDAY_NIGHT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def plan(world: World) -> Plan:
    return plan_callbacks(world.house, Arrivals(world.house.line.timezone), Pace(), world.now)


def owe(world: World, count: int = 1, start: int = 0) -> list[Promise]:
    wishes = (
        Wish(Phone(f"+316{20_000_000 + n * 10_007}"), "billing", "nl", "api") for n in range(start, start + count)
    )
    return [make(world.house, wish, world.now)[0] for wish in wishes]


def test_agents_who_are_on_are_expected_to_stay(world: World) -> None:
    """Two of them have room for a hundred promises until tomorrow noon, one has not."""
    world.signs_on("anna", "bram")
    assert DUTCH not in plan(world).room

    world.signs_off("bram")
    assert plan(world).room[DUTCH].promises < 100


def test_an_empty_desk_is_expected_to_be_manned_when_the_line_opens(world_of: WorldOf) -> None:
    world = world_of(SUNDAY_NIGHT)
    owe(world, 30)

    assert plan(world).zone == "green"


def test_a_rota_says_how_many_will_be_there(world_of: WorldOf) -> None:
    """A Monday of three agents bears thirty promises, two hours of one agent do not."""
    unplanned, planned = world_of(SUNDAY_NIGHT), world_of(SUNDAY_NIGHT, shifts=TWO_HOURS)
    owe(unplanned, 30)

    assert (plan(unplanned).zone, plan(planned).zone) == ("green", "red")


def test_who_is_signed_out_in_the_middle_of_a_shift_is_not_waited_for(world_of: WorldOf) -> None:
    world = world_of(shifts={"anna": ["mon 09:00-21:00"], "bram": ["wed 09:00-10:00"], "chloe": ["wed 09:00-10:00"]})
    world.signs_on("anna")
    owe(world, 20)
    assert plan(world).zone == "green"

    world.signs_off("anna")
    assert plan(world).zone != "green"


def test_the_plan_says_how_much_room_there_is(world_of: WorldOf) -> None:
    world = world_of()
    world.signs_on("anna")
    before = plan(world).room[DUTCH].promises
    owe(world, 20)
    after = plan(world).room[DUTCH].promises

    assert before - after == 20


def test_a_line_without_agents_measures_nothing_and_promises_what_is_usual(world: World) -> None:
    deserted = replace(world.house, roster={})

    assert plan_callbacks(deserted, Arrivals(world.house.line.timezone), Pace(), world.now).room == {}


# ── what is promised, by that plan ──────────────────────────────────────────────────────────────────────────────────


def test_beyond_the_room_of_the_plan_a_promise_is_due_at_the_first_safe_time_and_keeps_its_place(world: World) -> None:
    later = world.now + 2 * DAY
    world.house.board.put_plan(Plan(room={DUTCH: Room(2, later)}, made_at=world.now - timedelta(seconds=1)))

    promises = owe(world, 4)

    assert [promise.due_by for promise in promises] == [world.now + DAY] * 2 + [later] * 2
    assert [promise.late_because for promise in promises] == [None, None, "capacity", "capacity"]
    assert {promise.promised_late for promise in promises[2:]} == {True}
    assert {promise.counts_from for promise in promises} == {world.now}


def test_what_was_made_before_the_plan_has_taken_none_of_its_room(world: World) -> None:
    owe(world, 3)
    world.passes("2s")
    world.house.board.put_plan(Plan(room={DUTCH: Room(1, world.now + 2 * DAY)}, made_at=world.now))
    world.passes("1s")

    assert [promise.late_because for promise in owe(world, 2, start=3)] == [None, "capacity"]


def test_room_in_one_language_is_no_room_in_another(world: World) -> None:
    world.house.board.put_plan(Plan(room={Language("en"): Room(0, world.now + 2 * DAY)}, made_at=world.now))

    assert [promise.late_because for promise in owe(world)] == [None]


def test_the_safe_time_is_one_at_which_the_person_may_be_called(world: World) -> None:
    midnight = world.now.replace(hour=23) + 2 * DAY
    world.house.board.put_plan(Plan(room={DUTCH: Room(0, midnight)}, made_at=world.now))

    (promise,) = owe(world)

    local = promise.due_by.astimezone(world.house.line.timezone)
    assert (local.date(), local.hour) == ((midnight + DAY).date(), 11), "two hours after the next opening"


def test_where_no_time_in_sight_is_safe_it_is_owed_at_the_end_of_that(world: World) -> None:
    world.house.board.put_plan(Plan(room={DUTCH: Room(0, None)}, made_at=world.now))

    (promise,) = owe(world)

    assert promise.due_by >= world.now + timedelta(weeks=4)
    assert promise.late_because == "capacity"


def test_an_overrun_line_tells_its_callers_a_time_that_it_can_keep(world_of: WorldOf) -> None:
    world = world_of(SUNDAY_NIGHT, shifts=TWO_HOURS)
    owe(world, 60)
    world.passes("20s")

    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("dan bellen we u terug")
    caller.presses("1").hears("woensdag 4 maart")

    newest = max(world.promises(), key=lambda promise: promise.made_at)
    assert newest.late_because == "capacity"
