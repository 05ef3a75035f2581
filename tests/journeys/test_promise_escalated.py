"""A promise that would be broken: supervisors know in time, it goes ahead of callers, and at last their phones ring."""

from datetime import timedelta

import pytest

from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

URGENT = "Nu terugbellen, anders breken we een belofte"


def almost_due(world: World, supervisor: Phone) -> None:
    """Nobody comes, until less than half an hour is left and a supervisor's phone rings."""
    world.passes("23.4h")
    assert not supervisor.legs
    world.passes("9m", until=lambda: bool(supervisor.legs))


def test_a_supervisor_who_is_at_home_is_rung_and_keeps_it(world_of: WorldOf) -> None:
    world = world_of(supervisors=("bram",))
    caller = asks_for_a_callback(world)
    bram = world.agent("bram")
    bram.accepts()
    almost_due(world, bram)
    bram.hears(URGENT)
    bram.is_talking_to(caller.rings().answers())
    assert world.declared("bram") == "signed_out"
    caller.hangs_up()
    bram.hears("Gesproken").presses("1").was_hung_up()
    kept = world.promise()
    assert (kept.state, kept.broken_at, kept.escalation) == ("kept", None, 3)
    (attempt,) = world.attempts(kept.id)
    assert (attempt.agent_id, attempt.outcome) == ("bram", "spoke")


def test_a_supervisor_who_does_not_answer_is_rung_again_after_a_quarter_of_an_hour(world_of: WorldOf) -> None:
    world = world_of(supervisors=("bram",))
    asks_for_a_callback(world)
    bram = world.agent("bram")
    bram.lets_it_ring()
    almost_due(world, bram)
    assert len(bram.legs) == 1
    world.passes("9m")
    assert len(bram.legs) == 1
    world.passes("9m")
    assert len(bram.legs) == 2
    world.passes("15m")
    assert world.promise().broken_because == "agents_refused"
    assert not world.agent("anna").legs, "who is no supervisor is not rung at home"


@pytest.mark.fault("F30")
def test_a_supervisor_is_rung_without_bell_and_worker(world_of: WorldOf) -> None:
    """No worker lives. What is owed is put before a supervisor, whose phone the ticker rings itself."""
    world = world_of(supervisors=("bram",))
    world.jobs.worker_lives = False
    caller = asks_for_a_callback(world)
    bram = world.agent("bram")
    bram.accepts()
    almost_due(world, bram)
    escalated_at = world.promise().escalated_at
    assert escalated_at is not None
    assert world.promise().due_by - escalated_at >= timedelta(hours=1)
    bram.hears(URGENT).is_talking_to(caller.rings().answers())


@pytest.mark.threat("T19")
def test_an_hour_before_it_is_broken_whoever_is_ready_may_keep_it_in_another_language(world_of: WorldOf) -> None:
    world = world_of(agent_languages={"anna": ["en"]})
    caller = asks_for_a_callback(world)
    world.passes("22.9h")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("3m")
    assert not anna.legs
    world.passes("9m", until=lambda: bool(anna.legs))
    anna.hears("call back now, or we break a promise")
    anna.is_talking_to(caller.rings().answers())


def test_who_speaks_its_language_is_waited_for_as_long_as_there_is_time(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("23.1h")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    anna.hears(URGENT).is_talking_to(caller.rings().answers())
    assert rings_at(world, caller) == 1
