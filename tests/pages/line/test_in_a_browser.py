"""Running the line in Chromium while calls come in: what a supervisor does there, the next caller hears."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.desk.test_accessible import AXE
from tests.pages.looking import shut_out, watched
from tests.pages.visitors import cookie, served
from voice_app import versions
from voice_app.line import Line
from voice_app.runtime import Runtime

OTHER = "+31633333333"
THIRD = "+31644444444"
FOURTH = "+31655555555"
FIRE = "Er is <b>brand</b> in ons pand"


@contextmanager
def a_supervisor(house: Runtime, app: Flask, browser: Browser) -> Iterator[Page]:
    """Chloë at the line's pages, with every refusal and every broken script held against them."""
    with served(house, app) as address, watched(browser, locale="en-GB", base_url=address) as page:
        page.context.add_cookies([cookie(house, "chloe", address)])
        page.goto("/line")
        yield page


def test_the_line_is_closed_and_opened_again_while_calls_come_in(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    talking = world.caller().dials(world.carrier.line).waits("4s").presses("1").is_talking_to(anna)
    waiting = world.caller(OTHER).dials(world.carrier.line).waits("4s").presses("1").hears("toets 1")
    with a_supervisor(house, app, browser) as page:
        expect(page.locator("#state")).to_have_text("Open now")
        page.get_by_role("link", name="Close now …").click()
        expect(page.get_by_label("Closed until")).to_have_value("2026-03-02T21:00")

        # what is missing or over is said beside its field, and nothing is lost
        page.get_by_label("Closed until").fill("2026-03-01T21:00")
        page.get_by_label("in your own words:").check()
        page.locator("#reason-nl").fill(FIRE)
        page.locator("#reason-en").fill("There is a <b>fire</b>")
        page.get_by_role("button", name="Show what will happen").click()
        expect(page.locator("#wrong-closure")).to_contain_text("It is over before it begins")
        expect(page.locator("#reason-nl")).to_have_value(FIRE)
        assert world.caller(THIRD).dials(world.carrier.line).hears("toets 1").hangs_up()

        page.get_by_label("Closed until").fill("2026-03-02T18:00")
        page.get_by_role("button", name="Show what will happen").click()
        expect(page.locator("#foreseen")).to_contain_text("One caller waits now")
        expect(page.locator("#foreseen")).to_contain_text("The line opens again 18:00")
        expect(page.locator("#foreseen blockquote").first).to_contain_text(FIRE)
        page.get_by_role("button", name="Yes, close the line now").click()
        expect(page.locator("#state")).to_have_text("Closed now")
        expect(page.locator(".saved")).to_contain_text("Closed at short notice: now until 18:00")
        page.goto("/line/menu")
        expect(page.locator("#closed-now")).to_contain_text("The line is closed until 18:00.")

        # whoever calls now hears why; whoever waits is offered a callback; who talks goes on talking
        third = world.caller(THIRD).dials(world.carrier.line).waits("4s").presses("1").hears(f"{FIRE}. ")
        third.hears("bellen we u terug").hangs_up()
        waiting.hears(FIRE).hears("toets 1").hangs_up()
        assert talking.talks_to(anna)

        page.goto("/line")
        page.get_by_role("button", name="Open again now").click()
        expect(page.locator("#state")).to_have_text("Open now")
        expect(page.locator("#closed-now")).to_have_count(0)
        fourth = world.caller(FOURTH).dials(world.carrier.line).waits("4s").presses("1").hears("toets 1")
        assert world.call(fourth).ended_at is None
        talking.hangs_up()
        fourth.is_talking_to(anna).hangs_up()


def test_a_menu_counts_from_the_next_call_on_and_is_taken_back(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    under_way = world.caller().dials(world.carrier.line).hears("Voor een rekening, toets 1.")
    with a_supervisor(house, app, browser) as page:
        page.goto("/line/menu")
        page.locator("#label-1-nl").fill("geld terug")
        page.get_by_role("button", name="Only show what callers would hear").click()
        expect(page.locator("#heard")).to_contain_text("Voor geld terug, toets 1.")
        page.get_by_role("button", name="Save the menu").click()
        expect(page.locator(".saved")).to_contain_text("spoken as (Dutch): “een rekening” → “geld terug”")

        under_way.presses("#").hears("Voor een rekening, toets 1.").hangs_up()
        world.caller(OTHER).dials(world.carrier.line).hears("Voor geld terug, toets 1.").hangs_up()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".versions > li")).to_have_count(3)
        world.caller(THIRD).dials(world.carrier.line).hears("Voor een rekening, toets 1.").hangs_up()


def test_the_own_phone_says_what_stands_in_the_form(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    chloe = world.agent("chloe").answers_and_says_nothing()
    with a_supervisor(house, app, browser) as page:
        page.goto("/line/menu")
        page.locator("#label-1-nl").fill("geld terug")
        page.get_by_role("button", name="Ring my phone and say it: Dutch").click()
        expect(page.locator("#rung")).to_contain_text("Your phone rings now.")
        expect(page.locator("#label-1-nl")).to_have_value("geld terug")
        world.passes("1s")
        chloe.hears("Voor geld terug, toets 1.").was_hung_up()
        assert len([leg for leg in world.carrier.exchange.calls if leg.to == "client:chloe"]) == 1


def test_what_was_written_outlives_the_session(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    """Signed in again it stands there; and where somebody else has saved since, it is laid on top of that."""
    with a_supervisor(house, app, browser) as page:
        page.goto("/line/menu")
        page.locator("#label-1-nl").fill("geld terug")
        page.context.clear_cookies()
        page.get_by_role("button", name="Save the menu").click()
        expect(page.get_by_role("alert")).to_contain_text("What you were writing is kept: sign in, and go on.")
        page.context.add_cookies([cookie(house, "chloe", house.settings.pages_base_url)])
        page.get_by_role("link", name="Sign in").click()
        expect(page.locator("#label-1-nl")).to_have_value("geld terug")
        told = page.locator("section.told")
        expect(told).to_contain_text("What you had written here stands here again. It is not saved yet.")

        newest = versions.newest(house)
        raw = dict(newest.line.as_dict())
        raw["menu"] = [raw["menu"][0] | {"words": {"nl": ["geld"], "en": ["money"]}}, *raw["menu"][1:]]
        edited = Line.from_dict(raw)
        versions.change(house, edited, base=newest.id, by="bram", source="page", now=world.now)
        page.goto("/line/menu")
        expect(page.locator("#label-1-nl")).to_have_value("een rekening")
        expect(told).to_contain_text("The line was changed since.")
        page.get_by_role("button", name="Show mine on top of it").click()
        expect(page.locator(".overtaken")).to_contain_text("Bram:")
        expect(page.locator("#label-1-nl")).to_have_value("geld terug")
        expect(page.locator("#words-1-nl")).to_have_value("geld")
        page.get_by_role("button", name="Save the menu").click()
        expect(page.locator(".saved")).to_contain_text("“een rekening” → “geld terug”")
        page.goto("/line/menu")
        expect(told).to_have_count(0)


VOICES = """
    window.heard = [];
    class Utterance { constructor(text) { this.text = text; } }
    const synthesis = {
        getVoices: () => [{lang: "nl-NL", name: "Laura"}, {lang: "de-DE", name: "Vicki"}],
        speak: (one) => window.heard.push([one.lang, one.text]),
        cancel: () => window.heard.splice(0),
        addEventListener: () => {},
    };
    Object.defineProperty(window, "speechSynthesis", {value: synthesis});
    window.SpeechSynthesisUtterance = Utterance;
"""
"""A browser with a Dutch and a German voice, which writes down what it says."""


def test_the_browser_says_it_where_it_has_a_voice_for_it(house: Runtime, app: Flask, browser: Browser) -> None:
    with a_supervisor(house, app, browser) as page:
        page.add_init_script(VOICES)
        page.goto("/line/menu")
        dutch, english = page.locator(".heard > div").all()
        expect(english.get_by_role("button", name="Listen to it")).to_have_count(0)
        dutch.get_by_role("button", name="Listen to it").click()
        ((tongue, text),) = page.evaluate("window.heard")
        assert tongue == "nl-NL"
        assert text.startswith("Welkom bij Voorbeeld. Voor een rekening, toets 1.")
        dutch.get_by_role("button", name="Stop").click()
        assert page.evaluate("window.heard") == []


def test_a_browser_without_a_voice_shows_no_button(house: Runtime, app: Flask, browser: Browser) -> None:
    with a_supervisor(house, app, browser) as page:
        page.add_init_script('Object.defineProperty(window, "speechSynthesis", {value: undefined});')
        page.goto("/line/menu")
        expect(page.locator("#heard")).to_contain_text("Welkom bij Voorbeeld.")
        expect(page.locator("[data-listen]:visible")).to_have_count(0)


def test_a_day_is_closed_in_the_calendar(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    with a_supervisor(house, app, browser) as page:
        page.goto("/line/calendar?month=2026-03")
        page.locator("a[href*='day=2026-03-04']").click()
        expect(page.locator("#day-name")).to_contain_text("4 March 2026")
        page.get_by_label("closed all day").check()
        page.locator("#reason-nl").fill("Wij zijn op cursus")
        page.locator("#reason-en").fill("We are at a training")
        page.get_by_role("button", name="Save this day").click()
        expect(page.locator("#concerns")).to_contain_text("the first call is possible Thursday 5 March 09:00")
        page.get_by_role("button", name="Save all the same").click()
        expect(page.locator(".saved")).to_contain_text("4 March 2026: now closed (“Wij zijn op cursus”)")
        expect(page.locator(".month li.special")).to_contain_text("closed")
        page.goto("/line")
        expect(page.get_by_role("link", name="4 March 2026")).to_be_visible()
    world.passes("2d")
    noon = world.caller().dials(world.carrier.line).waits("4s").presses("1").hears("Wij zijn op cursus.")
    noon.hangs_up()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility was not looked at")
def test_none_of_the_pages_keeps_anybody_out(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    """Light and dark, wide and narrow; nothing is wider than the window."""
    paths = ("", "/close", "/hours", "/calendar?day=2026-03-04", "/menu", "/prompts", "/settings/waiting", "/versions")
    with a_supervisor(house, app, browser) as page:
        for path in paths:
            page.goto(f"/line{path}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two
                for size in (WIDE, NARROW):
                    page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
                    assert shut_out(page) == [], (path, scheme, size)
                    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (path, size)
