"""What goes wrong while a call is sent on: the caller is with the first agent or in the line, never in between."""

import pytest

from carrier.events import Requested
from carrier.phone import Phone
from carrier.record import requests
from tests.journeys.test_faults_hooks import send_again
from tests.journeys.test_transfer_cold import talking
from tests.journeys.world import World


def talking_to_anna(world: World) -> tuple[Phone, Phone, Phone]:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    return anna, bram, caller


def asks_for(world: World, **transfer: object) -> dict[str, object]:
    answer = world.api("POST", "/api/agents/anna/transfer", **(transfer or {"need": "technical"}))
    assert answer.status_code == 202, answer.json
    return dict(answer.json)


def state_of(world: World, transfer: dict[str, object]) -> tuple[str, str | None]:
    shown = world.api("GET", f"/api/transfers/{transfer['id']}").json
    return shown["state"], shown["cause"]


def steps(world: World, caller: Phone, node: str) -> list[Requested]:
    """The requests of this caller's leg for a step."""
    asked = requests(world.carrier.exchange.record)
    return [one for one in asked if one.call_sid == caller.legs[-1].sid and f"/voice/{node}?" in one.url]


def test_an_answer_that_is_lost_moves_the_caller_once(world: World) -> None:
    _, bram, caller = talking_to_anna(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*", lose_answer=True)
    transfer = asks_for(world)
    bram.is_talking_to(caller)
    world.passes("2m")
    assert len(steps(world, caller, "sent_on")) == 1
    assert state_of(world, transfer) == ("arrived", None)


@pytest.mark.parametrize("status", [429, 500])
def test_a_refusal_is_tried_again_and_until_then_they_talk(world: World, status: int) -> None:
    anna, bram, caller = talking_to_anna(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*", answer=status)
    transfer = asks_for(world)
    world.passes("1s")
    anna.is_talking_to(caller)
    assert state_of(world, transfer) == ("asked", None)
    bram.is_talking_to(caller)
    assert len(steps(world, caller, "sent_on")) == 1


def test_asked_again_it_is_the_same_transfer(world: World) -> None:
    anna, bram, caller = talking_to_anna(world)
    world.loses("worker")
    first, second = asks_for(world), asks_for(world)
    assert first["id"] == second["id"]
    other = world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"})
    assert (other.status_code, other.json["code"]) == (409, "under_way")
    anna.is_talking_to(caller)
    world.regains("worker")
    bram.is_talking_to(caller)
    assert len(steps(world, caller, "sent_on")) == 1


def test_what_did_not_happen_in_a_minute_does_not_happen(world: World) -> None:
    anna, bram, caller = talking_to_anna(world)
    world.loses("worker")
    transfer = asks_for(world)
    world.passes("70s")
    world.regains("worker")
    world.passes("30s")
    anna.is_talking_to(caller)
    bram.stays_silent("1s")
    assert state_of(world, transfer) == ("failed", "not_sent")


def test_a_caller_who_has_just_hung_up_is_not_there_to_be_moved(world: World) -> None:
    anna, _, caller = talking_to_anna(world)
    world.carrier.exchange.faults.late_updates_refused()
    transfer = asks_for(world)
    world.passes("1s")
    assert state_of(world, transfer) == ("failed", "gone")
    anna.is_talking_to(caller)


def test_a_caller_who_hangs_up_first_is_not_sent_anywhere(world: World) -> None:
    _, bram, caller = talking_to_anna(world)
    world.loses("worker")
    transfer = asks_for(world)
    caller.hangs_up()
    world.regains("worker")
    world.passes("30s")
    bram.stays_silent("1s")
    assert state_of(world, transfer)[0] == "failed"
    assert world.call(caller).outcome == "answered"
    assert world.activity("anna") in ("wrapping_up", "idle")


def test_hooks_that_come_twice_change_nothing(world: World) -> None:
    _, bram, caller = talking_to_anna(world)
    asks_for(world)
    bram.is_talking_to(caller)
    send_again(world, steps(world, caller, "sent_on"))
    world.passes("5s")
    bram.is_talking_to(caller)
    assert (world.activity("bram"), world.activity("anna")) == ("talking", "wrapping_up")


def test_a_board_that_is_lost_in_the_middle_costs_no_place(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.lets_it_ring()
    caller = talking(world, anna)
    asks_for(world)
    caller.hears("verbindt u door")
    bram.rings()

    world.house.board._client.flushall()

    world.passes("5s")
    assert world.activity("anna") == "idle"
    bram.accepts()
    bram.is_talking_to(caller)
    world.house.board._client.flushall()
    world.passes("5s")
    assert (world.activity("anna"), world.activity("bram")) == ("idle", "talking")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"to": {"agent": "chloe"}}, "colleague_not_ready"),
        ({"to": {"need": "billing"}}, "nobody_can"),
        ({"need": "unheard_of"}, "mistaken"),
        ({"to": {"agent": "nobody"}}, "mistaken"),
        ({"to": {"agent": "anna"}}, "mistaken"),
        ({"to": {"agent": "bram", "need": "technical"}}, "mistaken"),
        ({"note": "to nobody"}, "mistaken"),
        ({"need": "technical", "note": "x" * 501}, "mistaken"),
    ],
)
def test_what_cannot_be_is_told_clearly(world: World, wanted: dict[str, object], code: str) -> None:
    anna, _, caller = talking_to_anna(world)
    world.signs_off("bram")
    if code != "nobody_can":
        world.signs_on("bram")
    answer = world.api("POST", "/api/agents/anna/transfer", **wanted)
    assert (answer.status_code, answer.json["code"]) == (422 if code == "mistaken" else 409, code)
    if answer.status_code == 409:
        assert "Ready:" in answer.json["detail"]
    anna.is_talking_to(caller)


def test_who_talks_to_nobody_has_nothing_to_send_on(world: World) -> None:
    world.signs_on("anna", "bram")
    answer = world.api("POST", "/api/agents/anna/transfer", need="technical")
    assert (answer.status_code, answer.json["code"]) == (409, "no_talk")
    assert world.api("POST", "/api/agents/nobody/transfer", need="technical").status_code == 404
    assert world.api("GET", "/api/transfers/nothing").status_code == 404
