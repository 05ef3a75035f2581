"""The floor: who talks, and how a supervisor takes part; what is hidden there, and what it shows in a browser."""

import html
import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.test_listening import NOTICE, record, talk_of
from tests.journeys.test_transfer_callback import called_back_by_anna
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.desk.test_accessible import AXE, findings
from tests.pages.talking import talks
from tests.pages.visitors import Visitor, cookie, served, signed_in
from tools.ports import free_port
from voice_app.pages import create_pages
from voice_app.runtime import Runtime
from voice_app.sound import recording


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())}, listening={"notice": NOTICE})


@pytest.fixture
def floor(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


def shown(floor: Visitor) -> str:
    return html.unescape(re.sub(r"\s+", " ", floor.get("/floor", headers={"Accept-Language": "en"}).text))


def test_who_talks_is_shown_and_nothing_of_the_caller(world: World, floor: Visitor) -> None:
    assert "Nobody talks at this moment." in shown(floor)
    talks(world)
    page = shown(floor)
    assert ("Anna" in page, "een rekening" in page or "a bill" in page) == (True, True)
    assert "622222222" not in page
    assert page.count('name="mode"') == 3


def test_listen_whisper_join_and_leave(world: World, floor: Visitor) -> None:
    anna, caller = world.agent("anna"), talks(world)
    chloe = world.agent("chloe")
    chloe.answers_and_says_nothing()
    talk = talk_of(world)

    assert floor.post("/floor/listen", data={"talk": talk, "mode": "listen"}).status_code == 303
    assert "Chloë is being rung" in shown(floor)
    chloe.listens_to(caller)
    assert floor.post("/floor/listen", data={"talk": talk, "mode": "whisper"}).status_code == 303
    chloe.is_talking_to(anna)
    assert not chloe.talks_to(caller)
    assert 'aria-pressed="true"' in shown(floor)
    assert floor.post("/floor/listen", data={"talk": talk, "mode": "join"}).status_code == 303
    chloe.is_talking_to(caller)
    assert floor.post("/floor/leave").status_code == 303
    chloe.was_hung_up()
    assert caller.talks_to(anna)
    assert "Chloë with Anna" in shown(floor)
    assert record(world)[-1] == ("left", None)


def test_who_might_join_is_told_that_the_talk_is_recorded(world_of: WorldOf) -> None:
    sections = {"listening": {"notice": NOTICE}, "recording": {"mode": "ask"}}
    world = world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())}, **sections)
    floor = signed_in(world.house, create_pages(world.house), "chloe")
    caller = talks(world)
    assert "Is recorded" not in shown(floor)
    recording.start(world.house, AgentId("anna"), talk_of(world), world.now, caller_agreed=True)
    assert "Is recorded; so is whoever joins" in shown(floor)
    caller.hangs_up()


def test_what_cannot_be_is_said_and_has_no_button(world: World, floor: Visitor) -> None:
    _, customer = called_back_by_anna(world)
    page = shown(floor)
    assert "Whom we call back has not been told." in page
    assert 'name="mode"' not in page
    refused = floor.post("/floor/listen", data={"talk": talk_of(world), "mode": "listen"})
    assert (refused.status_code, 'class="told bad"' in refused.text) == (409, True)
    assert floor.post("/floor/listen", data={"talk": "x", "mode": "shout"}).status_code == 400
    customer.hangs_up()


def test_without_a_notice_there_is_no_button(world_of: WorldOf) -> None:
    world = world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())})
    floor = signed_in(world.house, create_pages(world.house), "chloe")
    talks(world)
    page = shown(floor)
    assert 'name="mode"' not in page
    assert "so nobody can" in page


def test_agents_do_not_find_it(world: World, house: Runtime, app: Flask) -> None:
    talks(world)
    anna = signed_in(house, app, "anna")
    assert anna.get("/floor").status_code == 404
    assert anna.post("/floor/listen", data={"talk": talk_of(world), "mode": "listen"}).status_code == 404


def test_in_a_browser_it_keeps_itself_true(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    """Loaded anew by itself, with nothing refused by the policy; and a button is pressed by keyboard."""
    anna, caller = world.agent("anna"), talks(world)
    refused: list[str] = []
    with served(house, app) as address:
        context = browser.new_context(locale="en-GB")
        context.add_cookies([cookie(house, "chloe", address)])
        page = context.new_page()
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/floor")
        button = page.get_by_role("button", name="Listen in")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Chloë is being rung")).to_be_visible()
        world.agent("chloe").rings().answers().listens_to(caller)
        expect(page.get_by_text("Chloë listens")).to_be_visible()
        caller.hangs_up()
        anna.was_hung_up()
        world.passes("1s")
        expect(page.get_by_text("Nobody talks at this moment.")).to_be_visible()
        expect(page.locator("#lately")).to_contain_text("Chloë with Anna")
        context.close()
    assert refused == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility was not looked at")
def test_it_keeps_nobody_out(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    """While a supervisor listens, and afterwards; light and dark, wide and narrow."""
    anna, caller = world.agent("anna"), talks(world)
    world.agent("chloe").answers_and_says_nothing()
    signed_in(house, app, "chloe").post("/floor/listen", data={"talk": talk_of(world), "mode": "listen"})
    world.agent("chloe").listens_to(caller)
    with served(house, app) as address:
        context = browser.new_context(locale="en-GB")
        context.add_cookies([cookie(house, "chloe", address)])
        page = context.new_page()
        page.goto(f"{address}/floor")
        expect(page.get_by_text("Chloë listens")).to_be_visible()
        keeps_nobody_out(page)
        caller.hangs_up()
        anna.was_hung_up()
        world.passes("1s")
        page.reload()
        page.locator("#lately summary").click()
        keeps_nobody_out(page)
        context.close()


def keeps_nobody_out(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
            assert findings(page) == [], (scheme, size)
