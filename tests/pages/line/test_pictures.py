"""The line's pages in pictures: drawn wherever the tests are run, and into docs/pictures only when asked for.

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/line/test_pictures.py
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.looking import watched
from tests.pages.visitors import cookie, served
from tools.ports import free_port
from voice_app.runtime import Runtime

PICTURES = Path(__file__).parents[3] / "docs/pictures"
IN_DECEMBER = datetime(2026, 12, 14, 11, 0, tzinfo=UTC)
CHRISTMAS_EVE = {
    "date": "2026-12-24",
    "hours": ["09:00-16:00"],
    "reason": {"nl": "Het is kerstavond", "en": "It is Christmas Eve"},
}


@pytest.fixture
def world(world_of: WorldOf) -> World:
    env = {"PAGES_PORT": str(free_port())}
    days = [CHRISTMAS_EVE, {"date": "2026-12-28"}]
    return world_of(start=IN_DECEMBER, env=env, supervisors=("chloe",), hours={"holidays": "NL"}, special_day=days)


def test_the_line_in_pictures(world: World, house: Runtime, app: Flask, browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    world.signs_on("anna", "bram")
    with served(house, app) as address, watched(browser, locale="en-GB", base_url=address, viewport=WIDE) as page:
        page.context.add_cookies([cookie(house, "chloe", address)])
        page.goto("/line/menu")
        page.locator("#words-2-en").fill("fault, broken")
        page.get_by_role("button", name="Save the menu").click()
        draw(page, folder, "line", "/line")
        draw(page, folder, "line-calendar", "/line/calendar?day=2026-12-24")
        draw(page, folder, "line-menu", "/line/menu")
        page.goto("/line/close")
        page.locator("input[value=because_fault]").check()
        page.get_by_role("button", name="Show what will happen").click()
        draw(page, folder, "line-close", None)
    assert {file.name for file in PICTURES.glob("line*.png")} <= {file.name for file in folder.glob("line*.png")}


def draw(page: Page, folder: Path, name: str, path: str | None) -> None:
    if path is not None:
        page.goto(path)
    for size, suffix in ((NARROW, "-phone"), (WIDE, "")):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
        picture = folder / f"{name}{suffix}.png"
        page.screenshot(path=picture, animations="disabled", full_page=suffix == "")
        assert picture.stat().st_size > 10_000, "nothing to be seen"
    if os.environ.get("GEHOOR_PICTURES_DARK"):
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=Path(os.environ["GEHOOR_PICTURES_DARK"]) / f"{name}-dark.png", full_page=True)
        page.emulate_media(color_scheme="light")
