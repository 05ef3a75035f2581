"""The phone in Chromium against the carrier that stands in, with the whole house behind it."""

from datetime import timedelta
from typing import NoReturn

import pytest
from playwright.sync_api import expect

from carrier.phone import Phone
from carrier.softphones import Register
from routing.agents import Presence
from tests.pages.phone.conftest import Desks, act, says
from voice_app import browser_phone


@pytest.fixture
def chloe(desks: Desks) -> None:
    """She is ready for calls, and has no other phone than her browser."""
    desks.world.declares("chloe", Presence.READY)


def calls_about_a_fault(desks: Desks) -> Phone:
    caller = desks.world.caller().dials(desks.world.carrier.line).hears("een storing").presses("2")
    return caller.hears_ringing().waits("2s")


def break_off(register: Register | None) -> None:
    """The stream to the browser that is open now breaks off, within the two seconds after which it would speak."""
    assert register is not None
    tells = register.told

    def pull_the_cable(*_: object) -> NoReturn:
        register.told = tells  # type: ignore[method-assign]  # for this once
        raise ConnectionAbortedError("the cable was pulled")

    register.told = pull_the_cable  # type: ignore[method-assign]  # for this once


@pytest.mark.usefixtures("chloe")
def test_a_call_rings_in_the_page_is_answered_muted_and_hung_up_there(desks: Desks) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    expect(page.get_by_text("without any sound")).to_be_visible()
    caller = calls_about_a_fault(desks)
    says(page, "Your phone rings.")
    act(page, "Answer").click()
    says(page, "You are on the phone.")
    handset = desks.world.carrier.phones.at("client:chloe")
    caller.is_talking_to(handset)
    mute = act(page, "Microphone off")
    mute.click()
    says(page, "Your microphone is off: nobody hears you.")
    expect(mute).to_have_attribute("aria-pressed", "true")
    assert handset.leg is not None
    assert handset.leg.is_muted
    mute.click()
    says(page, "You are on the phone.")
    act(page, "Hang up").click()
    says(page, "Your phone is this page.")
    caller.waits("2s")
    assert desks.world.activity("chloe") == "wrapping_up"


@pytest.mark.usefixtures("chloe")
def test_both_tabs_ring_the_first_has_the_call_and_the_other_knows_it(desks: Desks) -> None:
    context = desks.browser_of("chloe")
    first, second = desks.opens(context), desks.opens(context)
    for page in (first, second):
        expect(page.locator("#phone-hint")).to_contain_text("open somewhere else, too")
    caller = calls_about_a_fault(desks)
    for page in (first, second):
        says(page, "Your phone rings.")
    act(second, "Answer").click()
    says(second, "You are on the phone.")
    says(first, "Your phone is this page.")
    expect(act(first, "Answer")).to_be_hidden()
    caller.is_talking_to(desks.world.carrier.phones.at("client:chloe"))
    first.close()
    expect(second.locator("#phone-hint")).to_be_hidden()
    caller.hangs_up()
    says(second, "Your phone is this page.")


@pytest.mark.fault("F23")
@pytest.mark.usefixtures("chloe")
def test_a_tab_that_is_closed_while_it_rings_gives_the_call_to_the_next_agent(desks: Desks) -> None:
    bram = desks.world.agent("bram").accepts()
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    caller = calls_about_a_fault(desks)
    says(page, "Your phone rings.")
    desks.world.declares("bram", Presence.READY)
    leg = desks.world.carrier.phones.at("client:chloe").leg
    assert leg is not None
    page.close()
    assert desks.register is not None
    while desks.register.softphones:  # the browser's last word is on its way
        desks.register.told(next(iter(desks.register.softphones.values())), 10**9, leg.timeout / 100)
    assert leg.status == "busy"
    caller.is_talking_to(bram, within="30s")


@pytest.mark.usefixtures("chloe")
def test_a_talk_outlives_a_network_that_is_gone_for_a_moment(desks: Desks) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    caller = calls_about_a_fault(desks)
    act(page, "Answer").click()
    says(page, "You are on the phone.")
    caller.is_talking_to(desks.world.carrier.phones.at("client:chloe"))
    page.context.route("**/softphones", lambda route: route.abort())
    break_off(desks.register)
    says(page, "The connection broke off. It is being mended…")
    page.context.unroute("**/softphones")
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "You are on the phone.")
    act(page, "Hang up").click()
    says(page, "Your phone is this page.")


def test_a_token_is_renewed_in_time(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_phone, "LASTS", timedelta(seconds=61))
    context = desks.browser_of("chloe")
    page = desks.opens(context)
    with page.expect_request("**/softphones/*/renew"):
        says(page, "Your phone is this page.")
    assert desks.register is not None
    (softphone,) = desks.register.softphones.values()
    assert softphone.identity == "chloe"


@pytest.mark.usefixtures("chloe")
def test_a_phone_that_nobody_can_ring_says_so_loudly_and_comes_back(desks: Desks) -> None:
    context = desks.browser_of("chloe")
    context.route("**/softphones", lambda route: route.abort())
    page = desks.opens(context)
    alarm = page.get_by_role("alert").filter(has_text="no call can reach you")
    says(page, "Your phone is not connected.")
    says(page, "The phone network cannot be reached. It is tried again by itself.", "#phone-trouble")
    expect(alarm).to_be_visible()
    context.unroute("**/softphones")
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "Your phone is this page.")
    expect(alarm).to_be_hidden()


def test_whoever_has_another_phone_is_shown_none_and_loads_nothing(desks: Desks) -> None:
    context = desks.browser_of("anna")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = desks.opens(context)
    assert page.locator("#browser-phone").count() == 0
    assert [url for url in asked if "phone" in url or "twilio" in url or "/softphones" in url] == []
