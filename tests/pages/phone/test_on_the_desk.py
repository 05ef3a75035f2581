"""The phone on the whole desk: who calls is shown by the desk, and answered beside it; by keys alone."""

import pytest
from playwright.sync_api import Page, expect

from routing.agents import Presence
from tests.pages.phone.conftest import Desks, says
from tests.pages.phone.test_stand_in import calls_about_a_fault


@pytest.fixture
def page(desks: Desks) -> Page:
    desks.world.declares("chloe", Presence.READY)
    return desks.opens(desks.browser_of("chloe"), "/desk")


def test_a_call_is_seen_answered_muted_and_ended_with_three_keys(desks: Desks, page: Page) -> None:
    desk = page.locator("#desk")
    says(page, "Your phone is this page.")
    caller = calls_about_a_fault(desks)
    says(page, "Your phone rings.")
    expect(desk).to_have_attribute("data-stage", "ringing")
    expect(page.locator("#phone-context")).to_be_hidden()
    page.keyboard.press("a")
    says(page, "You are on the phone.")
    caller.is_talking_to(desks.world.carrier.phones.at("client:chloe")).waits("1s")
    expect(desk).to_have_attribute("data-stage", "talking")
    page.keyboard.press("m")
    says(page, "Your microphone is off: nobody hears you.")
    page.keyboard.press("x")
    says(page, "Your phone is this page.")
    caller.waits("2s")
    expect(desk).to_have_attribute("data-stage", "wrapping_up")


def test_the_card_itself_is_answered_with_a_click(desks: Desks, page: Page) -> None:
    says(page, "Your phone is this page.")
    caller = calls_about_a_fault(desks)
    says(page, "Your phone rings.")
    page.locator("article").get_by_role("button", name="Answer in the browser.").click()
    caller.is_talking_to(desks.world.carrier.phones.at("client:chloe"))


def test_who_answers_before_it_rings_has_the_call_at_the_first_ring(desks: Desks, page: Page) -> None:
    says(page, "Your phone is this page.")
    world = desks.world
    caller = world.caller().dials(world.carrier.line).hears("een storing").presses("2")
    world.passes("5s", until=lambda: world.activity("chloe") == "reserved")
    expect(page.locator("#desk")).to_have_attribute("data-stage", "ringing")
    assert not world.carrier.phones.at("client:chloe").is_ringing
    page.keyboard.press("a")
    says(page, "Answering…")
    caller.waits("3s")
    says(page, "You are on the phone.")
    caller.is_talking_to(world.carrier.phones.at("client:chloe"))


def test_a_desk_that_is_out_of_date_shows_what_came_with_the_call(desks: Desks, page: Page) -> None:
    says(page, "Your phone is this page.")
    page.evaluate("document.body.classList.add('is-out-of-date')")
    calls_about_a_fault(desks)
    says(page, "Your phone rings.")
    expect(page.locator("#phone-context")).to_contain_text("technical")
    expect(page.locator("#phone-context dt")).to_have_text(["About", "Entered or said", "Language", "Waited"])


def test_whoever_is_on_break_is_not_alarmed(desks: Desks) -> None:
    desks.world.declares("chloe", Presence.ON_BREAK)
    context = desks.browser_of("chloe")
    context.route("**/softphones", lambda route: route.abort())
    page = desks.opens(context, "/desk")
    alarm = page.locator("#phone-alarm")
    says(page, "Your phone is not connected.")
    page.wait_for_timeout(4500)
    expect(alarm).to_be_hidden()
    page.keyboard.press("r")
    expect(alarm).to_be_visible()


def test_an_agent_with_another_phone_has_nothing_of_it_on_the_desk(desks: Desks) -> None:
    page = desks.opens(desks.browser_of("anna"), "/desk")
    expect(page.locator("#desk")).to_be_visible()
    assert page.locator("#phone").inner_html() == ""
