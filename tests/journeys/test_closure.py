"""The emergency close: the reason is spoken, promises are for when they can be kept, and the line opens again."""

from datetime import timedelta
from typing import Any

from carrier.phone import Phone
from tests.journeys.test_the_line_lives import dials, is_busy
from tests.journeys.world import World

FIRE = {
    "from": "2026-03-02 12:00",
    "until": "2026-03-04 10:00",
    "reason": {"nl": "Er is brand in ons gebouw, en iedereen is veilig", "en": "There is a fire in our building."},
}


def asks(world: World, phone: str = "+31622222222", key: str = "1") -> Phone:
    return dials(world, phone).presses(key)


def closes(world: World, **other: Any) -> None:
    world.edits(closure=FIRE | other)


def test_who_calls_hears_the_menu_the_reason_and_a_promise_that_can_be_kept(world: World) -> None:
    world.signs_on("anna")
    closes(world)
    caller = asks(world).hears("Er is brand in ons gebouw, en iedereen is veilig. Toets 1, dan bellen we u terug")
    caller.presses("1").hears("We bellen u terug, uiterlijk woensdag 4 maart om 12 uur", within="30s")
    assert world.promise().due_by.astimezone(world.house.line.timezone).isoformat().startswith("2026-03-04T12:00")
    assert not world.agent("anna").legs  # nobody is rung for whoever called


def test_the_reason_is_spoken_in_the_language_of_the_call_and_else_the_plain_sentence(world: World) -> None:
    closes(world)
    dials(world).presses("9").hears("Welcome").presses("1").hears("There is a fire in our building. Press 1")
    closes(world, reason={"nl": "Er is brand."})
    english = dials(world, "+31622223333").presses("9").hears("Welcome").presses("1")
    english.hears("We are closed now, and open again")


def test_who_waits_when_it_closes_hears_why_and_is_offered_a_callback(world: World) -> None:
    is_busy(world, "anna", "1")
    caller = asks(world).hears("U bent de eerstvolgende", within="60s")
    closes(world)
    caller.hears("Er is brand in ons gebouw, en iedereen is veilig. We sluiten nu. Toets 1", within="60s")
    caller.presses("1").hears("We bellen u terug, uiterlijk", within="30s")


def test_nobody_is_rung_while_it_is_closed_and_it_opens_again(world: World) -> None:
    world.signs_on("anna")
    world.api("POST", "/api/promises", phone="+31622224444", need="billing", window=None)
    closes(world)
    world.passes("2h")
    rung_before = len(world.agent("anna").legs)
    world.passes("1h")
    assert len(world.agent("anna").legs) == rung_before
    world.edits(closure=None)
    caller = asks(world, "+31622223333")
    world.agent("anna").rings(within="60s")
    assert caller.is_in_call


def test_a_closure_that_ends_by_itself_needs_nobody(world: World) -> None:
    world.signs_on("anna")
    closes(world, until="2026-03-02 12:30")
    asks(world).hears("Er is brand").hangs_up()
    world.passes("31m")
    asks(world, "+31622223333")
    world.agent("anna").rings()


def test_who_is_on_call_is_rung_for_what_would_else_be_broken(world: World) -> None:
    agents = [one | {"on_call": ["mon 15:00-16:00"]} for one in world.house.line.as_dict()["agent"]]
    world.edits(agent=agents, callback={"due_within": "4h"})
    world.signs_on("anna")
    closes(world, **{"from": "2026-03-02 12:05"})
    world.passes("6m")
    world.api("POST", "/api/promises", phone="+31622224444", need="billing")
    world.passes("2h")
    assert not world.agent("anna").legs
    world.agent("anna").rings(within="2h")
    assert world.now - world.promise().made_at > timedelta(hours=2)


def test_what_was_promised_for_the_time_of_the_closure_is_before_a_supervisor_at_once(world: World) -> None:
    world.edits(callback={"due_within": "4h"})
    world.signs_on("anna")
    is_busy(world, "anna", "1")
    world.api("POST", "/api/promises", phone="+31622224444", need="billing")
    world.passes("2m")
    assert world.promise().escalated_at is None
    closes(world)
    world.passes("2m")
    promise = world.promise()
    assert promise.escalated_at is not None
    assert promise.due_by - promise.escalated_at > timedelta(hours=3)


def test_a_special_day_is_spoken_of_and_promised_around(world: World) -> None:
    day = {"date": "2026-03-02", "hours": ["09:00-11:00"], "reason": {"nl": "We hebben vandaag een studiedag."}}
    world.edits(special_day=[day, {"date": "2026-03-03", "hours": ["15:00-16:00"]}])
    caller = asks(world).hears("We hebben vandaag een studiedag. Toets 1, dan bellen we u terug")
    caller.presses("1").hears("We bellen u terug, uiterlijk morgen om 4 uur", within="30s")
