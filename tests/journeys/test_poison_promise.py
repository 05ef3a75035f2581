"""A promise that breaks whoever handles it is set aside after the third time; the others are kept (F32)."""

from collections.abc import Callable

import pytest

from routing.skills import PromiseId
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World
from voice_app.ledger import alarms
from workers import callbacks, upkeep


class Killed(BaseException):
    """What no handler may catch, like the end of the process."""


def poison_and_another(world: World) -> PromiseId:
    asks_for_a_callback(world)
    asks_for_a_callback(world, "+31622222223", "another")
    poison, _ = world.promises()
    return poison.id


def is_set_aside(world: World, poison: PromiseId) -> bool:
    found = next(promise for promise in world.promises() if promise.id == poison)
    with world.house.ledger.read() as ledger:
        told = {(alarm.rule, alarm.subject) for alarm in alarms.standing(ledger)}
    return found.needs_approval and found.escalated_because == "poison" and ("promise_crashed", poison) in told


def another_is_kept(world: World) -> None:
    anna = world.agent("anna")
    another = world.carrier.phones.by_address["+31622222223"]
    anna.accepts()
    anna.is_talking_to(another.rings().answers())
    another.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    anna.lets_it_ring()


@pytest.mark.fault("F32")
def test_one_that_fails_in_the_ticker_is_left_alone_and_set_aside_and_the_other_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = poison_and_another(world)
    look: Callable[..., object] = upkeep.head_of

    def trip(house: object, promise: object, now: object) -> object:
        if promise.id == poison:  # type: ignore[attr-defined]  # a promise
            raise ZeroDivisionError("no such hour")
        return look(house, promise, now)

    monkeypatch.setattr(upkeep, "head_of", trip)
    monkeypatch.setattr("voice_app.choices.head_of", trip)
    world.passes("31s")
    world.signs_on("anna")
    another_is_kept(world)
    world.passes("11m")
    world.passes("20s")
    assert is_set_aside(world, poison)


@pytest.mark.fault("F32")
def test_one_that_kills_its_worker_each_time_is_set_aside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The count stands before anything can happen: a worker that is killed cannot count."""
    poison = poison_and_another(world)
    ring = callbacks.ring_agent

    def die(shop: object, claimed: object) -> object:
        if claimed.promise_id == poison:  # type: ignore[attr-defined]  # an attempt
            raise Killed
        return ring(shop, claimed)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(callbacks, "ring_agent", die)
    keep = world.jobs.run["workers.callbacks.keep_promise"]

    def killed(*ids: str) -> None:
        try:
            keep(*ids)
        except Killed:
            return

    world.jobs.run["workers.callbacks.keep_promise"] = killed
    world.signs_on("anna")
    world.agent("anna").accepts()
    world.passes("9m")
    world.passes("9m")
    world.passes("9m")
    assert is_set_aside(world, poison)
    crashed = next(promise for promise in world.promises() if promise.id == poison)
    assert len(world.attempts(poison)) == crashed.crashes == 3


@pytest.mark.fault("F32")
def test_a_colleague_lets_it_go_on_and_it_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = asks_for_a_callback(world)
    with monkeypatch.context() as broken:
        broken.setattr(upkeep, "head_of", lambda *_: 1 / 0)
        for _ in range(3):
            world.passes("6m")
    poison = world.promise()
    assert is_set_aside(world, poison.id)
    assert world.api("POST", f"/api/promises/{poison.id}/approve", by="bea").status_code == 200
    world.passes("6m")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
