"""From an invitation to the desk, in Chromium: by keyboard, on a phone's width, with nothing refused."""

import os
from contextlib import nullcontext

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.journeys.world import World
from tests.pages.looking import shut_out, watched
from tests.pages.test_second_factor import SECRET
from tests.pages.test_sessions import PASSWORD, has_password
from tests.pages.test_welcome import invited
from tests.pages.visitors import served
from voice_app.accounts import hashing

PHONE = {"width": 360, "height": 740}


def looks(page: Page, name: str) -> None:
    """Nobody is shut out, nothing is wider than the window."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert shut_out(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_supervisor_s_first_day(world: World, app: Flask, browser: Browser, colours: str) -> None:
    house = world.house
    with (
        served(house, app) as address,
        watched(browser, viewport=PHONE, color_scheme=colours, locale="nl-BE") as page,
    ):
        page.goto(address + invited(house, "chloe"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Welkom, Chloë")
        looks(page, f"welcome-{colours}")

        page.get_by_label("Wachtwoord").fill("wachtwoordwachtwoord")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("vroeg proberen")
        expect(page.get_by_label("Wachtwoord")).to_have_attribute("aria-invalid", "true")
        looks(page, f"welcome-refused-{colours}")

        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("A second key, on your phone")  # Chloë's own language
        assert page.evaluate("document.querySelector('.scan').naturalWidth > 0")
        looks(page, f"second-factor-{colours}")
        (secret,) = SECRET.findall(page.content())
        page.get_by_label("The code that your phone shows").fill(pyotp.TOTP(secret.replace(" ", "")).at(house.now()))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("second key from now on")
        looks(page, f"spare-codes-{colours}")
        page.get_by_role("link", name="go on").click()
        assert page.url == f"{address}/desk"

        page.goto(f"{address}/account")
        looks(page, f"account-{colours}")
        page.get_by_label("Deutsch").check()
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(page.locator("main [role=status]")).to_contain_text("ab jetzt diese Sprache")
        page.get_by_role("button", name="Abmelden", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("tot ziens", ignore_case=True)
        looks(page, f"sign-in-{colours}")

        page.get_by_label("Naam").fill("Chloe")
        page.get_by_label("Wachtwoord").fill("dit is het niet")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Dat klopt niet")
        expect(page.get_by_label("Naam")).to_have_value("chloe")
        looks(page, f"sign-in-wrong-{colours}")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Noch ein Schritt")
        looks(page, f"code-{colours}")
        page.goto(f"{address}/no-such-page")
        looks(page, f"error-{colours}")


def test_who_comes_at_the_same_moment_as_others_is_let_in_all_the_same(
    world: World, app: Flask, browser: Browser
) -> None:
    """Somebody else's password is looked at; the page sends this one again, and nobody types anything twice."""
    has_password(world.house, "anna")
    with served(world.house, app) as address, watched(browser, locale="en") as page:
        page.goto(f"{address}/account")
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill(PASSWORD)
        with hashing.a_turn():
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_contain_text("sent again by itself")
        expect(page.get_by_role("heading", level=1)).to_have_text("Anna")
        assert page.url == f"{address}/account"

        page.get_by_role("button", name="Uitloggen").click()
        page.get_by_label("Name").fill("anna")
        for _ in range(6):
            page.get_by_label("Password").fill("this is not it, I fear")
            page.keyboard.press("Enter")
            expect(page.get_by_role("alert")).to_be_visible()
            expect(page.get_by_label("Password")).to_have_value("")
        expect(page.get_by_role("alert")).to_contain_text("Too many wrong passwords. Try again in one minute.")


def test_without_a_script_the_page_says_what_to_do(world: World, app: Flask, browser: Browser) -> None:
    has_password(world.house, "anna")
    with served(world.house, app) as address, watched(browser, locale="en", java_script_enabled=False) as page:
        page.goto(f"{address}/sign-in")
        for taken in (True, False):
            page.get_by_label("Name").fill("anna")
            page.get_by_label("Password").fill(PASSWORD)
            with hashing.a_turn() if taken else nullcontext():
                page.keyboard.press("Enter")
                if taken:
                    expect(page.get_by_role("alert")).to_contain_text("nothing was wrong with it")
        page.wait_for_url(f"{address}/desk")
