"""What goes wrong while a caller holds: there is always a way on, and never a third in the room."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from carrier.record import Conversation, Leg, requests
from tests.history import History
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.test_faults_hooks import send_again
from tests.journeys.test_transfer_callback import called_back_by_anna
from tests.journeys.test_transfer_cold import talking
from tests.journeys.test_transfer_consult import asked, consults
from tests.journeys.test_transfer_faults import state_of
from tests.journeys.world import World
from tests.oracle import no_room_has_a_third, nobody_holds_for_nobody


def test_of_a_callback_the_customer_holds_and_goes_on(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    transfer = consults(world)
    customer.hears("Anna overlegt even met een collega").hears_music()
    bram.hears("Anna wil overleggen").is_talking_to(anna)

    world.api("POST", f"/api/transfers/{transfer['id']}/complete")

    anna.was_hung_up()
    bram.is_talking_to(customer)
    promise = world.promise()
    assert (promise.state, promise.kept_how) == ("kept", "spoke")
    customer.hangs_up()
    world.passes("1s")
    assert (world.activity("anna"), world.activity("bram")) == ("wrapping_up", "wrapping_up")
    assert world.call(customer).outcome == "answered"


def test_of_a_callback_the_customer_comes_back_and_the_agent_says_how_it_went(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    transfer = consults(world)
    bram.is_talking_to(anna)
    anna.answers_and_says_nothing()

    world.api("POST", f"/api/transfers/{transfer['id']}/cancel")

    anna.is_talking_to(customer)
    customer.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").hears("Genoteerd").was_hung_up()
    assert world.promise().state == "kept"


@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"answer": 429}, {"answer": 500}])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_answer_that_is_lost_leaves_nobody_alone(world: World, fault: dict[str, object], at: int) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    for _ in range(at - 1):
        world.carrier.exchange.faults.rest("POST", "Calls*", takes=world.now - world.now)
    world.carrier.exchange.faults.rest("POST", "Calls*", **fault)  # type: ignore[arg-type] # as Faults.rest names them
    transfer = consults(world)
    world.passes("1m")
    if bram.talks_to(anna):
        world.api("POST", f"/api/transfers/{transfer['id']}/complete")
        bram.is_talking_to(caller)
    else:
        anna.is_talking_to(caller)
    caller.hangs_up()


def test_a_redirect_that_is_lost_is_found_by_the_callers_own_turn(world: World) -> None:
    _, bram, caller, transfer = asked(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*", answer=500, times=9)
    bram.hangs_up()
    caller.is_talking_to(world.agent("anna"))
    assert state_of(world, transfer) == ("cancelled", None)
    world.carrier.exchange.faults.mend_rest()


def test_where_the_word_of_every_end_is_lost_the_caller_is_found(world: World) -> None:
    anna, bram, caller, _ = asked(world)
    world.carrier.exchange.faults.status_hooks(drop=True, times=4)
    anna.hangs_up()
    bram.is_talking_to(caller)
    world.carrier.exchange.faults.status_hooks(drop=True, times=4)
    bram.hangs_up()
    caller.was_hung_up()
    world.passes("3m")


def test_a_board_that_is_lost_meanwhile_leaves_a_way_on(world: World) -> None:
    anna, bram, caller, transfer = asked(world)
    world.house.board._client.flushall()
    world.passes("5s")
    world.api("POST", f"/api/transfers/{transfer['id']}/complete")
    bram.is_talking_to(caller)
    anna.was_hung_up()
    caller.hangs_up()


def test_after_the_board_was_lost_a_call_can_be_sent_on_but_not_asked_about(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    world.house.board._client.flushall()
    world.passes("5s")
    answer = world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"}, mode="consult")
    assert (answer.status_code, answer.json["code"]) == (409, "leg_unknown")
    anna.is_talking_to(caller)
    assert world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"}).status_code == 202
    bram.is_talking_to(caller)


def test_hooks_that_come_twice_move_nobody_twice(world: World) -> None:
    anna, bram, caller, transfer = asked(world)
    world.api("POST", f"/api/transfers/{transfer['id']}/complete")
    bram.is_talking_to(caller)
    recorded = [one for one in requests(world.carrier.exchange.record) if "/voice/" in one.url and one.method == "POST"]
    steps = ("on_hold", "consulting", "accept", "rang")
    send_again(world, [one for one in recorded if any(f"/voice/{step}?" in one.url for step in steps)])
    world.passes("5s")
    bram.is_talking_to(caller)
    assert (world.activity("anna"), world.activity("bram")) == ("wrapping_up", "talking")
    assert not anna.is_in_call


def test_a_worker_that_is_away_leaves_them_talking_until_it_is_back(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    world.loses("worker")
    world.loses("ticker")
    consults(world)
    world.passes("10s")
    anna.is_talking_to(caller)
    world.regains("worker")
    world.regains("ticker")
    anna.is_talking_to(bram)
    caller.hangs_up()


def test_the_oracle_sees_a_caller_who_holds_for_nobody_and_a_third_in_the_room(world: World) -> None:
    _, bram, caller, transfer = asked(world)
    world.api("POST", f"/api/transfers/{transfer['id']}/complete")
    bram.is_talking_to(caller)
    world.passes("5s")
    history = world.history()
    assert list(no_room_has_a_third(history)) == list(nobody_holds_for_nobody(history)) == []
    third = replace(history.conversations[-1], parent_sid="CA-third")
    assert list(no_room_has_a_third(Seen(history, (*history.conversations, third)))) != []
    assert list(nobody_holds_for_nobody(Seen(history, (), an_hour_for_nobody))) != []


def an_hour_for_nobody(_: Leg) -> list[tuple[datetime, datetime, str]]:
    return [(MONDAY_NOON - timedelta(hours=1), MONDAY_NOON, "a talk that never was")]


class Seen:
    """A history of which a part is told otherwise."""

    def __init__(self, history: History, conversations: tuple[Conversation, ...], holds: Any = None) -> None:
        self._history, self.conversations = history, conversations
        self.holds = holds or history.holds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._history, name)


def test_a_caller_who_hangs_up_before_the_colleague_is_rung_leaves_the_colleague_free(world: World) -> None:
    anna, _ = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    world.loses("worker")
    consults(world)
    caller.hangs_up()
    world.passes("2s")
    assert world.activity("bram") == "idle"
    world.regains("worker")


def test_taken_back_before_anybody_was_moved_it_leaves_them_talking_and_free_to_ask_again(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    world.loses("worker")
    world.loses("ticker")
    transfer = consults(world)
    assert world.api("POST", f"/api/transfers/{transfer['id']}/cancel").status_code == 202
    world.regains("worker")
    world.regains("ticker")
    world.passes("2s")
    anna.is_talking_to(caller)
    assert state_of(world, transfer) == ("cancelled", None)
    assert world.activity("bram") == "idle"
    bram.accepts()
    consults(world)
    anna.is_talking_to(bram)


def test_a_colleague_who_does_not_come_before_anybody_was_moved_leaves_them_talking(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.rejects()
    world.carrier.exchange.faults.rest("POST", "Calls/*", answer=500)
    transfer = consults(world)
    world.passes("25s")
    anna.is_talking_to(caller)
    assert state_of(world, transfer) == ("cancelled", None)


def test_who_could_not_be_moved_in_a_minute_is_left_to_talk(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.lets_it_ring()
    world.loses("worker")
    world.loses("ticker")
    transfer = consults(world)
    world.passes("70s")
    world.regains("worker")
    world.regains("ticker")
    world.passes("2s")
    anna.is_talking_to(caller)
    bram.stays_silent("1s")
    assert state_of(world, transfer) == ("cancelled", None)
    caller.hangs_up()
    world.passes("2s")
    assert (world.activity("anna"), world.activity("bram")) == ("wrapping_up", "idle")


def test_a_talk_that_is_only_presumed_has_no_leg_of_the_agents_to_move(world: World) -> None:
    anna, _ = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    (talk,) = world.house.board.talks()
    world.house.board._client.hset(f"{{gehoor}}:reservation:{talk}", "leg", caller.legs[-1].sid)
    answer = world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"}, mode="consult")
    assert (answer.status_code, answer.json["code"]) == (409, "leg_unknown")
    assert world.activity("bram") == "idle"


def test_a_colleague_who_has_just_refused_is_not_waited_for_when_the_first_agent_has_gone_too(world: World) -> None:
    anna, bram, chloe = world.signs_on("anna", "bram", "chloe")
    caller = talking(world, anna)
    chloe.lets_it_ring()
    transfer = consults(world, agent="chloe")
    chloe.rings()
    world.loses("worker")
    world.loses("ticker")
    chloe.declines()
    anna.hangs_up()
    world.regains("worker")
    world.regains("ticker")

    bram.accepts()
    bram.is_talking_to(caller, within="30s")
    assert state_of(world, transfer) == ("arrived", None)
