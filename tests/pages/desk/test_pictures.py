"""The desk in pictures, for docs/pictures: drawn only when asked for, so that a run of the tests changes no file.

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/desk/test_pictures.py
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from carrier.phone import Phone
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE, Desks
from tests.pages.desk.test_in_a_browser import calls, stage

FOLDER = os.environ.get("GEHOOR_PICTURES")


@pytest.mark.skipif(not FOLDER, reason="GEHOOR_PICTURES names no folder: no picture was drawn")
def test_the_desk_in_pictures(world: World, desks: Desks) -> None:
    anna, bram = world.signs_on("anna", "bram")
    page = desks.open("anna")
    had_a_talk(
        world, page, anna, "Moved in May; the old address is still on the bill. Corrected, new bill goes out today."
    )
    draw(page, "idle")

    anna.lets_it_ring()
    bram.is_busy()
    caller = calls(world)
    anna.rings()
    world.passes("4s")
    draw(page, "ringing")

    anna.answers().hears("Een rekening").presses("1").is_talking_to(caller)
    others = [calls(world, phone) for phone in ("+31633333333", "+31644444444")]
    world.passes("40s")
    stage(page, "talking")
    page.keyboard.press("n")
    page.keyboard.type("Still the old address. Asked the back office to correct it at the source.")
    draw(page, "talking")

    caller.hangs_up()
    world.passes("5s")
    stage(page, "wrapping_up")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    draw(page, "wrapping_up")
    for other in others:
        other.hangs_up()


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
    page.keyboard.press("w")
    stage(page, "idle")
    world.passes("20m")


def draw(page: Page, name: str) -> None:
    stage(page, name)
    for size, suffix in ((NARROW, "-phone"), (WIDE, "")):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
        page.evaluate("scrollTo(0, 0)")
        picture = Path(FOLDER or "") / f"desk-{name.replace('_', '-')}{suffix}.png"
        page.screenshot(path=picture, animations="disabled")
