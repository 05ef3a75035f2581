"""The same house on PostgreSQL: a call reaches an agent, a promise is made, missed once, and kept."""

from collections.abc import Iterator

import pytest

from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.test_transfer_cold import talking
from tests.journeys.world import World
from tools.postgres import Postgres, Unavailable
from voice_app.ledger import Ledger


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    try:
        cluster = Postgres()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with cluster:
        ledger = Ledger(cluster.url("postgres"))
        ledger.migrate()
        yield ledger
        ledger.close()


def test_a_call_and_a_promise_on_postgresql(world: World) -> None:
    (anna,) = world.signs_on("anna")
    first = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.accepts().is_talking_to(first)
    first.hangs_up()
    world.passes("40s")
    world.signs_off("anna")

    caller = asks_for_a_callback(world)
    caller.received_text("we bellen u terug, uiterlijk")
    caller.is_busy()
    world.signs_on("anna")
    anna.hears("Het nummer was in gesprek").was_hung_up()
    caller.lets_it_ring()
    world.passes("5m")
    is_called_back(world, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").was_hung_up()

    promise = world.promise()
    assert (promise.state, promise.kept_how) == ("kept", "spoke")
    assert [attempt.outcome for attempt in world.attempts(promise.id)] == ["busy", "spoke"]


def test_a_call_that_is_sent_on_and_one_that_is_asked_about_on_postgresql(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    bram.is_talking_to(caller)
    world.api("POST", "/api/agents/anna/wrapped", disposition="transferred")

    transfer = world.api("POST", "/api/agents/bram/transfer", to={"agent": "anna"}, mode="consult").json
    bram.is_talking_to(anna)
    world.api("POST", f"/api/transfers/{transfer['id']}/complete")

    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("1s")
    assert (world.call(caller).outcome, world.call(caller).answered_by) == ("answered", "anna")
