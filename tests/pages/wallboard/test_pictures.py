"""The wallboard in pictures: drawn wherever the tests are run, and into docs/pictures only when asked for.

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/wallboard/test_pictures.py
"""

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.looking import shut_out, watched
from tests.pages.visitors import cookie, served
from tests.pages.wallboard.conftest import is_busy
from voice_app.ledger import accounts
from voice_app.pages import create_pages

TELEVISION = {"width": 1920, "height": 1080}
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
A_TENTH = 0.1
LANGUAGE = os.environ.get("GEHOOR_LANGUAGE", "en")


def test_the_wallboard_in_pictures(storied_world: World, browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    world, house = storied_world, storied_world.house
    callers = is_busy(world)
    with house.ledger.write() as ledger:
        accounts.choose_language(ledger, AgentId("chloe"), LANGUAGE)
    with served(house, create_pages(house)) as address:
        for scheme in ("light", "dark"):
            with watched(browser, color_scheme=scheme, reduced_motion="reduce") as page:
                page.context.add_cookies([cookie(house, "chloe", address)])
                dark = "-dark" if scheme == "dark" else ""
                draw(page, f"{address}/wallboard?plain", TELEVISION, folder / f"wallboard{dark}.png")
                assert figures_are_read_from_afar(page)
                draw(page, f"{address}/wallboard", LAPTOP, folder / f"wallboard-office{dark}.png")
                draw(page, f"{address}/wallboard", PHONE, folder / f"wallboard-phone{dark}.png")
    for caller in callers:
        caller.hangs_up()


def draw(page: Page, url: str, size: dict[str, int], picture: Path) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
    page.goto(url)
    expect(page.locator(".wall-needs tbody tr")).to_have_count(2)
    expect(page.locator("time[data-up]").first).to_contain_text(":")
    assert shut_out(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.screenshot(path=picture, animations="disabled")
    assert picture.stat().st_size > 10_000, "nothing to be seen"


def figures_are_read_from_afar(page: Page) -> bool:
    """The main figures are a tenth of the screen high, and all of it fits on it."""
    figures = page.locator(".wall-main dd:not(.also)")
    heights = figures.evaluate_all("all => all.map(dd => parseFloat(getComputedStyle(dd).fontSize))")
    fits = page.evaluate("document.documentElement.scrollHeight") <= TELEVISION["height"]
    return fits and len(heights) == 4 and min(heights) >= A_TENTH * TELEVISION["height"]
