"""What is told by text is told at most once, and a text that fails is no promise that fails."""

import pytest

from carrier.events import TextSent
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World
from voice_app.ledger import texts


def texts_sent(world: World) -> int:
    return sum(isinstance(event, TextSent) for event in world.carrier.exchange.record)


@pytest.mark.parametrize("fault", [{"answer": 500, "after_acting": True}, {"lose_answer": True}], ids=["500", "lost"])
def test_a_text_that_may_have_left_is_not_sent_again(world: World, fault: dict[str, object]) -> None:
    world.carrier.exchange.faults.rest("POST", "Messages", **fault)  # type: ignore[arg-type] # as Faults.rest has them
    caller = asks_for_a_callback(world)
    world.passes("20m")
    assert texts_sent(world) == 1
    assert "text_in_doubt" in world.events(world.promise().id)
    caller.received_text("we bellen u terug")


def test_a_text_whose_worker_died_is_not_sent_again_and_the_promise_tells_so(world: World) -> None:
    world.loses("worker")
    asks_for_a_callback(world)
    with world.house.ledger.write() as ledger:
        assert texts.claim(ledger, world.now) is not None
    world.regains("worker")
    world.passes("2m")
    assert texts_sent(world) == 0
    (told,) = [entry for entry in world.timeline(world.promise().id) if entry.event == "text_in_doubt"]
    assert told.data["cause"] == "worker_died"


def test_a_text_that_surely_did_not_leave_is_sent_a_little_later(world: World) -> None:
    world.carrier.exchange.faults.rest("POST", "Messages", answer=429, code=20429)
    caller = asks_for_a_callback(world)
    caller.received_text("we bellen u terug")
    assert texts_sent(world) == 1


def test_a_text_that_is_refused_for_good_leaves_the_promise_as_it_is(world: World) -> None:
    world.carrier.exchange.faults.rest("POST", "Messages", answer=400, code=21610)
    caller = asks_for_a_callback(world)
    world.passes("20m")
    caller.received_no_text()
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
