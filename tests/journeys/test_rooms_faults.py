"""What goes wrong while a caller holds or a supervisor listens: nobody is left alone, and no phone of ours is left
over."""

from datetime import timedelta

import pytest

from carrier.record import requests
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.test_faults_hooks import send_again
from tests.journeys.test_hold import causes, holds, on_hold, takes_back
from tests.journeys.test_listening import a_line, asks, listens, record, told_and_talking
from tests.journeys.test_transfer_callback import called_back_by_anna
from tests.journeys.test_transfer_cold import talking
from tests.journeys.world import World
from voice_app.ledger import listenings
from voice_app.under_way import listening

LOST = [{"lose_answer": True}, {"answer": 429}, {"answer": 500}, {"refuse_connection": True}]


def skips(world: World, requests: int) -> None:
    """So many requests of REST go well before the next fault."""
    for _ in range(requests):
        world.carrier.exchange.faults.rest("POST", "C*", takes=timedelta())


@pytest.mark.parametrize("fault", LOST, ids=str)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_hold_survives_each_answer_that_is_lost(world: World, fault: dict[str, object], at: int) -> None:
    (anna,) = world.signs_on("anna")
    caller = talking(world, anna)
    skips(world, at - 1)
    world.carrier.exchange.faults.rest("POST", "C*", **fault)  # type: ignore[arg-type] # as Faults.rest names them
    for _ in range(2):
        holds(world)
        caller.hears_music(within="45s")
        assert not caller.talks_to(anna)
        takes_back(world)
        caller.is_talking_to(anna, within="45s")
    caller.waits("30s")
    assert caller.talks_to(anna)


@pytest.mark.parametrize("fault", LOST, ids=str)
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_listening_survives_each_answer_that_is_lost(world_of: WorldOf, fault: dict[str, object], at: int) -> None:
    world = a_line(world_of)
    anna, caller = told_and_talking(world)
    chloe = world.agent("chloe")
    chloe.answers_and_says_nothing()
    skips(world, at - 1)
    world.carrier.exchange.faults.rest("POST", "C*", **fault)  # type: ignore[arg-type] # as Faults.rest names them
    asks(world, "whisper")
    world.passes("50s")
    caller.is_talking_to(anna)
    if chloe.is_in_call:
        assert chloe.talks_to(anna)
        assert chloe.overhears(caller)
    anna.hangs_up()
    caller.was_hung_up(within="5s")
    world.passes("90s")
    assert not chloe.is_in_call


@pytest.mark.parametrize("who", ["anna", "caller"])
def test_where_the_word_of_an_end_is_lost_on_hold_the_other_is_found(world: World, who: str) -> None:
    anna, caller = on_hold(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    world.passes("40s")
    world.carrier.exchange.faults.status_hooks(drop=True, times=4)
    if who == "anna":
        anna.hangs_up()
        bram.is_talking_to(caller, within="60s")
    else:
        caller.hangs_up()
        anna.was_hung_up(within="60s")
    world.passes("1s")
    assert world.activity("anna") == "wrapping_up"


def test_where_the_word_of_a_supervisors_end_is_lost_it_is_found(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    world.passes("40s")
    world.carrier.exchange.faults.status_hooks(drop=True, times=2)
    chloe.hangs_up()
    world.passes("30s")
    assert caller.talks_to(anna)
    assert record(world)[-1] == ("left", None)


def test_who_holds_while_every_worker_is_away_is_found_when_they_are_back(world: World) -> None:
    anna, caller = on_hold(world)
    world.loses("worker")
    world.loses("ticker")
    takes_back(world)
    caller.is_talking_to(anna, within="30s")
    holds(world)
    world.passes("15s")
    assert caller.talks_to(anna)
    world.regains("worker")
    world.regains("ticker")
    caller.hears_music()
    assert not caller.talks_to(anna)


def test_a_hold_that_could_not_be_for_a_minute_is_given_up(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = talking(world, anna)
    world.carrier.exchange.faults.rest("POST", "Calls/*", answer=500, times=99)
    holds(world)
    world.passes("85s")
    assert caller.talks_to(anna)
    assert causes(world, caller) == ["not_moved"]
    world.carrier.exchange.faults.mend_rest()
    holds(world)
    caller.hears_music()


def test_a_room_that_never_comes_to_be_lets_the_supervisor_go_and_the_two_talk(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller = told_and_talking(world)
    chloe = world.agent("chloe")
    asks(world)
    chloe.rings()
    world.carrier.exchange.faults.rest("POST", "Calls/*", answer=500, times=99)
    chloe.answers()
    world.passes("70s")
    world.carrier.exchange.faults.mend_rest()
    chloe.was_hung_up(within="60s")
    assert caller.talks_to(anna)
    world.passes("2s")
    with world.house.ledger.read() as ledger:
        assert listenings.all_live(ledger) == ()


def test_hooks_that_come_twice_move_nobody_twice(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    holds(world)
    caller.hears_music()
    takes_back(world)
    caller.is_talking_to(anna)
    chloe.listens_to(caller)
    nodes = ("held", "in_room", "rang", "listen_in", "agent_left", "listen_left")
    recorded = [one for one in requests(world.carrier.exchange.record) if "/voice/" in one.url and one.method == "POST"]
    send_again(world, [one for one in recorded if any(f"/voice/{node}?" in one.url for node in nodes)])
    world.passes("25s")
    assert caller.talks_to(anna)
    assert chloe.overhears(caller)


def test_a_board_that_is_lost_ends_neither_hold_nor_listening(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    holds(world)
    caller.hears_music()
    world.house.board._client.flushall()
    world.passes("5s")
    takes_back(world)
    caller.is_talking_to(anna, within="30s")
    chloe.listens_to(caller)
    anna.hangs_up()
    caller.was_hung_up(within="5s")
    chloe.was_hung_up(within="5s")
    world.passes("2s")
    assert world.activity("anna") in ("wrapping_up", "idle")


def test_of_a_callback_nobody_is_alone_when_every_answer_is_lost(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*", lose_answer=True, times=4)
    holds(world)
    customer.hears_music(within="45s")
    takes_back(world)
    customer.is_talking_to(anna, within="45s")
    anna.answers_and_says_nothing()
    customer.hangs_up()
    anna.hears("Gesproken, toets 1").hangs_up()


def test_a_phone_that_still_listens_after_its_listening_has_ended_is_hung_up(world_of: WorldOf) -> None:
    """Whatever led to that: the carrier's list tells of it (`workers.ghosts`)."""
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    with world.house.ledger.write() as ledger:
        (one,) = listenings.all_live(ledger)
        listenings.ended(ledger, one.id, "left", world.now)
    chloe.was_hung_up(within="4m")
    assert caller.talks_to(anna)


def test_a_supervisor_who_changes_presence_meanwhile_is_not_made_ready(world_of: WorldOf) -> None:
    world = a_line(world_of)
    told_and_talking(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    asks(world, who=AgentId("bram"))
    bram.listens_to(world.agent("anna"))
    assert world.presence("bram") == "on_break"
    world.signs_off("bram")
    listening.leave(world.house, AgentId("bram"), world.now)
    bram.was_hung_up()
    world.passes("2s")
    assert world.presence("bram") == "signed_out"


def test_a_hold_taken_back_before_anybody_moved_is_over(world: World) -> None:
    anna, caller = on_hold(world)
    takes_back(world)
    caller.is_talking_to(anna)
    world.passes("25s")
    world.loses("worker")
    world.loses("ticker")
    holds(world)
    takes_back(world)
    world.regains("worker")
    world.regains("ticker")
    world.passes("2s")
    assert caller.talks_to(anna)
    assert causes(world, caller) == ["back", "back"]
