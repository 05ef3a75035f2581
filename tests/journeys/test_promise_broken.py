"""Nobody comes in time: a promise is put before a supervisor, broken loudly, still owed, and then kept late."""

from datetime import timedelta

from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World


def test_nobody_signs_on_for_a_day_and_it_is_kept_late(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("7h")
    assert world.promise().escalated_at is None
    world.passes("90m")
    foreseen = world.promise()
    assert foreseen.escalated_at is not None, "four hours of opening time are left, and nobody is there"
    assert (foreseen.escalation, foreseen.escalated_because) == (1, "nobody_signed_on")
    shown = world.api("GET", "/api/promises?at_risk=true").get_json()["items"]
    assert [(one["id"], one["escalated_because"]) for one in shown] == [(foreseen.id, "nobody_signed_on")]

    world.passes("14.5h")
    assert (world.promise().escalation, world.promise().broken_at) == (2, None)
    world.passes("50m")
    assert world.promise().escalation == 3
    world.passes("30m")
    late = world.promise()
    assert late.broken_at is not None
    assert late.broken_at - late.due_by < timedelta(seconds=5)
    assert (late.state, late.escalated_at) == ("open", foreseen.escalated_at)
    assert late.broken_because == "nobody_signed_on"
    assert world.events(late.id).count("broken") == 1

    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    kept = world.promise()
    assert (kept.state, kept.broken_at) == ("kept", late.broken_at)
    assert world.api("GET", "/api/promises?at_risk=true").get_json()["items"] == []
    compliance = world.api("GET", "/api/compliance").get_json()
    assert (compliance["kept_late"], compliance["kept_in_time"], compliance["broken_open"]) == (1, 0, 0)
    assert compliance["missed_because"] == {"nobody_signed_on": 1}


def test_without_a_ticker_nothing_is_dialled_and_with_it_everything_is_made_good(world: World) -> None:
    world.loses("ticker")
    caller = asks_for_a_callback(world)
    world.passes("25h")
    assert world.promise().broken_at is None
    world.regains("ticker")
    world.passes("1m")
    assert world.promise().broken_at is not None
    assert world.promise().escalated_at is not None
    assert world.promise().broken_because == "service_down"
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
