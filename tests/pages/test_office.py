"""The frame of the rooms: who is shown the way where, where one begins, and that it is calm on any screen."""

import re

import pytest
from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, expect

from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.looking import in_chromium, shut_out
from tests.pages.visitors import Visitor, nobody, signed_in
from voice_app.ledger import accounts
from voice_app.pages import app as pages
from voice_app.pages import create_pages
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.rooms import ROOMS
from voice_app.pages.words import LANGUAGES
from voice_app.runtime import Runtime

FOR_AGENTS = {"/wallboard": Who.AGENT}


def room(_: Visit) -> ResponseReturnValue:
    return render_template("office.html")


@pytest.fixture
def whole(house: Runtime, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The pages with every room that there is to be, the missing ones empty."""
    there = {page.path for page in pages.PAGES}
    paths = [one.path for one in ROOMS if one.path not in there]
    missing = tuple(Page("GET", path, _named(path), FOR_AGENTS.get(path, Who.SUPERVISOR)) for path in paths)
    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, *missing))
    return create_pages(house)


def _named(path: str) -> "type[room]":
    def view(visit: Visit) -> ResponseReturnValue:
        return room(visit)

    view.__name__, view.__module__ = f"room_{path.strip('/').replace('-', '_')}", __name__
    return view


def ways(visitor: Visitor, path: str) -> list[str]:
    page = visitor.get(path).text
    nav = page[page.rindex('<nav class="doors"') :]
    return re.findall(r'<a href="([^"]+)"', nav[: nav.index("</nav>")])


@pytest.mark.parametrize("who", ["anna", "chloe"])
def test_the_way_is_shown_to_rooms_that_the_visitor_may_open_and_to_all_of_them(
    house: Runtime, whole: Flask, who: str
) -> None:
    visitor = signed_in(house, whole, who)
    shown = ways(visitor, "/recordings")
    assert {path: visitor.get(path).status_code for path in shown} == dict.fromkeys(shown, 200)
    assert {visitor.get(one.path).status_code for one in ROOMS if one.path not in shown} <= {404}
    assert len(shown) == (len(ROOMS) if who == "chloe" else 2)


def test_a_room_that_has_no_page_is_shown_to_nobody(
    house: Runtime, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGES", tuple(page for page in pages.PAGES if not page.path.startswith("/floor")))
    assert "/floor" not in ways(signed_in(house, create_pages(house), "chloe"), "/recordings")


def test_the_bare_address_leads_to_where_the_work_is(world: World, house: Runtime, whole: Flask) -> None:
    """A supervisor who takes no calls begins with the morning, where there is one."""
    assert nobody(house, whole).get("/").location == "/desk"
    assert signed_in(house, whole, "anna").get("/").location == "/desk"
    chloe = signed_in(house, whole, "chloe")
    assert chloe.get("/").location == "/today"
    world.declares("chloe", Presence.READY)
    assert chloe.get("/").location == "/desk"
    world.signs_off("chloe")


def test_without_a_morning_a_supervisor_begins_at_the_desk(house: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGES", tuple(page for page in pages.PAGES if page.path != "/today"))
    assert signed_in(house, create_pages(house), "chloe").get("/").location == "/desk"


def test_a_browser_finds_our_mark_by_itself(house: Runtime, app: Flask) -> None:
    answer = nobody(house, app).get("/favicon.ico", follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert 'rel="icon"' in nobody(house, app).get("/sign-in").text


def test_the_desk_leads_a_supervisor_to_the_office_and_agents_to_their_rooms(house: Runtime, whole: Flask) -> None:
    assert 'href="/today"' in signed_in(house, whole, "chloe").get("/desk").text
    desk = signed_in(house, whole, "anna").get("/desk").text
    assert ('href="/wallboard"' in desk, 'href="/recordings"' in desk, 'href="/today"' in desk) == (True, True, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_calm_on_any_screen(house: Runtime, whole: Flask, browser: Browser, language: str) -> None:
    """Twelve rooms in one line at 1280 pixels, in a menu on a phone; nothing is wider than the screen."""
    with house.ledger.write() as ledger:
        accounts.choose_language(ledger, AgentId("chloe"), language)
    with in_chromium(browser, house, whole, "chloe", locale="en-GB") as (page, address):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{address}/promises")
        bar = page.locator(".office-bar > .doors")
        expect(bar.locator("a")).to_have_count(len(ROOMS))
        assert (bar.bounding_box() or {})["height"] < 48, "one line"
        assert shut_out(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(bar).to_be_hidden()
        page.locator(".doors-menu summary").press("Enter")
        expect(page.locator(".doors-menu a[aria-current]")).to_have_attribute("href", "/promises")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert shut_out(page) == []
        page.keyboard.press("Escape")
        expect(page.locator(".doors-menu a").first).to_be_hidden()


def test_who_talks_in_this_page_goes_elsewhere_in_another_tab(house: Runtime, whole: Flask, browser: Browser) -> None:
    """Leaving would end the call."""
    with in_chromium(browser, house, whole, "chloe", locale="en-GB") as (page, address):
        page.goto(f"{address}/floor")
        way = page.locator(".office-bar > .doors a[href='/recordings']")
        page.evaluate(
            """() => {
              const phone = document.createElement("div");
              phone.id = "browser-phone";
              phone.dataset.call = "talking";
              document.body.append(phone);
            }"""
        )
        with page.context.expect_page() as other:
            way.click()
        assert other.value.url.endswith("/recordings")
        assert page.url.endswith("/floor")
        page.evaluate("document.getElementById('browser-phone').dataset.call = 'none'")
        way.click()
        expect(page).to_have_url(f"{address}/recordings")
