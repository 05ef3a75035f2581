"""What goes wrong again and again, as a supervisor sees it."""

import html
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.journeys.world import World
from tests.pages.looking import shut_out, watched
from tests.pages.pasts import bare, past
from tests.pages.visitors import Visitor, cookie, served, signed_in
from voice_app.runtime import Runtime

__all__ = ["bare", "past"]

PICTURES = Path(os.environ.get("GEHOOR_PICTURES", "")) if os.environ.get("GEHOOR_PICTURES") else None
SIZES = {"": (1280, 900), "-phone": (390, 844)}


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


@pytest.fixture
def world(bare: World) -> World:
    return bare


def read(visitor: Visitor, path: str = "/patterns") -> str:
    answer = visitor.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return html.unescape(re.sub(r"\s+", " ", answer.text))


def test_an_empty_ledger_says_what_will_be_here(chloe: Visitor) -> None:
    page = read(chloe)
    for said in ("Nothing stands out", "Nobody has called", "No word is used", "No promise that was due"):
        assert said in page


def test_in_pictures_and_for_everybody(
    past: World, house: Runtime, app: Flask, browser: Browser, tmp_path: Path
) -> None:
    with served(house, app) as address:
        for dark in ("light", "dark"):
            for suffix, (width, height) in SIZES.items():
                with watched(browser, color_scheme=dark, viewport={"width": width, "height": height}) as page:
                    page.context.add_cookies([cookie(house, "chloe", address)])
                    page.goto(f"{address}/patterns?show=gave_up")
                    expect(page.get_by_role("heading", level=1)).to_be_visible()
                    assert shut_out(page) == []
                    assert page.evaluate("document.documentElement.scrollWidth") <= width
                    page.locator(".chart img").scroll_into_view_if_needed()
                    page.locator(".chart img").evaluate("image => image.decode()")
                    page.evaluate("scrollTo(0, 0)")
                    name = f"patterns{'-dark' if dark == 'dark' else ''}{suffix}.png"
                    page.screenshot(path=(PICTURES or tmp_path) / name, full_page=True, animations="disabled")
