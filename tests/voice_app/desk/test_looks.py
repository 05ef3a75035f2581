"""How often a desk looks at the stores: fifty are shown at once, every few seconds."""

from datetime import timedelta
from typing import Any, Final

import pytest

from routing.skills import AgentId
from routing.spans import Span
from tests.counting import counted
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.voice_app.desk.acts import ANNA, CALLER, has_talked, local, talks, wraps
from voice_app.customers import verifying
from voice_app.desk import CallBack, Written, desk_of, floor_of, save_draft
from voice_app.desk.follow_up import tick
from voice_app.ledger.listenings import Listening
from voice_app.ledger.rooms import Hold
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.sound import recording
from voice_app.under_way import holding, listening

NOTICE = {"nl": "Een leidinggevende kan meeluisteren.", "en": "A supervisor may listen."}
CHLOE = AgentId("chloe")
ALL_ON: Final[dict[str, dict[str, Any]]] = {
    "recording": {"mode": "ask"},
    "follow_up": {"mode": "ask"},
    "listening": {"notice": NOTICE},
}


def test_an_idle_desk_takes_two_looks_at_the_board_and_few_at_the_ledger(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for back in (None, CallBack()):
        wraps(world, has_talked(world), "follow_up", back=back)
    world.passes("1m")
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    assert (shown.stage, shown.day.calls, len(shown.promises)) == ("idle", 2, 1)
    assert looks.board == 2
    looks.are_at_most(3)


def test_whoever_shows_many_desks_looks_at_the_floor_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.signs_on("anna", "bram")
    floor = floor_of(world.house)
    with counted(monkeypatch) as looks:
        for agent in world.house.roster:
            desk_of(world.house, agent, world.now, floor)
    assert looks.board == 0


@pytest.mark.parametrize("stage", ["talking", "wrapping_up"])
def test_a_desk_in_a_talk_takes_few_more(world: World, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    _, caller, talk = talks(world)
    save_draft(world.house, ANNA, talk, Written("half"), world.now)
    if stage == "wrapping_up":
        caller.hangs_up()
    world.passes(timedelta(seconds=1))
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    assert shown.stage == stage
    assert shown.draft is not None
    assert looks.board == 3
    looks.are_at_most(8)


def test_what_the_line_may_do_in_a_talk_costs_hardly_a_look_until_it_is_done(
    world_of: WorldOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(**ALL_ON, supervisors=("chloe",))
    talks(world)
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    (recorded,) = shown.recordings.values()
    assert (recorded.state, shown.listeners, list(shown.follow_ups.values())) == ("none", (), ["may"])
    assert shown.card is not None
    assert shown.card.context.verifying is not None
    assert shown.card.context.verifying.hindrance is None
    looks.are_at_most(8)


def test_all_at_once_in_a_talk_is_a_look_for_each(world_of: WorldOf, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(**ALL_ON, supervisors=("chloe",))
    _, _, talk = talks(world)
    save_draft(world.house, ANNA, talk, Written("half"), world.now)
    assert verifying.send_code(world.house, ANNA, talk, world.now) == "sent"
    assert tick(world.house, ANNA, talk, world.now, may_ask=True) is None
    assert isinstance(recording.start(world.house, ANNA, talk, world.now, caller_agreed=True), TalkRecording)
    assert isinstance(listening.ask(world.house, CHLOE, talk, "listen", world.now), Listening)
    assert isinstance(holding.hold(world.house, ANNA, world.now), Hold)
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    assert shown.hold is not None
    assert [one.name for one in shown.listeners] == ["Chloë"]
    assert shown.recordings[talk].is_running
    assert shown.follow_ups == {talk: "agreed"}
    assert shown.card is not None
    assert shown.card.context.verifying is not None
    assert shown.card.context.verifying.tries_left == verifying.TRIES
    assert shown.draft is not None
    looks.are_at_most(14)
    world.passes("1m")


def test_a_callback_takes_few_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = Span(local(world, "2026-03-02 12:10"), local(world, "2026-03-02 14:10"))
    wraps(world, has_talked(world), "follow_up", back=CallBack(soon))
    world.caller(CALLER).accepts()
    world.agent(ANNA).accepts().is_talking_to(world.caller(CALLER), within="1h")
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    assert shown.card is not None
    assert (shown.stage, shown.card.kind, len(shown.card.context.contacts)) == ("talking", "callback", 1)
    looks.are_at_most(10)
