"""A supervisor's morning, in Chromium and without a mouse: from the one page to the proof of a broken promise, on to
what keeps going wrong, and to an alarm that somebody sees to. Whatever is pressed was reached by Tab, and showed it."""

import re
from datetime import date

import pyotp
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from routing.alarms import Rule
from tests.journeys.conftest import empty_ledger, ledger
from tests.journeys.world import World
from tests.pages.conftest import quick_hashes
from tests.pages.looking import shut_out, watched
from tests.pages.pasts import bare, past
from tests.pages.test_second_factor import SECRET
from tests.pages.test_sessions import PASSWORD, has_password
from tests.pages.visitors import served
from voice_app.alarms import raise_alarm
from voice_app.ledger import looks, promises
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

__all__ = ["bare", "empty_ledger", "ledger", "past", "quick_hashes"]

FRIDAY, SATURDAY = date(2026, 2, 27), date(2026, 2, 28)
STOPS = 150
"""More than any of these pages has."""
IS_HERE = "one => one === document.activeElement"
IS_SEEN = """one => {
    const ring = getComputedStyle(one), box = one.getBoundingClientRect();
    return ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2
        && box.bottom > 0 && box.top < innerHeight;
}"""


def signs_in(page: Page, house: Runtime, address: str) -> None:
    """With a password and the second key, which she is shown for the first time; and is where she wanted to go."""
    page.goto(f"{address}/today")
    page.get_by_label("Name").fill("chloe")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A second key, on your phone")
    (secret,) = SECRET.findall(page.content())
    code = pyotp.TOTP(secret.replace(" ", "")).at(house.now())
    page.get_by_label("The code that your phone shows").fill(code)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Good .*, Chloë"))


def presses(page: Page, target: Locator) -> None:
    """Goes there by Tab from where the page is, sees that it is there, and presses Enter."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if target.evaluate(IS_HERE):
            assert target.evaluate(IS_SEEN), f"nobody sees that the focus is on {target}"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no key leads to {target}")


def test_the_morning_round(past: World, browser: Browser) -> None:
    house = past.house
    has_password(house, "chloe")
    with house.ledger.write() as connection:
        raise_alarm(connection, house, Rule.PROMISE_BROKEN, "P-of-the-night", past.now, need="billing")
    app: Flask = create_pages(house)
    with served(house, app) as address, watched(browser, locale="en-GB") as page:
        signs_in(page, house, address)
        assert shut_out(page) == []

        # are the promises kept? one was not: its proof is a click away
        broken = page.locator("section", has=page.get_by_role("heading", name="In danger")).get_by_role("listitem")
        late = broken.filter(has_text="late since").first
        expect(late).to_be_visible()
        presses(page, late.get_by_role("link"))
        expect(page.get_by_role("heading", name="What happened")).to_be_visible()
        id_ = page.url.rpartition("/")[2]
        with house.ledger.read() as connection:
            owed = promises.get(connection, id_)  # type: ignore[arg-type]  # as it stands in the address
        assert owed is not None
        assert owed.due_by <= past.now
        assert owed.closed_at is None

        # what keeps going wrong: a sentence, and behind it the figures
        presses(page, page.get_by_role("link", name="Today"))
        wrong = page.locator("#going-wrong")
        expect(wrong.get_by_role("listitem").first).to_be_visible()
        said = wrong.get_by_role("listitem").first.inner_text()
        presses(page, wrong.get_by_role("link"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Patterns")
        expect(page.locator(".findings li").first).to_have_text(said)
        presses(page, page.get_by_role("link", name="Gave up", exact=True))
        expect(page.locator(".heat-table td.heat-5").first).to_have_text(re.compile(r"\d+%"))
        presses(page, page.locator(".boomerangs summary").first)
        expect(page.locator(".boomerangs details[open] time").first).to_be_visible()

        # an alarm stands: she sees to it, by name
        presses(page, page.get_by_role("link", name="Today"))
        standing = page.locator("section", has=page.get_by_role("heading", name="Alarms that stand"))
        presses(page, standing.get_by_role("link", name="A promise was not kept in time").first)
        expect(page.get_by_role("heading", level=1)).to_have_text("Alarms")
        presses(page, page.get_by_role("button", name="I see to it: A promise was not kept in time").first)
        expect(page.get_by_text("Chloë sees to it")).to_be_visible()
        presses(page, page.get_by_role("link", name="Today"))
        expect(standing).to_contain_text("somebody looks into it")

        # what people said themselves
        presses(page, page.get_by_role("link", name="The whole digest of yesterday"))
        expect(page.locator(".twelve li")).to_have_count(12)
        for day in (SATURDAY, FRIDAY):  # on a weekend of the made-up past nobody complains
            presses(page, page.get_by_role("link", name="The day before"))
            page.wait_for_url(f"**/today/digest/{day}")
        expect(page.locator("blockquote").first).to_be_visible()
    with house.ledger.read() as connection:
        seen = {(look.what, look.subject) for look in looks.latest(connection)}
    assert {("promise", id_), ("digest", f"day-{FRIDAY}"), ("boomerang", None)} <= seen
