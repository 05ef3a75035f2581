"""What the desk shows, by Flask's own client: who calls, why, what to do next; and what an agent declares on it."""

from flask import Flask

from tests.journeys.askings import asks_for_a_callback
from tests.journeys.world import World
from tests.pages.visitors import signed_in
from voice_app.runtime import Runtime


def test_who_calls_and_why_stands_on_the_desk_before_the_phone_is_picked_up(
    world: World, house: Runtime, app: Flask
) -> None:
    (anna,) = world.signs_on("anna")
    desk = signed_in(house, app, "anna")
    caller = world.caller("+31622222222").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings()

    shown = desk.get("/desk").text

    assert 'data-stage="ringing"' in shown
    assert "06 22222222" in shown
    assert "een rekening" in shown
    assert "U past het best van iedereen die vrij was." in shown
    assert "Neem uw telefoon op en toets 1." in shown
    caller.hangs_up()


def test_the_same_card_stands_there_during_the_talk_and_after_it(world: World, house: Runtime, app: Flask) -> None:
    (anna,) = world.signs_on("anna")
    desk = signed_in(house, app, "anna")
    anna.accepts()
    caller = world.caller("+31622222222").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)

    talking = desk.get("/desk").text
    caller.hangs_up()
    world.passes("1s")
    wrapping_up = desk.get("/desk").text

    assert 'data-stage="talking"' in talking
    assert 'data-stage="wrapping_up"' in wrapping_up
    assert "06 22222222" in talking
    assert "06 22222222" in wrapping_up


def test_of_a_callback_it_says_whose_phone_rings(world: World, house: Runtime, app: Flask) -> None:
    customer = asks_for_a_callback(world)
    world.passes("40m")
    desk = signed_in(house, app, "anna")
    world.agent("anna").accepts()
    world.signs_on("anna")
    customer.rings()
    ringing = desk.get("/desk").text
    customer.answers_and_says_nothing()
    world.agent("anna").is_talking_to(customer)
    world.passes("1s")
    talking = desk.get("/desk").text

    assert "De telefoon van de klant gaat over" in ringing
    assert "De telefoon van de klant gaat over" not in talking
    assert "In gesprek" in talking


def test_an_agent_declares_a_presence_without_a_script(world: World, house: Runtime, app: Flask) -> None:
    desk = signed_in(house, app, "anna")

    answer = desk.post("/desk/presence", data={"presence": "ready"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    assert world.declared("anna") == "ready"
    assert "U bent beschikbaar" in desk.get("/desk").text


def test_an_unknown_presence_is_refused_and_changes_nothing(world: World, house: Runtime, app: Flask) -> None:
    answer = signed_in(house, app, "anna").post("/desk/presence", data={"presence": "asleep"})

    assert answer.status_code == 400
    assert world.declared("anna") == "signed_out"
