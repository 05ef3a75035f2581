"""The customer is not reached: the retry ladder, a text before the next try, and an end that is told."""

from datetime import timedelta

import pytest

from routing.calendar import part_of_day
from tests.journeys.askings import asks_for_a_callback, rings_at
from tests.journeys.world import World


def test_busy_is_tried_again_soon(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.is_busy()
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("Het nummer was in gesprek")
    world.passes("1s")
    promise = world.promise()
    assert promise.state == "open"
    assert promise.not_before - world.now <= timedelta(minutes=5)
    caller.lets_it_ring()
    caller.rings(within="7m").answers().is_talking_to(anna)
    assert [attempt.outcome for attempt in world.attempts(promise.id)] == ["busy", None]


def test_no_answer_is_told_by_text_and_tried_in_another_part_of_the_day(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.lets_it_ring()
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("Er werd niet opgenomen")
    caller.received_text("we belden u en troffen u niet. We bellen u opnieuw, uiterlijk dinsdag 3 maart 12:00")

    promise, zone = world.promise(), world.house.line.timezone
    (first,) = world.attempts(promise.id)
    assert first.outcome == "no_answer"
    assert promise.not_before - first.started_at >= timedelta(minutes=90)
    assert part_of_day(promise.not_before, zone) is not part_of_day(first.started_at, zone)
    world.passes(promise.not_before - world.now - timedelta(seconds=5))
    assert rings_at(world, caller) == 1
    caller.rings(within="60s").answers().is_talking_to(anna)


def test_with_a_star_the_agent_leaves_a_voicemail_that_goes_on_and_on(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.voicemail_answers("U spreekt met de voicemail.")
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("voicemail").presses("*")
    anna.hears("Niet bereikt, 2", within="10s").presses("2").hears("Genoteerd").was_hung_up()
    assert [attempt.outcome for attempt in world.attempts(world.promise().id)] == ["machine"]


def test_a_voicemail_is_the_agents_two_and_is_no_conversation(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.voicemail_answers("U spreekt met de voicemail.")
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("voicemail")
    anna.hears("Niet bereikt, 2", within="4m").presses("2").hears("Genoteerd").was_hung_up()
    promise = world.promise()
    assert promise.state == "open"
    assert [attempt.outcome for attempt in world.attempts(promise.id)] == ["machine"]
    caller.received_text("We bellen u opnieuw")


def test_a_wrong_number_is_looked_at_by_a_person_and_never_dialled_again_by_itself(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller.rings().answers().is_talking_to(anna).hangs_up()
    anna.hears("Verkeerd nummer, 3").presses("3").was_hung_up()
    promise = world.promise()
    assert (promise.state, promise.needs_approval) == ("open", True)
    assert promise.escalated_at is not None
    world.passes("8h")
    assert rings_at(world, caller) == 1


def test_a_number_to_which_there_is_no_way_is_given_to_a_person_after_three_tries(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.is_unreachable()
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("Het nummer was niet te bereiken")
    world.passes("12m")
    promise = world.promise()
    assert [attempt.outcome for attempt in world.attempts(promise.id)] == ["provider_error"] * 3
    assert (promise.state, promise.needs_approval) == ("open", True)
    assert promise.escalated_at is not None
    world.passes("5h")
    assert rings_at(world, caller) == 3


def test_after_three_tries_it_ends_as_unreached_and_the_person_is_told(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.lets_it_ring()
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("23h")
    promise = world.promise()
    assert promise.state == "unreached"
    outcomes = [attempt.outcome for attempt in world.attempts(promise.id) if attempt.dialled]
    assert outcomes == ["no_answer"] * 3
    caller.received_text("we belden u 3 keer en troffen u niet")
    world.passes("24h")
    assert rings_at(world, caller) == 3


@pytest.mark.parametrize("status", ["no-answer", "busy"])
def test_hooks_that_come_twice_and_in_the_wrong_order_count_one_attempt(world: World, status: str) -> None:
    world.carrier.exchange.faults.status_hooks(duplicate=True, shuffle_within=timedelta(seconds=20))
    caller = asks_for_a_callback(world)
    (caller.is_busy if status == "busy" else caller.lets_it_ring)()
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("3m")
    promise = world.promise()
    assert [attempt.outcome for attempt in world.attempts(promise.id)] == [status.replace("-", "_")]
    assert rings_at(world, caller) == 1
