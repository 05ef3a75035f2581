"""The roster in Chromium: quick clicks of which none is lost, by keyboard, without a script, and nobody shut out."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.looking import AXE, in_chromium, shut_out
from tests.pages.talking import talks
from tests.pages.test_sessions import has_password
from tools.ports import free_port
from voice_app import versions
from voice_app.ledger import accounts
from voice_app.pages import create_pages
from voice_app.rostering import edits
from voice_app.rostering.edits import Click, Editor, New
from voice_app.rostering.reaching import Typed
from voice_app.runtime import Runtime

PICTURES = Path(__file__).parents[3] / "docs/pictures"
EVERY_PAGE = ("/roster", "/roster/skills", "/roster/add", "/roster/agents/anna", "/roster/agents/anna/leave")


def chloe_s(browser: Browser, house: Runtime, app: Flask, **context: Any) -> AbstractContextManager[tuple[Page, str]]:
    return in_chromium(browser, house, app, "chloe", locale="en-GB", reduced_motion="reduce", **context)


def test_of_quick_clicks_none_is_lost(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    """Three on one cell and one on each of three others, without waiting for any."""
    with chloe_s(browser, house, app) as (page, address):
        page.goto(f"{address}/roster/skills")
        before = versions.newest(house).id
        page.evaluate(
            """() => {
                const click = (id) => document.getElementById(id).click();
                for (let n = 0; n < 3; n++) click("level-chloe-billing");
                for (const agent of ["anna", "bram", "chloe"]) click(`level-${agent}-technical`);
            }"""
        )
        expect(page.locator("#level-chloe-technical")).to_have_text("3")
        expect(page.locator("#level-chloe-billing")).to_have_text("3")
        expect(page.locator("#level-anna-technical")).to_have_text("2")
        expect(page.locator("#level-bram-technical")).to_have_text("–")
        expect(page.locator("#told-skills .bad")).to_have_count(0)
    roster = house.roster
    assert roster[AgentId("chloe")].skills == {"technical": 3, "billing": 3}
    assert roster[AgentId("anna")].skills["technical"] == 2
    assert "technical" not in roster[AgentId("bram")].skills
    assert versions.newest(house).id == before + 6


def test_by_keyboard_the_focus_stays_where_it_was(house: Runtime, app: Flask, browser: Browser) -> None:
    with chloe_s(browser, house, app) as (page, address):
        page.goto(f"{address}/roster/skills")
        page.locator("#level-anna-technical").focus()
        for level in ("2", "3", "–"):
            page.keyboard.press("Enter")
            expect(page.locator("#level-anna-technical")).to_have_text(level)
            expect(page.locator("#level-anna-technical")).to_be_focused()
        expect(page.get_by_role("status").filter(has_text="Anna · a fault: 3 → 0")).to_be_visible()
        page.get_by_role("button", name="Take this click back").click()
        expect(page.locator("#level-anna-technical")).to_have_text("3")
        assert page.url == f"{address}/roster/skills"


def test_a_warning_comes_with_the_click(house: Runtime, app: Flask, browser: Browser) -> None:
    with chloe_s(browser, house, app) as (page, address):
        page.goto(f"{address}/roster/skills")
        page.locator("#level-anna-billing").click()
        expect(page.get_by_text("Nobody can take “a bill” in English.")).to_be_visible()
        page.locator("#speaks-bram-en").click()
        expect(page.get_by_text("Nobody can take “a bill” in English.")).to_have_count(0)


def test_without_a_script_it_all_works(house: Runtime, app: Flask, browser: Browser) -> None:
    with chloe_s(browser, house, app, java_script_enabled=False) as (page, address):
        page.goto(f"{address}/roster/skills")
        page.locator("#level-anna-technical").click()
        expect(page.locator("#level-anna-technical")).to_have_text("2")
        page.goto(f"{address}/roster/agents/bram")
        page.locator("#level-bram-technical").click()
        expect(page).to_have_url(f"{address}/roster/agents/bram?did=bram&need=technical&was=3&level=0")
        page.locator("#put-signed_out, #put-on_break").first.click()
        expect(page.locator("main").get_by_role("status").first).to_contain_text("told on the desk")
        page.locator("#week-shifts summary").click()
        page.get_by_label("Shifts, Monday 1: from").fill("09:00")
        page.get_by_label("Shifts, Monday 1: until").fill("17:00")
        page.get_by_label("Tuesday to Friday as Monday").first.check()
        page.get_by_role("button", name="Keep these hours").first.click()
        expect(page.locator("#week-shifts .mark")).to_have_text("5")
        page.goto(f"{address}/roster?need=billing&language=nl")
        page.reload()
        expect(page.get_by_label("Can take")).to_have_value("billing")
        expect(page.locator("tbody tr")).to_have_count(2)


def test_the_list_keeps_itself_true(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    with chloe_s(browser, house, app) as (page, address):
        page.goto(f"{address}/roster")
        expect(page.locator("#agent-anna")).to_contain_text("Signed off")
        world.signs_on("anna")
        expect(page.locator("#agent-anna")).to_contain_text("Ready")
        world.signs_off("anna")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility was not looked at")
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_keeps_nobody_out(world: World, house: Runtime, app: Flask, browser: Browser, colours: str) -> None:
    with chloe_s(browser, house, app, color_scheme=colours) as (page, address):
        for size in (WIDE, NARROW, {"width": 360, "height": 740}):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
            for path in EVERY_PAGE:
                page.goto(address + path)
                page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
                looks(page, f"{path.strip('/').replace('/', '-')}-{colours}-{size['width']}")
        page.goto(f"{address}/roster/agents/anna")
        page.locator("#invite-link").click()
        expect(page.locator("#link svg")).to_be_visible()
        looks(page, f"invited-{colours}")
        page.goto(f"{address}/roster/add")
        page.get_by_label("Name, as callers hear it").fill("Dora")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("alert").first).to_be_visible()
        looks(page, f"add-refused-{colours}")


def looks(page: Page, name: str) -> None:
    """Nobody is shut out, nothing is wider than the window."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert shut_out(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────────────

TEAM = (
    ("Emma Visser", ("nl", "en"), {"billing": 3, "moving": 2}),
    ("Farid El Amrani", ("fr", "nl"), {"technical": 2, "billing": 1}),
    ("Greta Vogel", ("de", "en"), {"technical": 3}),
    ("Hugo Peeters", ("nl",), {"moving": 3, "technical": 1}),
)


def test_the_roster_in_pictures(world_of: WorldOf, browser: Browser, tmp_path: Path) -> None:
    """Drawn wherever the tests are run, and into docs/pictures only when asked for.

    GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/roster/test_in_a_browser.py -k pictures
    """
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    world = world_of(
        supervisors=("chloe",),
        env={"PAGES_PORT": str(free_port())},
        line={"languages": ["nl", "en", "de"]},
        menu=[
            {"key": "1", "need": "billing", "label": {"nl": "een rekening", "en": "a bill", "de": "eine Rechnung"}},
            {"key": "2", "need": "technical", "label": {"nl": "een storing", "en": "a fault", "de": "eine Störung"}},
            {"key": "3", "need": "moving", "label": {"nl": "verhuizen", "en": "moving", "de": "ein Umzug"}},
        ],
        shifts={"bram": ["mon 09:00-17:00"], "anna": ["mon 09:00-17:00"]},
    )
    house = world.house
    joins(world)
    caller = talks(world)
    world.passes("3m")
    with chloe_s(browser, house, create_pages(house)) as (page, address):
        for name, path in (("roster", "/roster"), ("skills", "/roster/skills?did=anna&need=billing&was=2&level=3")):
            page.goto(address + path)
            for size, suffix in ((NARROW, "-phone"), (WIDE, "")):
                page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
                picture = folder / f"{name}{suffix}.png"
                page.screenshot(path=picture, animations="disabled")
                assert picture.stat().st_size > 10_000, "nothing to be seen"
    caller.hangs_up()
    for name in ("roster", "skills"):
        assert {file.name for file in PICTURES.glob(f"{name}*.png")} <= {file.name for file in folder.glob("*.png")}


def joins(world: World) -> None:
    """Some colleagues of various skill, most of whom have a way in."""
    editor = Editor(world.house, AgentId("chloe"), world.now)
    for name, languages, skills in TEAM:
        agent = edits.add(editor, New("", name, Typed("client", ""), languages))
        for need, level in skills.items():
            edits.set_level(editor, agent, Click(need, 0, level), 0)
        if name < "G":
            has_password(world.house, agent)
    for agent in ("anna", "bram", "chloe"):
        has_password(world.house, agent)
    with world.house.ledger.write() as ledger:
        accounts.sow(ledger, AgentId("anna"), "seed")
        accounts.confirm(ledger, AgentId("anna"), seed="seed", step=1, digests=["d"], now=world.now)
    world.signs_on("bram", "emma-visser", "farid-el-amrani")
