"""Recording from the desk: the question is read out, a click means yes, and the page says what is so."""

import html
import re

import pytest
from flask import Flask

from carrier.record import recordings
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.talking import talks
from tests.pages.visitors import Visitor, signed_in
from tools.ports import free_port
from voice_app.ledger import tables
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

ACTS = ("start", "pause", "resume", "stop", "withdraw")


@pytest.fixture
def world(world_of: WorldOf) -> World:
    env = {"PAGES_PORT": str(free_port())}
    return world_of(supervisors=("chloe",), env=env, recording={"mode": "ask"})


@pytest.fixture
def desk(world: World, house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "anna")


def reservation(desk: Visitor) -> str:
    found = re.search(r'id="card-([^"]+)"', desk.get("/desk").text)
    assert found
    return found[1]


def act(desk: Visitor, what: str, talk: str, **form: str) -> int:
    return desk.post(f"/desk/recording/{what}", data={"reservation": talk, **form}).status_code


def shown(desk: Visitor) -> str:
    """What the page says of the recording."""
    found = re.search(r'<section class="recording.*?</section>', desk.get("/desk").text, re.DOTALL)
    return html.unescape(found[0]) if found else ""


def rows(world: World) -> list[tuple[str, str]]:
    with world.house.ledger.read() as ledger:
        t = tables.talk_recordings.c
        return [
            (row.known, row.wanted) for row in ledger.execute(tables.talk_recordings.select().order_by(t.agreed_at))
        ]


def test_a_talk_is_recorded_paused_and_ended_from_the_desk(world: World, desk: Visitor) -> None:
    caller = talks(world)
    talk = reservation(desk)
    assert "Vindt u het goed dat ik dit opneem" in shown(desk)
    assert act(desk, "start", talk, agreed="yes") == 303
    assert "De opname begint" in shown(desk)
    caller.waits("2s")
    assert "Opname loopt" in shown(desk)
    assert 'class="recording is-on"' in shown(desk)
    assert "Pauzeer voordat iemand het nummer van een betaalkaart noemt." in shown(desk)
    act(desk, "pause", talk)
    assert "pauze volgt" in shown(desk), "it is still recorded until the carrier says that it is not"
    caller.waits("2s")
    assert "Opname staat stil" in shown(desk)
    assert "is-on" not in shown(desk)
    act(desk, "resume", talk)
    caller.waits("2s")
    act(desk, "stop", talk)
    caller.waits("5s")
    assert "Tot hier opgenomen" in shown(desk)
    caller.hangs_up().waits("1s")
    assert "De beller wil het toch niet" in shown(desk), "in wrap-up too"
    assert rows(world) == [("ended", "over")]


def test_a_click_that_says_no_yes_records_nothing(world: World, desk: Visitor) -> None:
    caller = talks(world)
    for form in ({}, {"agreed": ""}, {"agreed": "no"}):
        assert act(desk, "start", reservation(desk), **form) == 409
    caller.waits("3s")
    assert rows(world) == []
    assert recordings(world.carrier.exchange.record) == []


def test_where_the_line_records_no_talks_there_is_neither_a_button_nor_an_address(world_of: WorldOf) -> None:
    world = world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())})
    desk = signed_in(world.house, create_pages(world.house), "anna")
    talks(world)
    assert shown(desk) == ""
    for what in ACTS:
        assert act(desk, what, reservation(desk), agreed="yes") == 404
    assert rows(world) == []


def test_what_failed_is_said_at_once_and_can_be_asked_again(world: World, desk: Visitor) -> None:
    caller = talks(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*/Recordings", answer=400, code=21220)
    act(desk, "start", reservation(desk), agreed="yes")
    caller.waits("1s")
    assert "Er wordt niets opgenomen" in shown(desk)
    assert 'role="alert"' in shown(desk)
    act(desk, "start", reservation(desk), agreed="yes")
    caller.waits("1s")
    assert "Opname loopt" in shown(desk)


def test_a_tab_of_the_talk_before_and_somebody_else_s_desk_change_nothing(
    world: World, desk: Visitor, house: Runtime, app: Flask
) -> None:
    first = talks(world)
    old = reservation(desk)
    first.hangs_up().waits("40s")
    talks(world, "+31633333333")
    answer = desk.post("/desk/recording/start", data={"reservation": old, "agreed": "yes"})
    assert answer.status_code == 409
    assert "Dat was een ander gesprek" in html.unescape(answer.text)
    bram, talk = signed_in(house, app, "bram"), reservation(desk)
    assert act(bram, "start", talk, agreed="yes") == 409
    act(desk, "start", talk, agreed="yes")
    world.passes("2s")
    for what in ("pause", "stop", "withdraw"):
        assert act(bram, what, talk) == 409
    world.passes("2s")
    assert rows(world) == [("on", "on")]


def test_a_yes_that_is_taken_back_leaves_nothing(world: World, desk: Visitor) -> None:
    caller = talks(world)
    talk = reservation(desk)
    act(desk, "start", talk, agreed="yes")
    caller.waits("4s")
    act(desk, "withdraw", talk)
    assert "De opname wordt gewist" in shown(desk)
    caller.waits("5s")
    assert "Opname gewist" in shown(desk)
    assert rows(world) == [("gone", "gone")]
    assert world.carrier.exchange.recordings.by_sid == {}


def test_the_question_is_the_line_s_own_in_the_caller_s_language(world_of: WorldOf) -> None:
    question = {"nl": "Mag <b>dit</b> mee?", "en": "May this be kept?"}
    env = {"PAGES_PORT": str(free_port())}
    world = world_of(supervisors=("chloe",), env=env, recording={"mode": "ask", "question": question})
    desk = signed_in(world.house, create_pages(world.house), "anna")
    talks(world)
    assert "Mag &lt;b&gt;dit&lt;/b&gt; mee?" in desk.get("/desk").text
    act(desk, "start", reservation(desk), agreed="yes")
    with world.house.ledger.read() as ledger:
        (row,) = ledger.execute(tables.talk_recordings.select())
    assert (row.words, row.tongue) == (question["nl"], "nl")
