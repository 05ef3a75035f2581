"""The tick that a caller may be asked: shown where it can be, taken back in time, refused to anybody else."""

import html
import re

import pytest
from flask import Flask

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.talking import talks
from tests.pages.visitors import Visitor, signed_in
from tools.ports import free_port
from voice_app.ledger import follow_ups, opt_outs
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

SENDER = "+3197010200000"


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(env={"PAGES_PORT": str(free_port())}, follow_up={"mode": "ask"})


@pytest.fixture
def desk(world: World, house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "anna")


def reservation(desk: Visitor) -> str:
    found = re.search(r'id="card-([^"]+)"', desk.get("/desk").text)
    assert found
    return found[1]


def shown(desk: Visitor) -> str:
    found = re.search(r'<section class="follow-up".*?</section>', desk.get("/desk").text, re.DOTALL)
    return html.unescape(found[0]) if found else ""


def ticks(desk: Visitor, talk: str, may_ask: str) -> int:
    return desk.post("/desk/follow-up", data={"reservation": talk, "may_ask": may_ask}).status_code


def agreed(world: World) -> list[str]:
    with world.house.ledger.read() as ledger:
        return [one.agreed_by for one in follow_ups.agreed(ledger)]


def test_a_yes_in_the_talk_is_ticked_and_asked_after_a_good_end(world: World, desk: Visitor) -> None:
    caller = talks(world)
    talk = reservation(desk)
    assert "mag per sms gevraagd worden" in shown(desk)
    assert ticks(desk, talk, "yes") == 303
    assert "zodra het als opgelost is genoteerd" in shown(desk)
    assert agreed(world) == ["desk"]
    caller.hangs_up().waits("1s")
    world.api("POST", "/api/agents/anna/wrapped", disposition="resolved")
    world.passes("65m")
    caller.received_text("hebben we u geholpen?")


def test_it_is_taken_back_and_ticked_again(world: World, desk: Visitor) -> None:
    talks(world)
    talk = reservation(desk)
    for may_ask, stands in (("yes", ["desk"]), ("no", []), ("yes", ["desk"]), ("yes", ["desk"])):
        assert ticks(desk, talk, may_ask) == 303
        assert agreed(world) == stands


def test_two_tabs_do_no_harm(world: World, desk: Visitor) -> None:
    talks(world)
    talk = reservation(desk)
    assert [ticks(desk, talk, "yes"), ticks(desk, talk, "yes"), ticks(desk, talk, "no")] == [303, 303, 303]
    assert ticks(desk, talk, "no") == 409


def test_another_agent_ticks_nothing_and_a_made_up_talk_is_refused(world: World, desk: Visitor, app: Flask) -> None:
    talks(world)
    talk = reservation(desk)
    assert ticks(signed_in(world.house, app, "bram"), talk, "yes") == 409
    assert ticks(desk, "no-such-talk", "yes") == 409
    assert agreed(world) == []


def test_who_shows_no_number_is_not_offered(world: World, desk: Visitor) -> None:
    talks(world, shows="anonymous")
    assert shown(desk) == ""
    assert ticks(desk, reservation(desk), "yes") == 409


def test_who_has_said_stop_is_shown_as_such(world: World, desk: Visitor) -> None:
    with world.house.ledger.write() as ledger:
        caller = world.caller()
        opt_outs.stop(ledger, opt_outs.who(ledger, caller.address, "key"), "stop", world.now)  # type: ignore[arg-type] # a phone
    talks(world)
    assert "wil geen vraag per sms" in shown(desk)
    assert ticks(desk, reservation(desk), "yes") == 409


def test_a_line_that_asks_nobody_has_none_of_it(world_of: WorldOf) -> None:

    world = world_of(env={"PAGES_PORT": str(free_port())})
    desk = signed_in(world.house, create_pages(world.house), "anna")
    talks(world)
    assert shown(desk) == ""
    assert ticks(desk, reservation(desk), "yes") == 404
