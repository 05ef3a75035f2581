"""What our wiring does while one talks: with a double of Twilio's Device and Call, whose events are named as theirs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import WorldOf
from tests.pages.phone.conftest import KEY, Desks, act, says
from tests.pages.visitors import served
from tools.ports import free_port
from tools.surroundings import ROOT
from voice_app.pages import create_pages

DOUBLE = """
class Emitter {
  constructor() { this.listeners = {}; }
  on(name, listener) { (this.listeners[name] ??= []).push(listener); }
  emit(name, ...given) { for (const listener of this.listeners[name] ?? []) listener(...given); }
}
class Call extends Emitter {
  constructor() {
    super();
    Object.assign(this, { parameters: { CallSid: "CA1" }, customParameters: new Map(), did: [], muted: false });
    this.state = "pending";
  }
  status() { return this.state; }
  isMuted() { return this.muted; }
  mute(isMuted) { this.muted = isMuted; this.emit("mute", isMuted, this); }
  accept(options) { this.did.push(["accept", options]); }
  connected() { this.state = "open"; this.emit("accept", this); }
  sendDigits(digits) { this.did.push(["digits", digits]); }
  ignore() { this.did.push(["ignore"]); }
  disconnect() { this.state = "closed"; this.emit("disconnect", this); }
}
class Device extends Emitter {
  static isSupported = true;
  static audioContext = Object.assign(new EventTarget(), { state: "suspended", resume() {
    this.state = "running";
    this.dispatchEvent(new Event("statechange"));
  } });
  constructor(token, options) {
    super();
    Object.assign(this, { options, tokens: [token], calls: [], state: "unregistered", did: [] });
    this.audio = { unsetInputDevice: async () => this.did.push("microphone let go") };
    window.device = this;
  }
  async register() { this.become("registered"); }
  become(state) { this.state = state; this.emit(state); }
  updateToken(token) { this.tokens.push(token); }
  rings() {
    window.call = new Call();
    this.emit("incoming", window.call);
  }
}
window.Twilio = { Device };
"""


@pytest.fixture
def page(world_of: WorldOf, browser: Browser, bare_desk: None) -> Iterator[Page]:
    world = world_of(env={"PAGES_PORT": str(free_port()), **KEY})

    def prepare(context: BrowserContext) -> None:
        context.route("**/twilio-voice.js", lambda route: route.fulfill(content_type="text/javascript", body=DOUBLE))

    with served(world.house, create_pages(world.house)) as address:
        desks = Desks(world, address, browser, prepare=prepare)
        page = desks.opens(desks.browser_of("chloe"))
        says(page, "Your phone is this page.")
        yield page
        desks.examine()
        for context in desks.contexts:
            context.close()


def talks(page: Page) -> None:
    page.evaluate("device.rings()")
    act(page, "Answer").click()
    says(page, "Answering…")
    page.evaluate("call.connected()")
    says(page, "You are on the phone.")


def test_a_call_is_answered_muted_keyed_and_hung_up(page: Page) -> None:
    talks(page)
    assert page.evaluate("call.did") == [["accept", {"rtcConstraints": {"audio": True}}]]
    act(page, "Microphone off").click()
    says(page, "Your microphone is off: nobody hears you.")
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="3", exact=True).click()
    assert page.evaluate("call.did.at(-1)") == ["digits", "3"]
    act(page, "Hang up").click()
    says(page, "Your phone is this page.")
    assert page.evaluate("device.did") == ["microphone let go"]


def test_a_poor_line_is_told_calmly_and_so_is_its_end(page: Page) -> None:
    talks(page)
    hint = page.locator("#phone-hint")
    page.evaluate("call.emit('warning', 'low-mos')")
    says(page, "The connection is poor just now: words may get lost.", "#phone-hint")
    page.evaluate("call.emit('warning', 'constant-audio-input-level')")
    page.evaluate("call.emit('warning-cleared', 'low-mos')")
    says(page, "Nothing is heard from your microphone.", "#phone-hint")
    act(page, "Hang up").click()
    expect(hint).not_to_contain_text("Nothing is heard", use_inner_text=True)


def test_a_talk_whose_connection_breaks_off_is_being_mended_and_can_still_be_hung_up(page: Page) -> None:
    talks(page)
    page.evaluate("call.emit('reconnecting', {code: 53001})")
    says(page, "The connection broke off. It is being mended…")
    expect(act(page, "Hang up")).to_be_visible()
    page.evaluate("call.emit('reconnected')")
    says(page, "You are on the phone.")


def test_a_second_ring_waits_for_the_first(page: Page) -> None:
    page.evaluate("device.rings(); window.first = call; device.rings(); device.calls = [call]")
    page.evaluate("first.emit('cancel')")
    says(page, "Your phone rings.")
    page.evaluate("device.calls = []; call.emit('cancel')")
    says(page, "Your phone is this page.")


def test_a_microphone_that_was_refused_is_explained_and_goes_with_the_next_talk(page: Page) -> None:
    page.evaluate("device.rings()")
    act(page, "Answer").click()
    page.evaluate("call.state = 'closed'; call.emit('error', {code: 31401})")
    expect(page.locator("#phone-trouble")).to_contain_text("may not use the microphone", use_inner_text=True)
    says(page, "Your phone is this page.")
    talks(page)
    expect(page.locator("#phone-trouble")).to_be_hidden()


def test_a_phone_that_woke_up_unregistered_registers_anew_with_a_fresh_token(page: Page) -> None:
    page.evaluate("device.become('unregistered')")
    says(page, "Your phone is not connected.")
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "Your phone is this page.")
    assert page.evaluate("device.tokens.length") == 2


def test_a_browser_that_lets_no_page_be_heard_yet_is_helped_with_one_click(page: Page) -> None:
    says(page, "Click anywhere in this page once, so that you can hear it ring.", "#phone-hint")
    page.locator("h1").click()
    expect(page.locator("#phone-hint")).not_to_contain_text("Click anywhere", use_inner_text=True)


def test_one_of_two_tabs_that_is_closed_while_it_rings_leaves_the_ringing_to_the_other(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    says(other, "Your phone is this page.")
    other.evaluate("device.rings()")
    other.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert other.evaluate("call.did") == [["ignore"]]
    other.close()
    page.evaluate("device.rings()")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("call.did") == []


def test_axe_finds_nothing_to_object_to(page: Page) -> None:
    def findings() -> list[str]:
        found: list[str] = page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))")
        return found

    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    assert findings() == []
    talks(page)
    page.get_by_text("Keys", exact=True).click()
    page.get_by_text("Microphone and sound", exact=True).click()
    page.evaluate("call.emit('warning', 'low-mos'); call.emit('error', {code: 31000})")
    assert findings() == []
