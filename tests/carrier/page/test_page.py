"""The phones page in a real Chromium, over a live carrier and a small service."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from carrier.testing import LINE
from tests.carrier.page.conftest import LiveCarrier
from tests.carrier.page.service import ANNA, MARKUP

MENU = "Welkom. Voor Anna, toets één."


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=f"{name}’s phone")


def call(caller: Locator) -> None:
    caller.get_by_role("button", name="Call support").click()
    expect(caller.get_by_text(MENU)).to_be_visible()


def connect(page: Page) -> tuple[Locator, Locator]:
    """Caller 1 and Anna, in conversation."""
    caller, anna = phone(page, "Caller 1"), phone(page, "Anna")
    call(caller)
    press(caller, "1")
    anna.get_by_role("button", name="Answer").click()
    expect(anna.get_by_text("Factuur. Toets één.")).to_be_visible()
    press(anna, "1")
    expect(state_of(caller)).to_have_text("In conversation with Anna")
    return caller, anna


def press(phone: Locator, key: str) -> None:
    phone.get_by_role("button", name=key, exact=True).click()


def say(phone: Locator, words: str) -> None:
    phone.get_by_role("textbox", name="Say something").fill(words)
    phone.get_by_role("button", name="Say it").click()


def state_of(phone: Locator) -> Locator:
    return phone.get_by_role("status")


def heard_aloud(page: Page) -> list[str]:
    heard: list[str] = page.evaluate("window.heard")
    return heard


def test_two_callers_and_the_agents_wait_beside_the_support_number(page: Page) -> None:
    expect(page.get_by_text("+31 20 123 4567")).to_be_visible()
    names = [page.locator(f"#{side} h3") for side in ("callers", "agents")]
    expect(names[0]).to_have_text(["Caller 1", "Caller 2"])
    expect(names[1]).to_have_text(["Anna", "Chloë"])
    expect(page.get_by_role("button", name="Call support")).to_have_count(4)


def test_a_call_is_dialled_keyed_answered_and_talked(page: Page) -> None:
    caller, anna = phone(page, "Caller 1"), phone(page, "Anna")
    call(caller)
    press(caller, "1")
    expect(caller.get_by_text("Ik verbind u door.")).to_be_visible()
    expect(state_of(anna)).to_have_text("Incoming call")
    expect(anna.get_by_text(re.compile(r"^\+31 6 \d+ calls$"))).to_be_visible()
    expect(state_of(caller)).to_have_text("Anna’s phone rings")
    anna.get_by_role("button", name="Answer").click()
    expect(state_of(anna)).to_have_text("Caller 1 is waiting")
    press(anna, "1")
    expect(state_of(caller)).to_have_text("In conversation with Anna")
    expect(state_of(anna)).to_have_text("In conversation with Caller 1")
    expect(page.locator("#cords path.talks")).to_have_count(1)
    assert caller.get_attribute("data-cord") == anna.get_attribute("data-cord")
    say(caller, "Goedemorgen!")
    expect(anna.locator(".other")).to_have_text("Caller 1Goedemorgen!")


def test_who_is_recorded_sees_it_and_sees_how_long(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    press(caller, "5")
    expect(state_of(caller)).to_have_text("Being recorded")
    expect(caller.get_by_text("Recording: speak now")).to_be_visible()
    say(caller, "Mijn verwarming doet het niet.")
    expect(caller.locator(".spoke")).to_be_visible()
    page.keyboard.press("#")
    expect(caller.get_by_text(re.compile(r"^Recorded 0:0\d$"))).to_be_visible()
    expect(state_of(caller)).to_have_text("Connected")


def test_hanging_up_on_one_side_ends_both(page: Page) -> None:
    caller, anna = connect(page)
    anna.get_by_role("button", name="Hang up").click()
    for one in (caller, anna):
        expect(one.get_by_text(re.compile(r"^Call ended · 0:\d\d$"))).to_be_visible()
        expect(one.get_by_role("button", name="Call support")).to_be_visible()
    expect(page.locator("#cords path")).to_have_count(0)


def test_a_declined_call_is_over_for_the_agent(page: Page) -> None:
    caller, anna = phone(page, "Caller 1"), phone(page, "Anna")
    call(caller)
    press(caller, "1")
    anna.get_by_role("button", name="Decline").click()
    expect(anna.get_by_text("Declined", exact=True)).to_be_visible()


def test_the_computers_keys_press_the_phone_that_was_touched_last(page: Page) -> None:
    caller = phone(page, "Caller 2")
    call(caller)
    page.keyboard.press("1")
    expect(caller.locator("kbd")).to_have_text("1")
    expect(caller.get_by_text("Ik verbind u door.")).to_be_visible()
    expect(phone(page, "Caller 1").locator("kbd")).to_have_count(0)


def test_digits_typed_into_a_field_are_no_keys(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    caller.get_by_role("textbox", name="Say something").press_sequentially("12 maanden")
    page.keyboard.press("Enter")
    expect(caller.get_by_text("U zei: 12 maanden.")).to_be_visible()
    expect(caller.locator("kbd")).to_have_count(0)


def test_arrow_keys_walk_over_the_keypad(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    caller.get_by_role("button", name="1", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(caller.get_by_role("button", name="5", exact=True)).to_be_focused()


def test_the_phone_that_is_touched_reads_aloud_and_a_key_cuts_it_short(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    expect(caller.get_by_text("For a very long sentence")).to_be_visible()
    press(caller, "3")
    expect(caller.get_by_text(MARKUP)).to_be_visible()
    heard = heard_aloud(page)
    first = heard.index(f"nl-NL: {MENU}")
    english, cut, markup = heard[first + 1 :]
    assert english.startswith("en-GB: For a very long sentence")
    assert cut == "—"
    assert markup == f"nl-NL: {MARKUP}"
    assert caller.locator(".said s").inner_text().endswith("press 2.")


def test_other_phones_are_silent_and_so_are_all_without_sound(page: Page) -> None:
    call(phone(page, "Caller 1"))
    phone(page, "Caller 2").click(position={"x": 60, "y": 30})
    press_count = len([words for words in heard_aloud(page) if words != "—"])
    page.get_by_role("button", name="Sound").click()
    call(phone(page, "Caller 2"))
    assert len([words for words in heard_aloud(page) if words != "—"]) == press_count
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")


def test_music_plays_from_its_own_address_while_one_waits(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    with page.expect_request("**/music.wav"):
        press(caller, "2")
    expect(caller.locator(".sounding")).to_have_text("♪ music")


def test_markup_that_is_said_stays_text(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    press(caller, "3")
    expect(caller.get_by_text(MARKUP)).to_be_visible()
    assert page.locator(".log b, .log img").count() == 0


def test_a_text_arrives_and_one_is_sent(page: Page, carrier: LiveCarrier) -> None:
    caller = phone(page, "Caller 1")
    number = caller.locator(".edit").inner_text().replace(" ", "")
    carrier.exchange.texts.send(LINE, number, "Wij bellen u <b>vandaag</b> terug.")
    peek = caller.get_by_role("button", name="Wij bellen u <b>vandaag</b> terug.")
    peek.click()
    expect(peek).to_be_hidden()
    caller.get_by_role("textbox", name="Text message").fill("Fijn")
    page.keyboard.press("Enter")
    expect(caller.locator(".stack .mine")).to_contain_text("Fijn")
    expect(caller.locator(".stack .theirs").last).to_contain_text("Dank u: Fijn")


def test_a_withheld_number_is_not_shown(page: Page, carrier: LiveCarrier) -> None:
    caller = phone(page, "Caller 1")
    caller.get_by_text("Withhold my number").click()
    expect(caller.get_by_role("switch")).to_be_checked()
    call(caller)
    assert [leg.from_ for leg in carrier.exchange.calls] == ["anonymous"]


def test_a_caller_gets_another_number(page: Page, carrier: LiveCarrier) -> None:
    caller = phone(page, "Caller 1")
    caller.get_by_role("button", name="Change the number").click()
    caller.get_by_role("textbox", name="Phone number").fill("06 2222 3333")
    page.keyboard.press("Enter")
    expect(caller.locator(".edit")).to_have_text("+31 6 22223333")
    call(caller)
    assert [leg.from_ for leg in carrier.exchange.calls] == ["+31622223333"]


def test_what_is_no_number_or_anothers_is_refused_with_a_sentence(page: Page) -> None:
    caller = phone(page, "Caller 1")
    before = caller.locator(".edit").inner_text()
    for number, refusal in [("hello", "no phone number"), ("12", "no phone number"), (ANNA, "has that number")]:
        caller.get_by_role("button", name="Change the number").click()
        caller.get_by_role("textbox", name="Phone number").fill(number)
        page.keyboard.press("Enter")
        expect(caller.get_by_role("alert")).to_contain_text(refusal)
        expect(caller.locator(".edit")).to_have_text(before)


def test_phones_are_added_and_removed(page: Page) -> None:
    page.get_by_role("button", name="Add a phone").click()
    expect(phone(page, "Caller 3")).to_be_focused()
    page.get_by_role("button", name="Remove Caller 3’s phone").click()
    expect(phone(page, "Caller 3")).to_have_count(0)


def test_a_number_that_nobody_put_there_appears_when_it_is_texted(page: Page, carrier: LiveCarrier) -> None:
    carrier.exchange.texts.send(LINE, "+31633334444", "Hallo")
    expect(phone(page, "Somebody").get_by_role("button", name="Hallo", exact=True)).to_be_visible()


def test_a_reload_shows_the_truth(page: Page) -> None:
    connect(page)
    page.reload()
    caller = phone(page, "Caller 1")
    expect(state_of(caller)).to_have_text("In conversation with Anna")
    expect(caller.locator("kbd")).to_have_text("1")
    expect(caller.locator(".timer")).to_have_text(re.compile(r"0:\d\d"))
    expect(page.locator("#cords path.talks")).to_have_count(1)
    assert heard_aloud(page) == []


def test_two_browsers_see_the_same_phones(page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(page.url)
    call(phone(page, "Caller 1"))
    expect(phone(other, "Caller 1").get_by_text(MENU)).to_be_visible()


def test_errors_of_the_service_are_loud_and_hooks_can_be_unfolded(page: Page) -> None:
    caller = phone(page, "Caller 1")
    call(caller)
    press(caller, "4")
    expect(page.locator("#wire-errors")).to_have_text("1 error")
    expect(page.locator("#wire-last")).to_have_class(re.compile("is-wrong"))
    page.get_by_text("What the carrier saw").click()
    chosen = page.locator("#wire-entries details", has_text="/voice/chosen")
    chosen.locator("summary").click()
    expect(chosen.locator("pre")).to_have_text("this is no TwiML")
    expect(chosen.locator("dd").filter(has_text=re.compile("^4$"))).to_be_visible()


def test_a_lost_connection_is_said_and_mended(page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.route("**/phones/events", lambda route: route.abort())
    other.goto(page.url)
    lost = other.get_by_role("alert").filter(has_text="The carrier does not answer. Trying again…")
    expect(lost).to_be_visible()
    other.unroute("**/phones/events")
    expect(phone(other, "Anna")).to_be_visible()
    expect(lost).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_phone_sticks_out_of_its_column(page: Page, carrier: LiveCarrier, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    caller = phone(page, "Caller 1")
    number = caller.locator(".edit").inner_text().replace(" ", "")
    carrier.exchange.texts.send(LINE, number, "A message that is far too long for one line of the screen of any phone")
    expect(caller.locator(".peek")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    column, box = (page.locator(selector).first.bounding_box() for selector in ("#callers", "#callers .phone"))
    assert column is not None
    assert box is not None
    assert box["x"] + box["width"] <= column["x"] + column["width"] <= width - 20
