"""A worker dies, an answer is lost, hooks and lists lag: in the end one call, one conversation, and a promise kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from carrier.phone import Phone
from carrier.record import requests
from routing.skills import AgentId, PromiseId
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.test_faults_hooks import send_again
from tests.journeys.world import World
from voice_app.ledger import AttemptId, alarms, attempts
from workers import callbacks, ringing
from workers.ticker import Ticker


def is_kept_by_one_ring(world: World, anna: Phone, caller: Phone) -> None:
    anna.accepts()
    caller.rings(within="12m").answers().is_talking_to(anna)
    world.passes("70s")
    caller.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    assert world.promise().state == "kept"
    world.passes("1h")
    assert rings_at(world, caller) == 1


def test_the_worker_never_runs_and_then_does(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.loses("worker")
    (anna,) = world.signs_on("anna")
    world.passes("30m")
    assert not anna.legs
    assert world.presence("anna") == "ready"
    world.regains("worker")
    is_kept_by_one_ring(world, anna, caller)


@pytest.mark.fault("F2")
def test_the_worker_dies_between_the_row_and_the_request(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.jobs.run["workers.callbacks.keep_promise"] = _dies_before_the_request(world)
    (anna,) = world.signs_on("anna")
    world.passes("2s")
    assert [attempt.state for attempt in world.attempts(world.promise().id)] == ["intent"]
    world.jobs.run["workers.callbacks.keep_promise"] = _lives(world)
    is_kept_by_one_ring(world, anna, caller)
    assert [attempt.cause for attempt in world.attempts(world.promise().id)] == ["not_listed", None]
    assert len(anna.legs) == 1


def _dies_before_the_request(world: World) -> Callable[..., None]:
    def job(promise: str, attempt: str, agent: str) -> None:
        with world.house.ledger.write() as ledger:
            attempts.intend(ledger, PromiseId(promise), AttemptId(attempt), AgentId(agent), world.now)

    return job


def _lives(world: World) -> Callable[..., None]:
    return lambda promise, attempt, agent: callbacks.ring_for_promise(
        world.shop, PromiseId(promise), AttemptId(attempt), AgentId(agent), world.now
    )


LOST_ANSWERS = {
    "a 500 before the call was made": {"answer": 500},
    "a 500 after the call was made": {"answer": 500, "after_acting": True},
    "a 503 after the call was made": {"answer": 503, "after_acting": True},
    "a read timeout": {"lose_answer": True},
    "a connection refused": {"refuse_connection": True},
    "too many requests": {"answer": 429, "code": 20429},
}


@pytest.mark.fault("F16")
@pytest.mark.parametrize("fault", LOST_ANSWERS.values(), ids=LOST_ANSWERS)
@pytest.mark.parametrize(("hooks", "lag"), [("told", 0), ("lost", 50)])
def test_an_answer_is_lost(world: World, fault: dict[str, object], hooks: str, lag: int) -> None:
    caller = asks_for_a_callback(world)
    faults = world.carrier.exchange.faults
    faults.rest("POST", "Calls", **fault)  # type: ignore[arg-type] # as Faults.rest names them
    faults.list_lags(timedelta(seconds=lag))
    if hooks == "lost":
        faults.status_hooks(drop=True, only={"initiated", "ringing", "in-progress"})
    (anna,) = world.signs_on("anna")
    is_kept_by_one_ring(world, anna, caller)


@pytest.mark.fault("F17")
def test_a_lost_answer_while_the_agent_lets_it_ring(world: World) -> None:
    """No hook at all, and the list lags: the request is found, the ring is over, and the next one is the only other."""
    caller = asks_for_a_callback(world)
    faults = world.carrier.exchange.faults
    faults.rest("POST", "Calls", lose_answer=True)
    faults.list_lags(timedelta(seconds=55))
    faults.status_hooks(drop=True, times=4)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    world.passes("40s")
    assert [attempt.state for attempt in world.attempts(world.promise().id)] == ["unknown"]
    is_kept_by_one_ring(world, anna, caller)


@pytest.mark.fault("F19")
def test_every_status_hook_is_lost(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.carrier.exchange.faults.status_hooks(drop=True)
    (anna,) = world.signs_on("anna")
    is_kept_by_one_ring(world, anna, caller)


@pytest.mark.fault("F19")
def test_every_status_hook_is_an_hour_late_and_doubled(world: World) -> None:
    world.carrier.exchange.faults.status_hooks(delay=timedelta(hours=1), duplicate=True)
    caller = asks_for_a_callback(world)
    world.passes("61m")
    (anna,) = world.signs_on("anna")
    is_kept_by_one_ring(world, anna, caller)
    world.passes("2h")
    assert world.promise().state == "kept"


@pytest.mark.fault("F4")
def test_two_workers_run_the_same_job_and_two_tickers_tick(world: World) -> None:
    caller = asks_for_a_callback(world)
    other, run = Ticker(world.shop), world.jobs.run["workers.callbacks.keep_promise"]

    def twice(*ids: str) -> None:
        run(*ids)
        other.tick(world.now)
        run(*ids)

    world.jobs.run["workers.callbacks.keep_promise"] = twice
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    world.passes("2s")
    assert world.activity("anna") == "reserved"
    is_called_back(world, anna, caller)
    assert not bram.legs
    assert len(anna.legs) == 1


@pytest.mark.fault("F1")
def test_a_bell_that_nobody_heard_is_rung_again_while_the_agent_is_still_held(world: World) -> None:
    caller = asks_for_a_callback(world)
    run = world.jobs.run["workers.callbacks.keep_promise"]
    world.jobs.run["workers.callbacks.keep_promise"] = lambda *ids: None
    (anna,) = world.signs_on("anna")
    world.passes("1s")
    world.jobs.run["workers.callbacks.keep_promise"] = run
    anna.rings(within="15s")
    is_called_back(world, anna, caller)
    assert len(anna.legs) == 1


def test_a_worker_that_comes_to_after_the_promise_was_withdrawn_rings_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks_for_a_callback(world)
    promise = world.promise().id
    instants = {"dial.after_claim": lambda: world.api("POST", f"/api/promises/{promise}/withdraw", reason="well again")}
    monkeypatch.setattr(ringing, "failpoint", lambda name: instants.get(name, lambda: None)())
    (anna,) = world.signs_on("anna")
    anna.stays_silent("1m")
    assert world.activity("anna") == "idle"


def test_a_job_that_comes_when_the_agent_is_no_longer_held_rings_nobody(world: World) -> None:
    asks_for_a_callback(world)
    late: list[tuple[str, ...]] = []
    run = world.jobs.run["workers.callbacks.keep_promise"]
    world.jobs.run["workers.callbacks.keep_promise"] = lambda *ids: late.append(ids)
    (anna,) = world.signs_on("anna")
    world.passes("1s")
    world.signs_off("anna")
    world.passes("3m")
    run(*late[0])
    anna.stays_silent("1m")
    assert world.attempts(world.promise().id) == ()


def test_when_the_carrier_takes_no_calls_at_all_a_supervisor_is_told_and_agents_keep_their_presence(
    world: World,
) -> None:
    caller = asks_for_a_callback(world)
    world.carrier.exchange.faults.rest("POST", "Calls", answer=401, code=20003, times=3)
    (anna,) = world.signs_on("anna")
    world.passes("14m")
    with world.house.ledger.read() as ledger:
        assert "carrier_account" in {alarm.rule for alarm in alarms.standing(ledger)}
    assert world.presence("anna") == "ready"
    is_kept_by_one_ring(world, anna, caller)


@pytest.mark.fault("F18")
def test_a_list_that_lags_longer_than_we_wait_costs_an_agent_a_ring_and_no_customer_a_second_talk(
    world: World,
) -> None:
    """The call was made, and nothing tells so for ten minutes: it is taken for never made, and another agent is rung.
    When the first one's key comes in at last, the customer is not rung again."""
    caller = asks_for_a_callback(world)
    faults = world.carrier.exchange.faults
    faults.rest("POST", "Calls", lose_answer=True)
    faults.list_lags(timedelta(minutes=10))
    faults.status_hooks(drop=True, times=4)
    (anna,) = world.signs_on("anna")
    anna.answers_and_says_nothing().hears("Terugbellen").hangs_up()
    whispered = next(hook for hook in requests(world.carrier.exchange.record) if "/voice/whisper?" in hook.url)
    world.signs_off("anna")
    (bram,) = world.signs_on("bram")
    bram.rings(within="12m")
    assert [attempt.cause for attempt in world.attempts(world.promise().id)] == ["not_listed", None]

    is_called_back(world, bram, caller)
    pressed = replace(
        whispered, url=whispered.url.replace("/whisper?", "/accept?"), params={**whispered.params, "Digits": "1"}
    )
    (answer,) = send_again(world, [pressed])
    assert "<Hangup" in answer
    assert "<Dial" not in answer
    assert caller.talks_to(bram)
    assert rings_at(world, caller) == 1


@pytest.mark.fault("F18")
@pytest.mark.parametrize("was_made", [True, False], ids=["made", "not made"])
def test_other_calls_to_the_agents_number_are_not_taken_for_a_second_one(world: World, was_made: bool) -> None:
    """Somebody else rings Anna with the same account, right before and right after a request whose answer was lost."""
    caller = asks_for_a_callback(world)
    exchange = world.carrier.exchange
    exchange.faults.rest("POST", "Calls", answer=500, after_acting=was_made)
    exchange.faults.status_hooks(drop=True, only={"initiated", "ringing", "in-progress"})
    (anna,) = world.signs_on("anna")
    exchange.lines.add_decoy(world.carrier.line, anna.address)
    world.passes("2s")
    exchange.lines.add_decoy(world.carrier.line, anna.address)
    is_kept_by_one_ring(world, anna, caller)
