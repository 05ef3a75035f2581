"""The carrier takes one call a second, refuses them, or is gone for hours: what is owed is kept in its order."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from carrier.record import Leg, legs
from tests.journeys.askings import asks_for_a_callback, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

A_SECOND = timedelta(seconds=1)
SUNDAY_NIGHT = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)


def created(world: World) -> list[Leg]:
    """The legs that we asked the carrier for, in order."""
    return [leg for leg in legs(world.carrier.exchange.record) if leg.direction == "outbound-api"]


def asked(world: World) -> int:
    """How often the carrier was asked for a call, whatever came of it."""
    return sum(len(world.attempts(promise.id)) for promise in world.promises())


@pytest.mark.fault("F15", "F35")
def test_one_call_a_second_is_asked_for_the_most_urgent_first(world: World) -> None:
    people = [asks_for_a_callback(world, f"+3162222220{n}", f"person {n}", key="2") for n in range(3)]
    agents = world.signs_on("anna", "bram", "chloe")
    for agent in agents:
        agent.lets_it_ring()
    world.passes("5s")
    made = created(world)
    assert [after.created_at - before.created_at >= A_SECOND for before, after in pairwise(made)] == [True, True]
    due = [world.promises()[n].id for n in range(3)]
    history = world.history()
    assert [history.rung_for(promise)[0].sid for promise in due] == [leg.sid for leg in made]
    assert [rings_at(world, person) for person in people] == [0, 0, 0]


@pytest.mark.fault("F15")
def test_too_many_requests_make_everybody_rest_and_the_most_urgent_goes_first(world: World) -> None:
    first, second = (asks_for_a_callback(world, f"+3162222220{n}", f"person {n}") for n in range(2))
    world.carrier.exchange.faults.rest("POST", "Calls", answer=429, code=20429, times=3)
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    bram.accepts()
    world.passes("100s")
    assert asked(world) == 3, "15, 30 and 60 seconds of rest between them"
    first.rings(within="40s")
    assert not second.is_ringing
    states = [attempt.state for attempt in world.attempts(world.promises()[0].id)]
    assert states == ["ended", "ended", "ended", "sent"]
    assert {one.cause for one in world.attempts(world.promises()[0].id)} == {"carrier_20429", None}


@pytest.mark.fault("F34")
def test_the_carrier_is_gone_for_six_hours(world_of: WorldOf) -> None:
    """What was due meanwhile was put before somebody in time; what is due later is kept when it is back."""
    world = world_of(SUNDAY_NIGHT, callback={"due_within": "14h"})
    world.pace = 5
    inside = asks_for_a_callback(world)
    world.passes("6h")
    later = asks_for_a_callback(world, "+31622222221", "the later one")
    world.passes("2h")
    outage = world.carrier.exchange.faults
    outage.rest("POST", "Calls", refuse_connection=True, times=10_000)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("7h")

    due_inside, due_later = sorted(world.promises(), key=lambda promise: promise.due_by)
    assert due_inside.broken_at is not None
    assert due_inside.escalated_at is not None
    assert due_inside.due_by - due_inside.escalated_at >= timedelta(hours=1)
    assert due_later.broken_at is None
    assert asked(world) < 150, "it was not hammered"

    outage._rest.clear()
    inside.rings(within="6m").answers().is_talking_to(anna)
    world.passes("70s")
    inside.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    later.rings(within="2m").answers().is_talking_to(anna)
    world.passes("70s")
    later.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    kept = {promise.id: promise for promise in world.promises()}
    assert kept[due_later.id].kept_at is not None
    assert kept[due_later.id].kept_at < due_later.due_by


@pytest.mark.fault("F16")
@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("was_made", [True, False], ids=["made", "not made"])
def test_in_an_hour_of_doubtful_answers_a_promise_has_one_call_at_a_time(
    world: World, status: int, was_made: bool
) -> None:
    caller = asks_for_a_callback(world)
    world.carrier.exchange.faults.rest("POST", "Calls", answer=status, after_acting=was_made, times=4)
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    bram.lets_it_ring()
    world.passes("9m")
    assert asked(world) > 1
    assert rings_at(world, caller) == 0
