"""Hold from the desk, and what it shows of a supervisor who listens."""

import html
import re

import pytest
from flask import Flask

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.test_listening import NOTICE, asks, talk_of
from tests.journeys.world import World
from tests.pages.talking import talks
from tests.pages.visitors import Visitor, signed_in
from tools.ports import free_port
from voice_app.runtime import Runtime


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())}, listening={"notice": NOTICE})


@pytest.fixture
def desk(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "anna")


def shown(desk: Visitor) -> str:
    return html.unescape(re.sub(r"\s+", " ", desk.get("/desk").text))


def test_one_click_holds_and_one_takes_back(world: World, desk: Visitor) -> None:
    anna, caller = world.agent("anna"), talks(world)
    talk = talk_of(world)
    assert 'action="/desk/hold"' in shown(desk)

    assert desk.post("/desk/hold", data={"reservation": talk}).status_code == 303
    assert "About" not in shown(desk)
    caller.hears("Anna zet u even in de wacht").hears_music()
    page = shown(desk)
    assert 'action="/desk/hold/end"' in page
    assert 'action="/desk/hold"' not in page
    world.passes("125s")
    assert 'role="alert"' in re.findall(r'<form class="act row hold".*?</form>', shown(desk))[0]

    assert desk.post("/desk/hold/end", data={"reservation": talk}).status_code == 303
    caller.is_talking_to(anna)
    assert 'action="/desk/hold"' in shown(desk)


def test_two_tabs_are_told_alike_and_what_is_over_is_said(world: World, desk: Visitor) -> None:
    caller = talks(world)
    talk = talk_of(world)
    assert desk.post("/desk/hold", data={"reservation": talk}).status_code == 303
    assert desk.post("/desk/hold", data={"reservation": talk}).status_code == 303
    caller.hears_music()
    assert desk.post("/desk/hold/end", data={"reservation": talk}).status_code == 303
    world.passes("5s")
    assert desk.post("/desk/hold/end", data={"reservation": talk}).status_code == 409
    assert desk.post("/desk/hold", data={"reservation": "another"}).status_code == 409
    caller.hangs_up()
    world.passes("2s")
    assert desk.post("/desk/hold", data={"reservation": talk}).status_code == 409


def test_nobody_holds_another_agents_caller(world: World, house: Runtime, app: Flask) -> None:
    anna, caller = world.agent("anna"), talks(world)
    bram = signed_in(house, app, "bram")
    assert bram.post("/desk/hold", data={"reservation": talk_of(world)}).status_code == 409
    world.passes("5s")
    assert caller.talks_to(anna)


def test_the_agent_sees_who_listens_and_how(world: World, desk: Visitor) -> None:
    talks(world)
    assert 'class="told listener"' not in shown(desk)
    chloe = world.agent("chloe")
    chloe.answers_and_says_nothing()
    asks(world)
    assert re.search(r"Chloë (is about to listen|gaat meeluisteren)", shown(desk))
    chloe.rings().listens_to(world.agent("anna"))
    assert re.search(r"Chloë (listens: to you|luistert mee: naar u)", shown(desk))
    asks(world, "join", AgentId("chloe"))
    chloe.is_talking_to(world.agent("anna"))
    world.passes("2s")
    assert re.search(r"Chloë (has joined|doet mee)", shown(desk))
    chloe.hangs_up()
    world.passes("2s")
    assert 'class="told listener"' not in shown(desk)
