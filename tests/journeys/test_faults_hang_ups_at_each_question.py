"""A caller hangs up wherever the book asks something: nobody is left behind, and what was promised before stands.

Which nodes ask is found by playing the book.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from carrier.phone import Phone
from flows import book, last_call, listening, outbound, staff
from flows.facts import NOTHING, Facts, Heard
from flows.node import NODES
from flows.thread import Thread
from flows.turn import Turn
from flows.verbs import Ask, Record, Ring
from routing.agents import Presence
from tests.flows.sample import LINE, NOW
from tests.flows.test_book import KNOWN
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.conftest import WorldOf
from tests.journeys.test_faults_hang_ups import (
    after_the_menu,
    at_another_number,
    call_of,
    waiting_and_offered,
    while_the_agent_rings,
)
from tests.journeys.world import World
from voice_app.ledger.promise import Promise

Way = Callable[[World, Phone], object]

LISTENS = (Ask, Record, Ring)
"""Verbs in which a caller stays on the line, and may leave it."""
OF_AGENTS = {module.__name__ for module in (staff, outbound, last_call, listening)}
ELSEWHERE = {"going_on", "holding", "moved", "emergency_whisper", "hold_on", "list_next", "list_over"}
"""Of a caller who has talked already, of somebody at home, and of a house without a board: transfers, hold, danger and
the list (`test_by_list`) have journeys of their own."""
TAKING_MESSAGES = replace(LINE, takes_messages=True)
CROWD = 3
HEARD = (NOTHING, Heard(digits="1"), Heard(digits="*"), Heard(digits="0612345678"))


# ── which nodes ask ─────────────────────────────────────────────────────────────────────────────────────────────────


def asking_nodes() -> set[str]:
    """The nodes on a caller's leg one of whose turns, whatever is known, is a question."""
    return {name for name in book.names() - ELSEWHERE if _is_of_callers(name) and any(map(_asks, _turns(name)))}


def _is_of_callers(name: str) -> bool:
    return NODES[name].play.__module__ not in OF_AGENTS


def _asks(turn: Turn) -> bool:
    return turn.then is None and isinstance(turn.verbs[-1], LISTENS)


def _turns(name: str) -> Iterator[Turn]:
    asked = sorted(book.asks(name))
    threads = [
        Thread("nl", need="billing", arrived_at=arrived_at, tries=tries, promise=promise)
        for arrived_at, tries, promise in product((None, NOW), (0, 1), (None, "p1"))
    ]
    for values in product(*(KNOWN[fact] for fact in asked)):
        known: dict[str, Any] = dict(zip(asked, values, strict=True))
        for thread, heard in product(threads, HEARD):
            yield book.play(name, heard, Facts(now=NOW, line=TAKING_MESSAGES, thread=thread, **known))


# ── ways to each of them ────────────────────────────────────────────────────────────────────────────────────────────


def to_the_greeting(world: World, caller: Phone) -> None:
    """Again, from the start."""
    after_the_menu(world, caller)
    caller.presses("#").waits("1s")


def to_the_menu_without_a_greeting(world: World, caller: Phone) -> None:
    after_the_menu(world, caller)
    caller.hears("Voor een rekening, toets 1", within="10s")


def to_the_offer_in_a_crowd(world: World, caller: Phone) -> None:
    """As many as the line takes are in the menu."""
    for n in range(CROWD):
        world.caller(f"+3162333300{n}").dials(world.carrier.line).hears("Welkom")
    world.passes("2s")
    caller.dials(world.carrier.line).hears("toets 1")


def to_what_we_owe(world: World, caller: Phone) -> None:
    _is_owed_one(world, caller)
    caller.dials(world.carrier.line).hears("We bellen u nog terug")


def _is_owed_one(world: World, caller: Phone) -> None:
    world.signs_off("anna")
    asks_for_a_callback(world, caller.address)
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()


def to_the_offer_while_closed(world: World, caller: Phone) -> None:
    world.signs_off("anna")
    caller.dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen we u terug")


def to_the_promise(world: World, caller: Phone) -> None:
    waiting_and_offered(world, caller).presses("1").hears("We bellen u terug")


def to_the_hold_loop(world: World, caller: Phone) -> None:
    world.declares("anna", Presence.ON_BREAK)
    caller.dials(world.carrier.line).hears("toets 1").presses("1").hears_music()


def to_the_wait_after_a_ring(world: World, caller: Phone) -> None:
    while_the_agent_rings(world, caller)
    world.agent("anna").declines()
    caller.hears_music(within="60s")


def to_the_agent_of_last_time(world: World, caller: Phone) -> None:
    """Anna, who has talked with this caller before, rests after a ring that she did not take, and is waited for."""
    anna = world.agent("anna")
    anna.accepts()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("40s")
    while_the_agent_rings(world, caller)
    anna.declines()
    caller.hangs_up()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    caller.hears("Vorige keer sprak u Anna", within="60s").presses("2").hears("U wacht op Anna")


def to_a_number_that_is_needed(world: World, caller: Phone) -> None:
    world.signs_off("anna")
    caller.dials(world.carrier.line, shows="anonymous").hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Toets het nummer in")


def to_a_number_read_back(world: World, caller: Phone) -> None:
    at_another_number(world, caller)
    caller.presses("0633333333#").waits("2s")


def to_the_windows(world: World, caller: Phone) -> None:
    to_the_promise(world, caller)
    caller.presses("3").hears("Wanneer komt het u uit")


def to_the_beep(world: World, caller: Phone) -> None:
    to_the_offer_while_closed(world, caller)
    caller.presses("1").hears("We bellen u terug").presses("4").hears_beep()


WAYS: Mapping[str, tuple[Way, str, int]] = {
    "welcome": (after_the_menu, "left", 0),
    "greeting": (to_the_greeting, "left", 0),
    "entries": (to_the_menu_without_a_greeting, "left", 0),
    "recognised": (to_what_we_owe, "left", 1),
    "closed": (to_the_offer_while_closed, "left", 0),
    "crowded": (to_the_offer_in_a_crowd, "left", 0),
    "ring": (while_the_agent_rings, "abandoned", 0),
    "hold": (to_the_hold_loop, "abandoned", 0),
    "person_settled": (to_the_agent_of_last_time, "abandoned", 0),
    "waiting_on": (to_the_wait_after_a_ring, "abandoned", 0),
    "callback": (to_a_number_that_is_needed, "left", 0),
    "promised": (to_the_promise, "promised", 1),
    "number": (at_another_number, "promised", 1),
    "number_read_back": (to_a_number_read_back, "promised", 1),
    "time": (to_the_windows, "promised", 1),
    "message": (to_the_beep, "promised", 1),
}
"""How a caller comes to hear each node, how the call ends when the phone is put down there, and how many are owed."""


@pytest.mark.fault("F26")
def test_there_is_a_way_to_every_node_that_asks() -> None:
    assert set(WAYS) == asking_nodes()


@pytest.mark.fault("F26")
@pytest.mark.parametrize("node", WAYS)
def test_hanging_up_there_leaves_nobody_behind(world_of: WorldOf, monkeypatch: pytest.MonkeyPatch, node: str) -> None:
    way, outcome, owed = WAYS[node]
    asked: list[str] = []

    def play(name: str, heard: Heard, facts: Facts) -> Turn:
        turn = NODES[name].play(heard, facts)
        if _is_of_callers(name) and _asks(turn):
            asked.append(name)
        return turn

    monkeypatch.setattr(book, "play", play)
    world = world_of(callback={"voicemail": True}, callers={"most_live": CROWD})
    (anna,) = world.signs_on("anna")
    caller = world.caller()
    way(world, caller)
    assert asked[-1] == node
    stood = world.promises()

    caller.hangs_up()
    world.passes("5s")

    assert call_of(world, caller).outcome == outcome
    assert world.house.board.waiting(10) == []
    assert _is_free(world, "anna") or _rings_for(world, anna, stood)
    assert [promise.state in ("open", "attempting") for promise in world.promises()] == [True] * owed
    assert [promise.due_by for promise in world.promises()] == [promise.due_by for promise in stood]


def _is_free(world: World, agent: str) -> bool:
    return world.activity(agent) == "idle" and not world.agent(agent).is_in_call


def _rings_for(world: World, agent: Phone, owed: tuple[Promise, ...]) -> bool:
    """An agent who was given the next work at once: what this caller, or another, is owed."""
    in_flight = [one for promise in owed for one in world.attempts(promise.id) if one.state != "ended"]
    return agent.is_ringing and len(in_flight) == 1
