"""Promises in Chromium: one that is at risk is saved in time, live; what is ticked and opened stays; nobody is kept
out; and the pictures of the documentation.

GEHOOR_PICTURES=docs/pictures .venv/bin/python -m pytest tests/pages/promises/test_in_a_browser.py -k pictures
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from routing.skills import AgentId
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.looking import AXE, in_chromium, shut_out
from tests.pages.promises.test_pages import MARKUP, found, owe
from tests.pages.visitors import cookie
from voice_app import caring
from voice_app.caring import Order, Wanted
from voice_app.ledger import ActId, Phone, customers
from voice_app.ledger.customers import Customer, Listed
from voice_app.runtime import Runtime

JAN = "+31622222222"


def at_risk(world: World) -> None:
    """Asked for yesterday; nobody was there, and less than two hours are left."""
    asks_for_a_callback(world)
    due_by = world.promise().effective_due_by
    world.passes(due_by - world.now - timedelta(minutes=100))
    assert world.promise().escalated_at is not None


def test_a_promise_at_risk_is_saved_in_time(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    """It shows up; the supervisor gives it to Anna; she is rung, and the customer; it turns kept before her eyes."""
    at_risk(world)
    promise = world.promise().id
    with in_chromium(browser, house, app, "chloe", viewport=WIDE, locale="en-GB") as (page, address):
        page.goto(f"{address}/promises")
        row = page.locator(f"#shelf-at_risk #row-{promise}")
        expect(row).to_contain_text("06 22222222")
        expect(row).to_contain_text("At risk: nobody who speaks its language was signed on.")
        row.get_by_role("link").click()
        page.locator("#act-give summary").focus()
        page.keyboard.press("Enter")
        page.get_by_label("To whom").select_option("anna")
        page.locator("#act-give").get_by_role("button", name="Give to an agent").click()
        expect(page.locator("#told")).to_contain_text("Chloë gave it to Anna")
        expect(page.locator(".promise-figures")).to_contain_text("Anna")

        desk = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]  # a dict is one
        desk.add_cookies([cookie(house, "anna", address)])
        hers = desk.new_page()
        hers.goto(f"{address}/desk")
        expect(hers.locator("#promises")).to_contain_text("06 22222222")
        desk.close()

        page.goto(f"{address}/promises")
        expect(page.locator(f"#row-{promise}")).to_contain_text("Anna")
        (anna,) = world.signs_on("anna")
        anna.accepts()
        customer = world.caller(JAN)
        anna.hears("Terugbellen").is_talking_to(customer.rings().answers())
        expect(page.locator(f"#row-{promise}")).to_contain_text("It is being called right now.")
        world.passes("1m")
        customer.hangs_up()
        anna.hears("Gesproken").presses("1").was_hung_up()
        world.passes("1s")
        done = page.locator(f"#shelf-done #row-{promise}")
        expect(done).to_contain_text("kept")
        expect(page.locator("#shelf-at_risk")).to_contain_text("No promise is at risk.")
        done.get_by_role("link").click()
        expect(page.locator("#told")).to_contain_text("Kept: the person was spoken with.")
    assert found(world, promise).broken_at is None


def test_what_is_ticked_and_opened_stays_while_the_list_is_renewed(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    one, other = owe(world), owe(world, "+31633333333")
    with in_chromium(browser, house, app, "chloe", viewport=WIDE, locale="en-GB") as (page, address):
        page.goto(f"{address}/promises?group=open")
        page.locator(f"#row-{one} input").check()
        page.locator("#filters summary").click()
        expect(page.locator(".chosen-count")).to_have_text("Chosen: 1")
        new = owe(world, "+31644444444")
        expect(page.locator(f"#row-{new}")).to_be_visible()
        expect(page.locator(f"#row-{one} input")).to_be_checked()
        expect(page.locator(f"#row-{other} input")).not_to_be_checked()
        expect(page.locator("#filters")).to_have_attribute("open", "")
        page.get_by_role("button", name="Call now").click()
        expect(page.locator("form.panel")).to_contain_text("1 promise. Goes before every caller who waits")
        page.go_back()
        expect(page.locator(".chosen-count")).to_have_text("Chosen: 1")
        page.get_by_role("button", name="Call now").click()
        page.get_by_role("button", name="Do it: Call now").click()
        expect(page.locator("main .told.good")).to_contain_text("1 promise done.")
        page.get_by_role("button", name="Undo, until").click()
        expect(page.locator("main .told.good")).to_contain_text("1 promise is what it was before.")
    assert found(world, one).hurried_at is None


def test_one_promise_is_renewed_and_what_somebody_fills_in_is_left(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    """The timeline goes on while a note is written; and what has changed in between is refused to a form that was begun
    before, and not to one that was not."""
    promise = owe(world)
    with in_chromium(browser, house, app, "chloe", viewport=WIDE, locale="en-GB") as (page, address):
        page.goto(f"{address}/promises/{promise}")
        page.get_by_label("For whoever calls").fill("About the bill")
        page.locator("#act-give summary").click()
        page.get_by_label("To whom").select_option("anna")
        caring.act(house, Order(ActId("other"), Wanted("give", agent=AgentId("bram")), "chloe", world.now), [promise])
        expect(page.locator("#told")).to_contain_text("Chloë gave it to Bram")
        expect(page.get_by_label("For whoever calls")).to_have_value("About the bill")
        expect(page.get_by_label("To whom")).to_have_value("anna")
        page.locator("#act-give").get_by_role("button", name="Give to an agent").click()
        expect(page.locator("#act-give .told.bad")).to_contain_text("Something has happened to it since you saw it.")
        expect(page.get_by_label("To whom")).to_have_value("anna")
        page.locator("#act-call_now").get_by_role("button", name="Call now").click()
        expect(page.locator("#told")).to_contain_text("Chloë wants it called now.")
        page.get_by_label("For whoever calls").fill("About the bill")
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#told")).to_contain_text("About the bill")


def test_a_list_that_is_not_renewed_says_so(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    owe(world)
    with in_chromium(browser, house, app, "chloe", viewport=WIDE, locale="en-GB") as (page, address):
        page.clock.install()
        page.goto(f"{address}/promises")
        expect(page.locator("#stale")).to_be_hidden()
        page.route("**/promises", lambda route: route.abort())
        page.clock.run_for(31_000)
        expect(page.locator("#stale")).to_contain_text("Not up to date")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility was not looked at")
def test_nobody_is_kept_out_and_nothing_of_a_caller_runs(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    """Light and dark, wide and narrow, with markup in every name and note; and nothing runs off to the side."""
    lively(world, house)
    owe(world, "+31633334444", note=MARKUP)
    with in_chromium(browser, house, app, "chloe", locale="en-GB") as (page, address):
        piet = next(one.id for one in world.promises() if one.phone == JAN)
        for path in ("/promises", f"/promises/{piet}", "/promises?group=open&need=billing"):
            page.goto(f"{address}{path}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
                for size in (WIDE, NARROW):
                    page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
                    assert shut_out(page) == [], (path, scheme, size)
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, size)
        assert page.evaluate("window.pwned === undefined")


def test_the_pictures(world: World, house: Runtime, app: Flask, browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    lively(world, house)
    piet = next(one.id for one in world.promises() if one.phone == JAN)
    with in_chromium(browser, house, app, "chloe", viewport=WIDE, locale="en-GB") as (page, address):
        draw(page, f"{address}/promises", folder / "promises.png")
        draw(page, f"{address}/promises/{piet}", folder / "promise.png")


def lively(world: World, house: Runtime) -> None:
    """One broken, one at risk and given to somebody, one to be approved, some that wait, one kept."""
    with house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(Customer("K-1", "Piet Hendriks"), (Phone(JAN),))], world.now)
    kept = asks_for_a_callback(world, "+31688888888")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, kept)
    world.passes("3m")
    kept.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    world.signs_off("anna")
    owe(world, "+31655555555", need="technical")
    world.passes("95m")
    caller = asks_for_a_callback(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    world.caller("+31655555555").lets_it_ring()
    caller.lets_it_ring()
    world.passes("6m")
    world.signs_off("bram")
    world.passes("19h")
    for phone in ("+442079460958", "+31633333333"):
        owe(world, phone, need="technical")
    owe(world, "+31644444444", language="en", note="Moved in May; the old address is still on the bill")
    world.passes("205m")
    piet = next(one.id for one in world.promises() if one.phone == JAN)
    caring.note(house, piet, "Asks about the bill of May; has called twice before.", "chloe", world.now)
    caring.act(house, Order(ActId("given"), Wanted("give", agent=AgentId("anna")), "chloe", world.now), [piet])
    world.passes("1s")


def draw(page: Page, address: str, picture: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture, full_page=True, animations="disabled")
    assert picture.stat().st_size > 10_000, "nothing to be seen"
