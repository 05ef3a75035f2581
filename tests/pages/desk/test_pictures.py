"""The desk in pictures: drawn wherever the tests are run, and into docs/pictures only when asked for, so that a run of
the tests changes no file.

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/desk/test_pictures.py
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE, Desks
from tests.pages.desk.test_in_a_browser import calls, stage
from tools.ports import free_port
from voice_app.ledger import Phone as Number
from voice_app.ledger import customers
from voice_app.ledger.customers import Customer, Listed

PICTURES = Path(__file__).parents[3] / "docs/pictures"
CALLER = "+31622222222"
PIET = Customer("K-2041", "Piet Hendriks", {"Contract": "Thuis Plus", "Plaats": "Utrecht"})


@pytest.fixture
def world(world_of: WorldOf) -> World:
    crm = {"link": "https://crm.example/customers/{id}"}
    return world_of(customers=crm, supervisors=("chloe",), env={"PAGES_PORT": str(free_port())})


def test_the_desk_in_pictures(world: World, desks: Desks, tmp_path: Path) -> None:
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    anna, bram = world.signs_on("anna", "bram")
    with world.house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(PIET, (Number(CALLER),))], world.now)
    page = desks.open("anna")
    had_a_talk(world, page, anna, "Verhuisd in mei; het oude adres staat nog op de rekening. Nieuwe gaat vandaag weg.")
    draw(page, folder, "idle")

    anna.lets_it_ring()
    bram.is_busy()
    caller = calls(world)
    anna.rings()
    world.passes("4s")
    draw(page, folder, "ringing")

    anna.answers().hears("Een rekening").presses("1").is_talking_to(caller)
    others = [calls(world, phone) for phone in ("+31633333333", "+31644444444")]
    world.passes("40s")
    stage(page, "talking")
    page.keyboard.press("n")
    page.keyboard.type("Weer het oude adres. Gevraagd om het bij de bron te verbeteren.")
    draw(page, folder, "talking")

    caller.hangs_up()
    world.passes("5s")
    stage(page, "wrapping_up")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    draw(page, folder, "wrapping_up")
    for other in others:
        other.hangs_up()
    assert {file.name for file in PICTURES.glob("desk-*.png")} <= {file.name for file in folder.glob("desk-*.png")}


def had_a_talk(world: World, page: Page, anna: Phone, note: str) -> None:
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    stage(page, "talking")
    page.keyboard.press("n")
    page.keyboard.type(note)
    world.passes("95s")
    caller.hangs_up()
    world.passes("1s")
    stage(page, "wrapping_up")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.locator("summary", has_text="Terugbellen beloven").click()
    page.locator("select[name=window]").select_option(index=4)
    page.keyboard.press("Escape")
    page.locator("textarea[id^=note-]").blur()
    page.get_by_role("button", name="Klaar").click()
    stage(page, "idle")
    expect(page.locator("#promises")).to_contain_text("een rekening")
    world.passes("20m")


def draw(page: Page, folder: Path, name: str) -> None:
    stage(page, name)
    for size, suffix in ((NARROW, "-phone"), (WIDE, "")):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
        page.evaluate("scrollTo(0, 0)")
        picture = folder / f"desk-{name.replace('_', '-')}{suffix}.png"
        page.screenshot(path=picture, animations="disabled")
        assert picture.stat().st_size > 10_000, "nothing to be seen"
