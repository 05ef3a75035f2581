"""An agent lets a caller hold, and takes the caller back: nobody is left alone, whatever happens meanwhile."""

import pytest

from carrier.phone import Phone
from routing.skills import AgentId, CallSid, ReservationId
from tests.journeys.test_transfer_callback import called_back_by_anna
from tests.journeys.test_transfer_cold import talking
from tests.journeys.test_transfer_consult import asked, consults
from tests.journeys.world import World
from voice_app.ledger import rooms
from voice_app.ledger.rooms import Hold
from voice_app.under_way import holding

ANNA = AgentId("anna")


def holds(world: World, agent: str = "anna") -> Hold:
    found = holding.hold(world.house, AgentId(agent), world.now)
    assert isinstance(found, Hold), found
    return found


def takes_back(world: World, agent: str = "anna") -> Hold:
    found = holding.take_back(world.house, AgentId(agent), world.now)
    assert isinstance(found, Hold), found
    return found


def on_hold(world: World, caller: Phone | None = None) -> tuple[Phone, Phone]:
    """Anna, and a caller who holds for her."""
    (anna,) = world.signs_on("anna")
    caller = talking(world, anna)
    holds(world)
    caller.hears("Anna zet u even in de wacht").hears_music()
    return anna, caller


def shown_hold(world: World, talk: ReservationId) -> holding.OnHold | None:
    with world.house.ledger.read() as ledger:
        return holding.on_hold(ledger, talk, world.now)


def causes(world: World, caller: Phone) -> list[str | None]:
    """How each hold of this caller ended."""
    with world.house.ledger.read() as ledger:
        return [one.cause for one in rooms.holds_of_call(ledger, CallSid(caller.legs[-1].sid))]


def test_the_caller_holds_and_comes_back(world: World) -> None:
    anna, caller = on_hold(world)
    assert not caller.talks_to(anna)
    caller.says("Hallo?")
    anna.waits("30s")
    assert "Hallo?" not in anna.transcript.show()
    assert world.activity("anna") == "talking"

    takes_back(world)

    caller.is_talking_to(anna, within="5s")
    caller.hangs_up()
    anna.was_hung_up()
    world.passes("1s")
    assert (world.activity("anna"), world.call(caller).outcome) == ("wrapping_up", "answered")
    assert causes(world, caller) == ["back"]


def test_an_agent_who_hangs_up_after_a_hold_ends_the_talk(world: World) -> None:
    anna, caller = on_hold(world)
    takes_back(world)
    caller.is_talking_to(anna)
    world.passes("10s")
    anna.hangs_up()
    caller.was_hung_up(within="2s")
    world.passes("1s")
    assert (world.activity("anna"), world.call(caller).outcome) == ("wrapping_up", "answered")


def test_a_caller_can_hold_again_and_again(world: World) -> None:
    anna, caller = on_hold(world)
    for _ in range(3):
        takes_back(world)
        caller.is_talking_to(anna, within="5s")
        caller.waits("5s")
        holds(world)
        caller.hears("Anna zet u even in de wacht").hears_music()
        assert anna.is_in_call
    takes_back(world)
    caller.is_talking_to(anna)
    caller.waits("30s")
    assert caller.talks_to(anna)
    assert causes(world, caller) == ["back"] * 4


def test_who_changes_their_mind_at_once_leaves_nobody_alone(world: World) -> None:
    anna, caller = on_hold(world)
    takes_back(world)
    caller.is_talking_to(anna)
    for _ in range(4):
        holds(world)
        takes_back(world)
    world.passes("25s")
    caller.is_talking_to(anna)
    holds(world)
    takes_back(world)
    holds(world)
    world.passes("25s")
    assert not caller.talks_to(anna)
    assert anna.is_in_call
    takes_back(world)
    caller.is_talking_to(anna)


def test_a_caller_who_hangs_up_on_hold_frees_the_agent(world: World) -> None:
    anna, caller = on_hold(world)
    caller.hangs_up()
    anna.was_hung_up(within="2s")
    world.passes("1s")
    assert (world.activity("anna"), world.call(caller).outcome) == ("wrapping_up", "answered")
    assert causes(world, caller) == ["gone"]


def test_an_agent_who_is_lost_sends_the_caller_back_to_the_old_place(world: World) -> None:
    anna, caller = on_hold(world)
    (bram,) = world.signs_on("bram")
    caller.waits("30s")
    anna.hangs_up()
    caller.hears("De verbinding met Anna is weggevallen", within="10s")
    bram.accepts()
    bram.is_talking_to(caller)
    assert causes(world, caller) == ["agent_left"]
    assert world.activity("anna") == "wrapping_up"
    context = world.api("GET", "/api/agents/bram").json["call"]
    assert (context["call_sid"], context["sent_on"]["by"]) == (caller.legs[-1].sid, "anna")
    caller.hangs_up()
    world.passes("1s")
    assert (world.call(caller).outcome, world.call(caller).answered_by) == ("answered", "bram")


def test_who_holds_long_hears_a_word_and_the_agent_is_reminded(world: World) -> None:
    anna, caller = on_hold(world)
    talk = ReservationId(holds(world).talk)
    shown = shown_hold(world, talk)
    assert shown is not None
    assert (shown.is_held, shown.is_long) == (True, False)
    caller.hears("U bent niet vergeten", within="150s")
    shown = shown_hold(world, talk)
    assert shown is not None
    assert shown.is_long
    caller.hears("U bent niet vergeten", within="150s")
    takes_back(world)
    caller.is_talking_to(anna)
    assert shown_hold(world, talk) is None


def test_a_browser_phone_and_one_on_a_desk_hold_as_well(world: World) -> None:
    (chloe,) = world.signs_on("chloe")
    chloe.answers_and_says_nothing()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("2")
    chloe.is_talking_to(caller)
    world.passes("1s")
    holds(world, "chloe")
    caller.hears("Chloë zet u even in de wacht").hears_music()
    takes_back(world, "chloe")
    caller.is_talking_to(chloe)


def test_of_a_callback_the_customer_holds_and_the_agent_says_how_it_went(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    holds(world)
    customer.hears("Anna zet u even in de wacht").hears_music()
    assert not customer.talks_to(anna)
    anna.answers_and_says_nothing()
    takes_back(world)
    customer.is_talking_to(anna)
    customer.waits("30s").hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").hears("Genoteerd").was_hung_up()
    assert world.promise().state == "kept"


def test_a_customer_who_hangs_up_on_hold_leaves_the_agent_to_say_how_it_went(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    holds(world)
    customer.hears_music()
    anna.answers_and_says_nothing()
    customer.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").hears("Genoteerd").was_hung_up()
    assert world.promise().state == "kept"


def test_a_customer_whose_agent_is_lost_is_a_caller_in_the_line(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    holds(world)
    customer.hears("Anna zet u even in de wacht").hears_music()
    (bram,) = world.signs_on("bram")
    bram.accepts()
    anna.hangs_up()
    customer.hears("De verbinding met Anna is weggevallen")
    bram.is_talking_to(customer)
    promise = world.promise()
    assert (promise.state, promise.kept_how) == ("kept", "spoke")


def test_who_holds_can_be_sent_on(world: World) -> None:
    anna, caller = on_hold(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202
    caller.hears("Anna verbindt u door")
    anna.was_hung_up(within="3s")
    bram.is_talking_to(caller)
    assert causes(world, caller) == ["sent_on"]
    world.passes("1s")
    assert (world.activity("anna"), world.activity("bram")) == ("wrapping_up", "talking")


def test_a_customer_who_holds_can_be_sent_on(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    holds(world)
    customer.hears_music()
    (bram,) = world.signs_on("bram")
    bram.accepts()
    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202
    bram.is_talking_to(customer)
    anna.was_hung_up()
    assert world.promise().state == "kept"


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_about_somebody_who_holds_a_colleague_can_be_asked(world: World, end: str) -> None:
    anna, caller = on_hold(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    transfer = consults(world)
    anna.is_talking_to(bram)
    caller.hears("Anna overlegt even met een collega")
    assert causes(world, caller) == ["consult"]
    world.api("POST", f"/api/transfers/{transfer['id']}/{end}")
    caller.is_talking_to(bram if end == "complete" else anna)


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_after_a_hold_a_colleague_can_be_asked(world: World, end: str) -> None:
    anna, caller = on_hold(world)
    (bram,) = world.signs_on("bram")
    takes_back(world)
    caller.is_talking_to(anna)
    bram.accepts()
    transfer = consults(world)
    anna.is_talking_to(bram)
    caller.hears("Anna overlegt even met een collega")
    world.api("POST", f"/api/transfers/{transfer['id']}/{end}")
    caller.is_talking_to(bram if end == "complete" else anna)


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_after_a_word_with_a_colleague_the_caller_can_hold(world: World, end: str) -> None:
    anna, bram, caller, transfer = asked(world)
    world.api("POST", f"/api/transfers/{transfer['id']}/{end}")
    agent, name = (bram, "bram") if end == "complete" else (anna, "anna")
    caller.is_talking_to(agent)
    holds(world, name)
    caller.hears(f"{agent.name} zet u even in de wacht", within="10s").hears_music()
    takes_back(world, name)
    caller.is_talking_to(agent)
    caller.waits("60s")
    assert caller.talks_to(agent)
    holds(world, name)
    caller.hears_music()
    agent.hangs_up()
    caller.hears(f"De verbinding met {agent.name} is weggevallen")


def test_nobody_holds_while_a_colleague_is_asked(world: World) -> None:
    asked(world)
    assert holding.hold(world.house, ANNA, world.now) == "under_way"


def test_nobody_holds_of_whom_there_is_no_talk(world: World) -> None:
    (anna,) = world.signs_on("anna")
    assert holding.hold(world.house, ANNA, world.now) == "no_talk"
    assert holding.take_back(world.house, ANNA, world.now) == "no_talk"
    caller = talking(world, anna)
    assert holding.hold(world.house, ANNA, world.now, ReservationId("another")) == "another_talk"
    assert holding.take_back(world.house, ANNA, world.now) == "over"
    caller.hangs_up()


def test_a_program_can_put_a_caller_on_hold_and_take_them_back(world: World) -> None:
    (anna,) = world.signs_on("anna")
    assert world.api("POST", "/api/agents/anna/hold").json["code"] == "no_talk"
    assert world.api("POST", "/api/agents/nobody/hold").status_code == 404
    caller = talking(world, anna)
    asked = world.api("POST", "/api/agents/anna/hold")
    assert (asked.status_code, asked.json["agent"], asked.json["began_at"]) == (202, "anna", None)
    caller.hears("Anna zet u even in de wacht")
    assert world.api("POST", "/api/agents/anna/hold").json["began_at"] is not None
    assert world.api("POST", "/api/agents/anna/hold/end").status_code == 202
    caller.is_talking_to(anna)
    assert world.api("POST", "/api/agents/anna/hold/end").json["code"] == "over"
    caller.hangs_up()


def test_two_tabs_ask_for_one_hold(world: World) -> None:
    _, caller = on_hold(world)
    assert holds(world).id == holds(world).id
    takes_back(world)
    caller.is_talking_to(world.agent("anna"))
    assert causes(world, caller) == ["back"]
