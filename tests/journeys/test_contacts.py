"""What an agent sees of the times before: who talked with this person, about what, and what was noted."""

from typing import Any

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World


def calls_about_a_bill(world: World, caller: Phone, note: str, agent: str = "anna") -> None:
    """From the menu to the wrap-up with this note."""
    world.agent(agent).accepts()
    caller.dials(world.carrier.line).hears("toets 1").presses("1").is_talking_to(world.agent(agent))
    caller.hangs_up()
    world.passes("1s")
    assert world.api("POST", f"/api/agents/{agent}/wrapped", disposition="follow_up", note=note).status_code == 200
    world.passes("1m")


def card(world: World, agent: str) -> dict[str, Any]:
    """What stands on this agent's card."""
    call = world.api("GET", f"/api/agents/{agent}").json["call"]
    assert isinstance(call, dict)
    return call


def is_rung(world: World, caller: Phone, agent: str = "anna", **shows: str) -> dict[str, Any]:
    """The card of an agent whose phone this caller makes ring."""
    world.agent(agent).lets_it_ring()
    caller.dials(world.carrier.line, **shows).hears("toets 1").presses("1")
    world.agent(agent).rings()
    return card(world, agent)


def test_who_calls_for_the_first_time_is_new(world: World) -> None:
    world.signs_on("anna")
    shown = is_rung(world, world.caller())
    assert (shown["known"], shown["contacts"]) == ("new", [])


def test_the_next_agent_reads_what_the_last_one_noted(world: World) -> None:
    caller = world.caller()
    world.signs_on("anna")
    calls_about_a_bill(world, caller, "Rekening van mei twee keer betaald.")
    world.signs_off("anna")
    world.signs_on("bram")
    shown = is_rung(world, caller, "bram")
    (before,) = shown["contacts"]
    assert (shown["known"], before["is_resolved"]) == ("recognised", None)
    assert (before["kind"], before["need"], before["agent_name"], before["disposition"], before["note"]) == (
        "call",
        "billing",
        "Anna",
        "follow_up",
        "Rekening van mei twee keer betaald.",
    )


def test_the_last_five_are_shown_newest_first_and_the_call_itself_is_none_of_them(world: World) -> None:
    caller = world.caller()
    world.signs_on("anna")
    for count in range(6):
        calls_about_a_bill(world, caller, f"{count}")
    shown = is_rung(world, caller)
    assert [before["note"] for before in shown["contacts"]] == ["5", "4", "3", "2", "1"]
    assert shown["contacts_before"] == 6


def test_who_hung_up_in_vain_was_there_all_the_same(world: World) -> None:
    caller = world.caller()
    caller.dials(world.carrier.line).hears("Welkom").hangs_up()
    world.passes("1m")
    world.signs_on("anna")
    (before,) = is_rung(world, caller)["contacts"]
    assert (before["agent_name"], before["disposition"], before["note"]) == (None, None, None)


def test_a_callback_that_reached_the_person_is_a_contact_and_not_of_its_own_card(world: World) -> None:
    world.api("POST", "/api/promises", phone="+31622222222", need="billing")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    customer = world.caller().accepts()
    world.passes("1s")
    anna.is_talking_to(customer)
    assert (card(world, "anna")["known"], card(world, "anna")["contacts"]) == ("new", [])
    customer.hangs_up()
    anna.hangs_up()
    world.passes("1s")
    world.api("POST", "/api/agents/anna/wrapped", disposition="resolved", note="Betaalt vrijdag.")
    world.passes("1m")
    (before,) = is_rung(world, customer)["contacts"]
    assert (before["kind"], before["agent_name"], before["note"]) == ("callback", "Anna", "Betaalt vrijdag.")


def test_each_agent_of_a_call_that_was_sent_on_has_a_word(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    bram.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").is_talking_to(anna)
    world.api("POST", "/api/agents/anna/transfer", to={"need": "technical"}, note="Modem knippert.")
    bram.is_talking_to(caller)
    world.api("POST", "/api/agents/anna/wrapped", disposition="transferred", note="Boos.")
    caller.hangs_up()
    world.passes("1s")
    world.api("POST", "/api/agents/bram/wrapped", disposition="resolved", note="Nieuw modem.")
    world.passes("1m")
    (before,) = is_rung(world, caller, "bram")["contacts"]
    assert (before["agent_name"], before["note"]) == ("Bram", "Modem knippert.\nBoos.\nNieuw modem.")


def test_behind_a_number_that_many_share_nobody_is_known(world_of: WorldOf) -> None:
    world = world_of(callers={"shared": ["+31622222222"]})
    caller = world.caller()
    world.signs_on("anna")
    calls_about_a_bill(world, caller, "Van een ander.")
    shown = is_rung(world, caller)
    assert (shown["known"], shown["contacts"], shown["contacts_before"]) == ("shared", [], 0)


def test_who_shows_no_number_is_known_by_nothing(world: World) -> None:
    world.signs_on("anna")
    shown = is_rung(world, world.caller(), shows="anonymous")
    assert (shown["known"], shown["contacts"]) == ("no_number", [])


def test_what_is_older_than_personal_data_is_kept_is_not_shown(world_of: WorldOf) -> None:
    world = world_of(privacy={"keep_personal_data": "1d"})
    caller = world.caller()
    world.signs_on("anna")
    calls_about_a_bill(world, caller, "Oud.")
    world.signs_off("anna")
    world.passes("25h")
    world.signs_on("anna")
    shown = is_rung(world, caller)
    assert (shown["known"], shown["contacts"]) == ("new", [])


def test_who_comes_back_a_fourth_time_in_a_week_is_a_boomerang(world: World) -> None:
    caller = world.caller()
    world.signs_on("anna")
    for day in range(3):
        shown = is_rung(world, caller)
        assert shown["contacts_lately"] == day
        caller.hangs_up()
        world.passes("23h")
    assert is_rung(world, caller)["contacts_lately"] == 3
