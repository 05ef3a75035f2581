"""A caller hangs up, at every step: the ledger knows how it ended, nobody is held or waits, and a promise stands."""

from collections.abc import Callable

import pytest

from carrier.phone import Phone
from routing.skills import CallSid
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import calls
from voice_app.ledger.calls import Call

Step = Callable[[World, Phone], object]


def call_of(world: World, caller: Phone) -> Call:
    """What the ledger keeps of this phone's last call."""
    with world.house.ledger.read() as ledger:
        kept = calls.get(ledger, CallSid(caller.legs[-1].sid))
    assert kept is not None
    return kept


def in_the_greeting(world: World, caller: Phone) -> None:
    caller.dials(world.carrier.line).waits("1s")


def after_the_menu(world: World, caller: Phone) -> None:
    caller.dials(world.carrier.line).hears("Iets anders, 0").waits("2s")


def in_the_queue(world: World, caller: Phone) -> None:
    world.agent("anna").lets_it_ring()
    caller.dials(world.carrier.line).hears("toets 1").presses("1").hears_music(within="60s")


def while_the_agent_rings(world: World, caller: Phone) -> None:
    world.agent("anna").lets_it_ring()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    world.agent("anna").rings()


def in_the_whisper(world: World, caller: Phone) -> None:
    anna = world.agent("anna").answers_and_says_nothing()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    anna.hears("Een rekening")


def in_the_talk(world: World, caller: Phone) -> None:
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    world.agent("anna").accepts().is_talking_to(caller)


def waiting_and_offered(world: World, caller: Phone) -> Phone:
    world.agent("anna").lets_it_ring()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    return caller.hears("Liever niet wachten", within="90s")


def right_after_the_key(world: World, caller: Phone) -> None:
    waiting_and_offered(world, caller).presses("1")


def while_the_promise_is_spoken(world: World, caller: Phone) -> None:
    waiting_and_offered(world, caller).presses("1").waits("1s")


def at_another_number(world: World, caller: Phone) -> None:
    waiting_and_offered(world, caller).presses("1").hears("We bellen u terug").presses("2").hears("Toets het nummer in")


def with_another_number_half_typed(world: World, caller: Phone) -> None:
    at_another_number(world, caller)
    caller.presses("06123")


def at_another_time(world: World, caller: Phone) -> None:
    waiting_and_offered(world, caller).presses("1").hears("We bellen u terug").presses("3").waits("3s")


def after_undoing(world: World, caller: Phone) -> None:
    waiting_and_offered(world, caller).presses("1").hears("We bellen u terug").presses("*").hears("niet terug")


@pytest.mark.fault("F26")
@pytest.mark.parametrize(
    ("step", "outcome", "promised"),
    [
        (in_the_greeting, "left", 0),
        (after_the_menu, "left", 0),
        (in_the_queue, "abandoned", 0),
        (while_the_agent_rings, "abandoned", 0),
        (in_the_whisper, "abandoned", 0),
        (in_the_talk, "answered", 0),
        (waiting_and_offered, "abandoned", 0),
        (right_after_the_key, "promised", 1),
        (while_the_promise_is_spoken, "promised", 1),
        (at_another_number, "promised", 1),
        (with_another_number_half_typed, "promised", 1),
        (at_another_time, "promised", 1),
        (after_undoing, "abandoned", 0),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_hanging_up_leaves_nobody_behind(world: World, step: Step, outcome: str, promised: int) -> None:
    (anna,) = world.signs_on("anna")
    caller = world.caller()
    step(world, caller)

    caller.hangs_up()
    world.passes("5s")

    assert call_of(world, caller).outcome == outcome
    assert world.house.board.waiting(10) == []
    assert world.activity("anna") in ("idle", "wrapping_up")
    assert not anna.is_in_call
    owed = [promise for promise in world.promises() if promise.state in ("open", "attempting")]
    assert [promise.phone for promise in owed] == [caller.address] * promised


@pytest.mark.fault("F26")
@pytest.mark.parametrize("key", ["", "1"])
def test_hanging_up_while_closed_owes_what_was_asked_for(world_of: WorldOf, key: str) -> None:
    world = world_of(hours={"mon": ["14:00-15:00"]})
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("gesloten").hears("Toets 1")
    if key:
        caller.presses(key)
    caller.hangs_up()
    world.passes("5s")
    assert call_of(world, caller).outcome == ("promised" if key else "left")
    assert len(world.promises()) == len(key)


def test_a_missed_call_is_owed_a_callback_where_the_line_says_so(world_of: WorldOf) -> None:
    world = world_of(callback={"missed_calls": True})
    world.signs_on("anna")
    caller = world.caller()
    in_the_queue(world, caller)
    caller.hangs_up()
    world.passes("5s")
    assert world.promise().need == "billing"
