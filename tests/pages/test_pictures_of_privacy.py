"""Privacy and what-if in pictures: drawn wherever the tests are run, into docs/pictures only when asked for.

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/test_pictures_of_privacy.py
"""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.looking import in_chromium
from tests.pages.test_privacy import CALLER, is_owed, was_here
from tests.pages.visitors import signed_in
from tests.voice_app.whatif.days import lay_days
from tools.ports import free_port
from voice_app.ledger import customers, heartbeats
from voice_app.ledger.customers import Customer, Listed
from voice_app.runtime import Runtime

SIZE = {"width": 1180, "height": 900}
FRIDAY = date(2026, 2, 27)
PIET = Customer("K-2041", "Piet Hendriks", {"Contract": "Thuis Plus"})


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",), env={"PAGES_PORT": str(free_port())}, recording={"mode": "ask"})


def test_privacy_and_what_if_in_pictures(
    world: World, house: Runtime, app: Flask, browser: Browser, tmp_path: Path
) -> None:
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    before = [FRIDAY - timedelta(weeks=week) for week in range(8)]
    lay_days(house.ledger, house.line, before, an_hour=55)
    was_here(world)
    is_owed(world)
    with house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(PIET, (CALLER,))], world.now)
        heartbeats.beat(ledger, heartbeats.SLOW, world.now)
    with in_chromium(browser, house, app, "chloe", locale="en-GB", viewport=SIZE) as (page, address):
        page.goto(f"{address}/privacy")
        page.get_by_label("Phone number").fill(CALLER)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What there is")).to_be_visible()
        page.screenshot(path=folder / "privacy.png", full_page=True)
        asked = {
            "of": "weekday",
            "weekday": "4",
            "more": "1",
            "more_skills": ["billing"],
            "more_level": "3",
            "seeds": "12",
        }
        where = signed_in(house, app, "chloe").post("/what-if", data=asked).headers["Location"]
        world.passes("1s")
        page.goto(f"{address}{where}")
        page.locator("picture.chart img").evaluate("one => one.decode()")
        page.screenshot(path=folder / "what-if.png", full_page=True)
    assert min((folder / name).stat().st_size for name in ("privacy.png", "what-if.png")) > 10_000
