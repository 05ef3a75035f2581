"""The desk in Chromium: what only a browser shows."""

import re

from playwright.sync_api import Page, Response, expect

from carrier.phone import Phone
from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.desk.conftest import Desks
from tests.pages.visitors import cookie
from voice_app.ledger import sessions


def calls(world: World, phone: str = "+31622222222") -> Phone:
    """Somebody calls about a bill."""
    return world.caller(phone).dials(world.carrier.line).hears("toets 1").presses("1")


def stage(page: Page, name: str) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-stage", name)


def test_a_call_is_seen_without_loading_the_page_again_and_said_aloud_once(world: World, desks: Desks) -> None:
    (anna,) = world.signs_on("anna")
    page = desks.open("anna")
    stage(page, "idle")

    caller = calls(world)
    anna.rings()

    stage(page, "ringing")
    expect(page.get_by_role("heading", level=1)).to_have_text("06 22222222")
    expect(page.locator("#aloud")).to_contain_text("06 22222222, een rekening")
    expect(page).to_have_title("Belt: 06 22222222")

    caller.hangs_up()
    world.passes("1s")
    stage(page, "idle")
    expect(page).to_have_title("Bureau · Voorbeeld")
    expect(page.locator("#aloud")).to_be_empty()


def test_a_half_typed_note_survives_whatever_happens_around_it(world: World, desks: Desks) -> None:
    (anna,) = world.signs_on("anna")
    page = desks.open("anna")
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    stage(page, "talking")

    page.keyboard.press("n")
    page.keyboard.type("Wants the bill of May")
    page.keyboard.press("ArrowLeft")
    other = calls(world, "+31633333333")
    world.passes("2s")
    expect(page.locator("#waiting")).to_contain_text("1")
    page.keyboard.type("!")
    caller.hangs_up()
    world.passes("1s")
    stage(page, "wrapping_up")
    page.keyboard.type("?")

    note = page.locator("textarea[id^=note-]")
    expect(note).to_be_focused()
    expect(note).to_have_value("Wants the bill of Ma!?y")
    other.hangs_up()


def test_a_lost_connection_is_said_and_nothing_can_be_done_until_it_is_back(world: World, desks: Desks) -> None:
    world.signs_on("anna")
    page = desks.open("anna")
    stage(page, "idle")
    expect(page.locator("#out-of-date")).to_be_hidden()

    page.route("**/desk/live", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.locator("#connect-now").evaluate("button => button.click()")

    expect(page.locator("#out-of-date")).to_contain_text("Verouderd sinds 12:00:0")
    expect(page.locator("#presence-on_break")).to_be_disabled()

    page.unroute("**/desk/live")
    expect(page.locator("#out-of-date")).to_be_hidden()
    expect(page.locator("#presence-on_break")).to_be_enabled()


def test_one_key_does_what_a_click_does_but_never_while_somebody_types(world: World, desks: Desks) -> None:
    (anna,) = world.signs_on("anna")
    page = desks.open("anna")
    stage(page, "idle")

    page.keyboard.press("b")
    expect(page.locator("#presence-on_break")).to_have_attribute("aria-pressed", "true")
    assert world.declared("anna") == "on_break"
    page.keyboard.press("r")
    expect(page.locator("#presence-ready")).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Beschikbaar")
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert world.declared("anna") == "ready"

    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    stage(page, "talking")
    page.locator("textarea[id^=note-]").press_sequentially("bo")
    assert world.declared("anna") == "ready"

    page.locator("summary", has_text="Instellingen").click()
    page.locator("#wish-keys").uncheck()
    page.locator("h1").click()
    page.keyboard.press("b")
    assert world.declared("anna") == "ready"
    caller.hangs_up()


def test_a_session_that_is_gone_leads_to_sign_in_and_the_half_written_note_is_there_afterwards(
    world: World, desks: Desks
) -> None:
    (anna,) = world.signs_on("anna")
    page = desks.open("anna")
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    stage(page, "talking")

    with world.house.ledger.write() as ledger:
        sessions.end_all(ledger, AgentId("anna"), "a test", world.now)
    page.keyboard.press("n")
    page.keyboard.type("Half a no")
    expect(page).to_have_url(re.compile("/sign-in"))

    page.context.add_cookies([cookie(world.house, "anna", desks.address)])
    page.goto(f"{desks.address}/desk")
    expect(page.locator("textarea[id^=note-]")).to_have_value("Half a no")
    expect(page.locator("form [data-saved]")).to_have_text("Bewaard")
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator("textarea[id^=note-]")).to_have_value("Half a no")
    caller.hangs_up()


def test_what_one_window_writes_the_other_shows_and_of_two_words_one_wins(world: World, desks: Desks) -> None:
    (anna,) = world.signs_on("anna")
    context = desks.context("anna")
    here, there = desks.open_in(context), desks.open_in(context)
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    stage(here, "talking")
    stage(there, "talking")

    here.locator("textarea[id^=note-]").fill("Written here")
    expect(there.locator("textarea[id^=note-]")).to_have_value("Written here")

    caller.hangs_up()
    world.passes("1s")
    stage(there, "wrapping_up")
    there.keyboard.press("2")
    there.keyboard.press("w")
    stage(there, "idle")
    stage(here, "idle")
    assert world.call(caller).note == "Written here"


def test_the_desk_is_light(world: World, desks: Desks) -> None:
    context = desks.context("anna")
    page = context.new_page()
    asked: list[Response] = []
    page.on("response", lambda response: asked.append(response))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto(f"{desks.address}/desk")
    stage(page, "idle")
    expect(page.locator("#out-of-date")).to_be_hidden()

    fetched = [one for one in asked if not one.url.endswith("/desk/live")]
    weight = sum(
        one.request.sizes()["responseBodySize"] + one.request.sizes()["responseHeadersSize"] for one in fetched
    )
    assert len(asked) <= 10, [one.url for one in asked]
    assert weight <= 150_000, weight
    print(f"{len(asked)} requests, {weight} bytes")  # noqa: T201 - shown with -s, for the note of a measurement


def test_a_laptop_that_slept_says_so_before_it_shows_anything(world: World, desks: Desks) -> None:
    world.signs_on("anna")
    context = desks.context("anna")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{desks.address}/desk")
    stage(page, "idle")
    page.evaluate("""() => {
        window.said = [];
        const banner = document.getElementById("out-of-date");
        new MutationObserver(() => window.said.push(!banner.hidden)).observe(banner, {attributes: true});
    }""")

    page.clock.fast_forward("01:00:00")

    expect(page.locator("#out-of-date")).to_be_hidden()
    assert page.evaluate("window.said") == [True, False]
    expect(page.locator("#presence-on_break")).to_be_enabled()


def test_a_note_is_gone_on_with_when_the_time_to_wrap_up_runs_out_and_the_next_call_rings(
    world: World, desks: Desks
) -> None:
    (anna,) = world.signs_on("anna")
    page = desks.open("anna")
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("1s")
    stage(page, "wrapping_up")
    page.keyboard.press("n")
    page.keyboard.type("Not done ")

    anna.lets_it_ring()
    other = calls(world, "+31633333333")
    world.passes("32s")
    stage(page, "ringing")
    page.keyboard.type("yet")

    note = page.locator("#last textarea, .last textarea").first
    expect(note).to_be_focused()
    expect(note).to_have_value("Not done yet")
    page.locator(".last label", has_text="Vraagt vervolg").click()
    page.locator(".last").get_by_role("button", name="Noteren").click()
    expect(page.locator(".last")).to_have_count(0)
    assert world.call(caller).note == "Not done yet"
    other.hangs_up()


def test_an_act_that_does_not_arrive_says_so_beside_it(world: World, desks: Desks) -> None:
    world.signs_on("anna")
    page = desks.open("anna")
    stage(page, "idle")

    page.route("**/desk/presence", lambda route: route.abort())
    page.keyboard.press("b")
    expect(page.locator("#told-act-presence")).to_contain_text("Niet verstuurd")
    page.unroute("**/desk/presence")
    page.route("**/desk/presence", lambda route: route.fulfill(status=503, body="<p>away</p>"))
    page.keyboard.press("b")
    expect(page.locator("#told-act-presence")).to_contain_text("het kan nu niet worden opgeschreven")
    assert world.declared("anna") == "ready"
    page.unroute("**/desk/presence")

    page.keyboard.press("b")
    expect(page.locator("#presence-on_break")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#told-act-presence")).to_be_empty()
