"""An agent talks to a colleague before the call goes on: the caller holds, and gets to one of the two."""

import pytest

from carrier.phone import Phone
from tests.journeys.test_transfer_cold import talking
from tests.journeys.test_transfer_faults import state_of
from tests.journeys.world import World


def consults(world: World, **to: str) -> dict[str, object]:
    answer = world.api("POST", "/api/agents/anna/transfer", to=to or {"agent": "bram"}, mode="consult", note="Modem")
    assert answer.status_code == 202, answer.json
    return dict(answer.json)


def asked(world: World) -> tuple[Phone, Phone, Phone, dict[str, object]]:
    """Anna, Bram and a caller who holds while the two have a word."""
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    transfer = consults(world)
    anna.is_talking_to(bram)
    return anna, bram, caller, transfer


def test_the_caller_holds_while_the_two_have_a_word(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    consults(world)

    anna.hears("Bram wordt gebeld")
    caller.hears("Anna overlegt even met een collega").hears_music()
    bram.rings().answers().hears("Anna wil overleggen, een rekening, Nederlands. Toets 1").presses("1")

    bram.is_talking_to(anna)
    assert not caller.talks_to(anna)
    assert not caller.talks_to(bram)
    caller.waits("90s")
    assert (world.activity("anna"), world.activity("bram")) == ("talking", "talking")


def test_completed_it_brings_the_caller_to_the_colleague(world: World) -> None:
    anna, bram, caller, transfer = asked(world)

    assert world.api("POST", f"/api/transfers/{transfer['id']}/complete").status_code == 202

    anna.was_hung_up()
    bram.is_talking_to(caller)
    world.passes("1s")
    assert state_of(world, transfer) == ("arrived", None)
    assert (world.activity("anna"), world.activity("bram")) == ("wrapping_up", "talking")
    context = world.api("GET", "/api/agents/bram").json["call"]
    assert (context["call_sid"], context["sent_on"]["note"]) == (caller.legs[-1].sid, "Modem")
    assert world.api("POST", f"/api/transfers/{transfer['id']}/complete").status_code == 200
    assert world.api("POST", f"/api/transfers/{transfer['id']}/cancel").status_code == 409
    caller.hangs_up()
    bram.was_hung_up()
    world.passes("1s")
    assert world.activity("bram") == "wrapping_up"
    assert (world.call(caller).outcome, world.call(caller).answered_by) == ("answered", "bram")


def test_the_first_agent_may_simply_hang_up(world: World) -> None:
    anna, bram, caller, transfer = asked(world)

    anna.hangs_up()

    bram.is_talking_to(caller)
    world.passes("1s")
    assert state_of(world, transfer) == ("arrived", None)
    bram.hangs_up()
    caller.was_hung_up()
    world.passes("1s")
    assert (world.activity("anna"), world.activity("bram")) == ("wrapping_up", "wrapping_up")


def test_cancelled_it_brings_the_caller_back(world: World) -> None:
    anna, bram, caller, transfer = asked(world)

    assert world.api("POST", f"/api/transfers/{transfer['id']}/cancel").status_code == 202

    bram.was_hung_up()
    anna.is_talking_to(caller)
    world.passes("1s")
    assert state_of(world, transfer) == ("cancelled", None)
    assert (world.activity("anna"), world.activity("bram")) == ("talking", "wrapping_up")
    anna.hangs_up()
    caller.was_hung_up()
    world.passes("1s")
    assert (world.activity("anna"), world.call(caller).outcome) == ("wrapping_up", "answered")


def test_a_colleague_who_hangs_up_brings_the_caller_back(world: World) -> None:
    anna, bram, caller, _ = asked(world)
    bram.hangs_up()
    anna.is_talking_to(caller)
    caller.hangs_up()
    anna.was_hung_up()


@pytest.mark.parametrize("behaviour", ["lets_it_ring", "refuses", "rejects", "voicemail_answers", "is_unreachable"])
def test_a_colleague_who_does_not_come_brings_the_caller_back(world: World, behaviour: str) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    getattr(bram, behaviour)()
    transfer = consults(world)
    world.passes("0.1s")
    assert not caller.talks_to(anna)
    anna.is_talking_to(caller)

    world.passes("1s")
    assert state_of(world, transfer) == ("cancelled", None)
    assert world.activity("bram") == "idle"


def test_the_first_agent_leaves_before_anybody_came_and_the_caller_is_in_the_line_again(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.lets_it_ring()
    transfer = consults(world)
    caller.hears("Anna overlegt even")
    bram.rings()

    anna.hangs_up()

    world.passes("2s")
    bram.accepts()
    bram.hears("Doorverbonden door Anna").is_talking_to(caller)
    assert state_of(world, transfer)[0] == "arrived"


@pytest.mark.parametrize("joined", [True, False])
def test_a_caller_who_hangs_up_on_hold_frees_both(world: World, joined: bool) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    if joined:
        bram.accepts()
    consults(world)
    caller.hears("Anna overlegt even")
    if joined:
        bram.is_talking_to(anna)
    else:
        bram.rings()

    caller.hangs_up()

    anna.was_hung_up()
    bram.was_hung_up()
    world.passes("1s")
    assert world.activity("anna") == "wrapping_up"
    assert world.activity("bram") == ("wrapping_up" if joined else "idle")
    assert world.call(caller).outcome == "answered"


def test_the_best_who_is_free_is_asked_about_a_need(world: World) -> None:
    anna, bram, chloe = world.signs_on("anna", "bram", "chloe")
    talking(world, anna)
    bram.accepts()
    transfer = consults(world, need="technical")
    bram.hears("Anna wil overleggen, een storing").is_talking_to(anna)
    assert transfer["colleague"] == "bram"
    chloe.stays_silent("1s")


def test_a_browser_phone_joins_by_answering(world: World) -> None:
    anna, chloe = world.signs_on("anna", "chloe")
    caller = talking(world, anna)
    transfer = consults(world, agent="chloe")
    chloe.rings().answers()
    chloe.is_talking_to(anna)
    world.api("POST", f"/api/transfers/{transfer['id']}/complete")
    chloe.is_talking_to(caller)


def test_who_is_busy_cannot_be_asked(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    caller = talking(world, anna)
    answer = world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"}, mode="consult")
    assert (answer.status_code, answer.json["code"]) == (409, "nobody_free")
    anna.is_talking_to(caller)
    other.hangs_up()


def test_nothing_is_completed_before_somebody_has_joined(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    talking(world, anna)
    bram.lets_it_ring()
    transfer = consults(world)
    bram.rings()
    answer = world.api("POST", f"/api/transfers/{transfer['id']}/complete")
    assert (answer.status_code, answer.json["code"]) == (409, "nobody_joined")


def test_the_colleague_sees_what_it_is_about_from_the_first_ring(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.lets_it_ring()
    consults(world)
    bram.rings()
    context = world.api("GET", "/api/agents/bram").json["call"]
    assert (context["phone"], context["sent_on"]["by"], context["sent_on"]["note"]) == (caller.address, "anna", "Modem")


def test_a_caller_who_came_back_can_be_asked_about_again_and_be_sent_on(world: World) -> None:
    anna, bram, caller, first = asked(world)
    world.api("POST", f"/api/transfers/{first['id']}/cancel")
    anna.is_talking_to(caller)
    world.api("POST", "/api/agents/bram/wrapped", disposition="resolved")

    second = consults(world)
    bram.is_talking_to(anna)
    assert not caller.talks_to(anna)
    world.api("POST", f"/api/transfers/{second['id']}/complete")
    bram.is_talking_to(caller)

    world.api("POST", "/api/agents/anna/wrapped", disposition="transferred")
    assert world.api("POST", "/api/agents/bram/transfer", need="billing").status_code == 202
    bram.was_hung_up()
    anna.hears("Doorverbonden door Bram").is_talking_to(caller)
    world.passes("1s")
    assert (world.activity("anna"), world.activity("bram")) == ("talking", "wrapping_up")
