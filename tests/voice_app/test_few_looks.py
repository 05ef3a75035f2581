"""How often an answer to a caller asks the stores: somebody is on the line meanwhile."""

from datetime import timedelta

import pytest

from flows.facts import Heard
from flows.thread import Step, Thread
from flows.verbs import Ask, Ring
from routing.agents import Presence
from routing.skills import AgentId, CallSid
from tests.counting import counted
from tests.journeys.world import World
from voice_app import calls
from voice_app.hook import Hook
from voice_app.ledger import calls as ledger_calls

ANNA, CALLER, MENU = AgentId("anna"), "+31622222222", Step("menu", Thread("nl"))


def hook(world: World, digits: str = "", sid: str = "CA1") -> Hook:
    form = {"Direction": "inbound", "From": CALLER, "CallSid": sid}
    return Hook(CallSid(sid), CALLER, "in-progress", Thread("nl"), Heard(digits=digits), world.now, form)


def test_a_call_is_answered_by_one_look_at_each_thing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls.answer(world.house, hook(world, sid="CA0"))  # how many are on the line is known from a moment ago
    calls.end(world.house, hook(world, sid="CA0"))
    with counted(monkeypatch) as looks:
        (asks, *_) = calls.answer(world.house, hook(world))
    assert isinstance(asks, Ask)
    assert looks.board == 0
    looks.are_at_most(4)
    calls.end(world.house, hook(world))


def test_a_need_that_is_chosen_leads_to_a_ring_by_few_looks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.declares(ANNA, Presence.READY)
    calls.answer(world.house, hook(world, sid="CA0"))  # from here on the board knows its moves
    calls.play(world.house, hook(world, "1", sid="CA0"), MENU)
    calls.end(world.house, hook(world, sid="CA0"))
    world.passes(timedelta(minutes=1))
    calls.answer(world.house, hook(world))
    with counted(monkeypatch) as looks:
        (rings, *_) = calls.play(world.house, hook(world, "1"), MENU)
    assert isinstance(rings, Ring)
    assert looks.board == 6
    looks.are_at_most(5)
    with world.house.ledger.read() as ledger:
        written = ledger_calls.get(ledger, CallSid("CA1"))
    assert written is not None
    assert (written.need, written.entered) == ("billing", "1")  # what is said was written
    calls.end(world.house, hook(world))


@pytest.mark.parametrize(
    ("keys", "choice"),
    [(("1",), "need"), (("0",), "person"), (("5",), "key"), (("", ""), "silence")],
)
def test_how_the_menu_was_answered_is_noted_with_the_need(world: World, keys: tuple[str, ...], choice: str) -> None:
    """By the statement that is made anyway."""
    world.declares(ANNA, Presence.READY)
    calls.answer(world.house, hook(world))
    step = MENU
    for key in keys:
        calls.play(world.house, hook(world, key), step)
        step = Step("menu", Thread("nl", tries=1))
    with world.house.ledger.read() as ledger:
        written = ledger_calls.get(ledger, CallSid("CA1"))
    assert written is not None
    assert written.choice == choice
    calls.end(world.house, hook(world))


def test_a_call_that_comes_in_asks_once_more_whether_the_line_was_edited(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = world.caller()
    phone.dials(world.carrier.line).hears("Welkom").hangs_up()  # what each process looks at now and then is fresh
    world.loses("ticker")
    world.passes("1s")
    with counted(monkeypatch) as looks:
        phone.dials(world.carrier.line).hears("Welkom")
    assert sum("max(line_versions.id)" in statement for statement in looks.ledger) == 1
    looks.are_at_most(6)  # once a second also at how many are on the line
