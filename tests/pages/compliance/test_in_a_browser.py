"""The page of compliance in Chromium: nobody is shut out, nothing is cut, and the report is one sheet of paper.

Pictures are drawn wherever this is run, and into docs/pictures only when asked for:

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/compliance/test_in_a_browser.py
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.pages.looking import in_chromium, shut_out, watched
from tests.pages.visitors import cookie, served
from voice_app.runtime import Runtime

LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1600, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 780}},
}
WHOLE_PICTURES = "Promise.all([...document.images].map(image => image.decode()))"


def look_at(page: Page, address: str, path: str) -> None:
    """Loads it to its end: pictures come when they are scrolled to."""
    page.goto(f"{address}{path}", wait_until="networkidle")
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.evaluate(WHOLE_PICTURES)
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 200)")


def test_the_page_and_its_paper_shut_nobody_out(lived: Runtime, app: Flask, browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    with served(lived, app) as address:
        for name, how in LOOKS.items():
            with watched(browser, locale="en-GB", **how) as page:
                page.context.add_cookies([cookie(lived, "chloe", address)])
                for path, file in (("/compliance", "compliance"), ("/compliance/report", "report")):
                    look_at(page, address, path)
                    assert shut_out(page) == [], (name, path)
                    assert page.evaluate("document.documentElement.scrollWidth") <= how["viewport"]["width"]
                    if name == "wide":
                        page.screenshot(path=folder / f"{file}.png", full_page=file == "report")
                    for chart in page.locator("img").all():
                        assert len(chart.get_attribute("alt") or "") > 20
    assert {"compliance.png", "report.png"} <= {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("query", ["", "?range=a-year&by=month", "?from=2020-01-01&to=2020-01-02"])
def test_the_report_is_one_sheet_of_paper(lived: Runtime, app: Flask, browser: Browser, query: str) -> None:
    with in_chromium(browser, lived, app, "chloe", locale="nl-NL") as (page, address):
        look_at(page, address, f"/compliance/report{query}")
        paper = page.pdf(print_background=True, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_without_a_script_a_range_is_chosen_all_the_same(lived: Runtime, app: Flask, browser: Browser) -> None:
    with in_chromium(browser, lived, app, "chloe", locale="en-GB", java_script_enabled=False) as (page, address):
        page.goto(f"{address}/compliance")
        page.get_by_label("When").select_option("last-month")
        page.get_by_label("How", exact=True).select_option("need")
        page.get_by_role("button", name="Look").click()
        assert "range=last-month" in page.url
        assert page.get_by_label("How", exact=True).input_value() == "need"
        assert page.get_by_label("First day").input_value() == "2026-02-01"
