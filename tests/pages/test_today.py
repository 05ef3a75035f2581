"""The morning page and the digest: what a supervisor sees first, with nothing behind it and with weeks behind it."""

import html
import os
import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.journeys.world import World
from tests.pages.looking import shut_out, watched
from tests.pages.pasts import bare, past
from tests.pages.visitors import Visitor, cookie, served, signed_in
from voice_app.ledger import looks
from voice_app.pages.today.morning import greeting_at
from voice_app.runtime import Runtime

__all__ = ["bare", "past"]

PICTURES = Path(os.environ["GEHOOR_PICTURES"]) if "GEHOOR_PICTURES" in os.environ else None
SIZES = {"": (1280, 900), "-phone": (390, 844)}
YESTERDAY = "2026-03-01"
FRIDAY = "2026-02-27"
"""A day on which people said what they think."""


@pytest.fixture
def world(bare: World) -> World:
    return bare


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


def read(visitor: Visitor, path: str = "/today") -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(re.sub(r"\s+", " ", answer.text))


def test_an_empty_ledger_says_what_will_be_here(chloe: Visitor) -> None:
    page = read(chloe)
    for said in ("Good afternoon, Chloë", "No promise is in danger", "Nobody complained", "Once calls have come in"):
        assert said in page, said
    assert "Nothing stands out" in read(chloe, "/today/going-wrong")
    assert "no call came in" in read(chloe, f"/today/digest/{YESTERDAY}")


@pytest.mark.parametrize(
    ("clock", "greeted"),
    [(4, "evening"), (5, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")],
)
def test_one_is_greeted_as_the_day_is(clock: int, greeted: str) -> None:
    assert greeted in greeting_at(time(clock))


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-03", "2026-01-29", "2026-02-30", "x", "0001-01-01"])
def test_days_that_are_not_over_or_too_long_ago_are_not_there(chloe: Visitor, day: str) -> None:
    assert chloe.get(f"/today/digest/{day}").status_code == 404


def test_a_month_of_days_is_there_each_leading_to_the_next(chloe: Visitor) -> None:
    last, first = date(2026, 3, 1), date(2026, 3, 1) - timedelta(days=30)
    for day in (last, first):
        assert 'href="/today">Back to today' in read(chloe, f"/today/digest/{day}")
    assert f"/today/digest/{last - timedelta(days=1)}" in read(chloe, f"/today/digest/{last}")
    assert f"/today/digest/{first - timedelta(days=1)}" not in read(chloe, f"/today/digest/{first}")


def test_who_reads_peoples_words_is_on_record(past: World, chloe: Visitor) -> None:
    page = read(chloe, f"/today/digest/{FRIDAY}")
    assert page.count("<blockquote") > 0
    with past.house.ledger.read() as ledger:
        (look,) = looks.latest(ledger)
    assert (look.agent_id, look.what, look.subject) == ("chloe", "digest", f"day-{FRIDAY}")


def test_the_figures_are_those_of_the_ledger(past: World, chloe: Visitor) -> None:
    """By a statement of its own; a day of the line begins at 23:00 UTC."""
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", read(chloe)))
    stretches = {
        "Due yesterday": ("2026-02-28T23:00", "2026-03-01T23:00"),
        "Due this week, until now": ("2026-03-01T23:00", "2026-03-02T11:00"),
        "Due today, all day": ("2026-03-01T23:00", "2026-03-02T23:00"),
    }
    with past.house.ledger.read() as ledger:
        for named, (since, until) in stretches.items():
            due, in_time = ledger.exec_driver_sql(
                "SELECT count(*), count(*) FILTER (WHERE state = 'kept' AND kept_at <= due_by) FROM promises "  # noqa: S608 - ours
                f"WHERE due_by >= '{since}' AND due_by < '{until}'"
            ).one()
            assert due > 0
            assert f"{named} {in_time} / {due} " in page, (named, in_time, due)


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("path", ["/today", f"/today/digest/{FRIDAY}"])
def test_in_pictures_and_for_everybody(house: Runtime, app: Flask, browser: Browser, tmp_path: Path, path: str) -> None:
    with served(house, app) as address:
        for dark in ("light", "dark"):
            for suffix, (width, height) in SIZES.items():
                with watched(browser, color_scheme=dark, viewport={"width": width, "height": height}) as page:
                    page.context.add_cookies([cookie(house, "chloe", address)])
                    page.goto(f"{address}{path}")
                    expect(page.get_by_role("heading", level=1)).to_be_visible()
                    if path == "/today":
                        expect(page.locator("#going-wrong li").first).to_be_visible()
                    assert shut_out(page) == []
                    assert page.evaluate("document.documentElement.scrollWidth") <= width
                    name = f"{'today' if path == '/today' else 'digest'}{'-dark' if dark == 'dark' else ''}{suffix}.png"
                    picture = (PICTURES or tmp_path) / name
                    page.screenshot(path=picture, full_page=True, animations="disabled")
                    assert picture.stat().st_size > 10_000, "nothing to be seen"
