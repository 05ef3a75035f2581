"""The whole shift of an agent, in Chromium: Anna with a telephone of her own, Bram whose phone is his browser, and
Chloë, who listens in."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from carrier.app import make_app
from carrier.phone import Phone
from carrier.softphones import ApiKey, add_softphones
from carrier.testing import ACCOUNT_SID
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.test_listening import NOTICE
from tests.journeys.world import World
from tests.pages.phone.conftest import KEY, says, wake
from tests.pages.test_sessions import PASSWORD, has_password
from tests.pages.visitors import cookie, served
from tests.serving import serving
from tools.ports import free_port
from voice_app.ledger import sessions
from voice_app.pages import create_pages
from voice_app.pages.headers import REPORTS

AGENTS = [
    {
        "id": "anna",
        "name": "Anna",
        "reach": "tel:+31612345678",
        "languages": ["nl", "en"],
        "skills": {"billing": 3, "technical": 1},
    },
    {"id": "bram", "name": "Bram", "reach": "client:bram", "languages": ["nl"], "skills": {"technical": 3}},
    {
        "id": "chloe",
        "name": "Chloë",
        "reach": "client:chloe",
        "languages": ["en", "nl"],
        "skills": {"technical": 2},
        "role": "supervisor",
    },
]
BREAKS = {"coffee": {"nl": "Koffie", "en": "Coffee"}, "lunch": {"nl": "Lunch", "en": "Lunch"}}
ON_HER_OWN_CONSOLE = ("Failed to load resource", "Error with Permissions-Policy")
"""What Chromium itself tells of an act that was refused, and of a header that only others know."""


@dataclass
class Shift:
    """A morning with the line open. `wrong`: what a browser refused or what broke in it."""

    world: World
    address: str
    browser: Browser
    wrong: list[str] = field(default_factory=list)

    def sits_down(self, agent: str) -> Page:
        """At a browser of their own, before the page that asks who it is."""
        context = self.browser.new_context(locale="nl-NL", reduced_motion="reduce")
        page = context.new_page()
        page.on("request", self._reported)
        page.on("pageerror", lambda error: self.wrong.append(f"{agent}: a script broke: {error}"))
        page.on("console", lambda told: self._told(agent, told.text) if told.type == "error" else None)
        page.goto(f"{self.address}/")
        return page

    def signs_in(self, agent: str, page: Page) -> Page:
        page.get_by_label("Naam").fill(agent)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.address}/desk")
        return page

    def is_in_already(self, agent: str) -> Page:
        """A supervisor, whose second key is `test_signing_in_chromium`'s to try."""
        page = self.sits_down(agent)
        page.context.add_cookies([cookie(self.world.house, agent, self.address)])
        page.goto(f"{self.address}/desk")
        return page

    def caller(self, phone: str, key: str) -> Phone:
        """Somebody calls, is told that others may listen in, and chooses."""
        caller = self.world.caller(phone).dials(self.world.carrier.line).hears("toets 1").presses(key)
        return caller.hears("Een leidinggevende kan meeluisteren")

    def _reported(self, request: Request) -> None:
        if request.url.endswith(REPORTS):
            self.wrong.append(f"the policy refused something: {request.post_data}")

    def _told(self, agent: str, text: str) -> None:
        if not text.startswith(ON_HER_OWN_CONSOLE):
            self.wrong.append(f"{agent}: {text}")


@pytest.fixture
def shift(world_of: WorldOf, browser: Browser) -> Iterator[Shift]:
    pages_port, carrier_port = free_port(), free_port()
    carrier_at = f"http://127.0.0.1:{carrier_port}"
    world = world_of(
        env={"PAGES_PORT": str(pages_port), "TWILIO_API_BASE_URL": carrier_at, **KEY},
        agent=AGENTS,
        desk={"break_reasons": BREAKS},
        listening={"notice": NOTICE},
        recording={"mode": "ask"},
        follow_up={"mode": "ask"},
    )
    for agent in ("anna", "bram"):
        has_password(world.house, agent)
    key = ApiKey(ACCOUNT_SID, KEY["TWILIO_API_KEY"], KEY["TWILIO_API_SECRET"])
    carrier = make_app(world.carrier.exchange)
    register = add_softphones(carrier, world.carrier.phones, key, [world.house.settings.pages_base_url])
    with ExitStack() as open_now:
        address = open_now.enter_context(served(world.house, create_pages(world.house)))
        open_now.enter_context(serving(carrier, carrier_port, partial(wake, register)))
        shift = Shift(world, address, browser)
        yield shift
        for context in browser.contexts:
            context.close()
        assert shift.wrong == []


def stage(page: Page, name: str) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-stage", name)


def presses(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def clicks(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def sees(page: Page, *words: str, where: str = "article.card") -> None:
    for each in words:
        expect(page.locator(where)).to_contain_text(each)


def writes(page: Page, note: str) -> None:
    """Into the note of the conversation on the desk, and waits until it is kept."""
    presses(page, "n")
    page.keyboard.type(note)
    expect(page.locator("article.card [data-saved]")).to_have_text("Bewaard")
    presses(page, "Escape")


def answers(page: Page) -> None:
    """In the page, which is the telephone."""
    says(page, "Uw telefoon gaat over.")
    presses(page, "a")
    says(page, "U bent in gesprek.")


def picks_up(anna: Phone, caller: Phone) -> None:
    """The telephone on her table: she answers it and presses 1."""
    anna.rings().answers().hears("Toets 1").presses("1").is_talking_to(caller)


def test_a_whole_shift(shift: Shift) -> None:
    anna, bram = (shift.signs_in(agent, shift.sits_down(agent)) for agent in ("anna", "bram"))
    says(bram, "Uw telefoon is deze pagina.")
    for page in (anna, bram):
        sees(page, "U bent afgemeld", where="#stage")
        presses(page, "r")
        sees(page, "U bent beschikbaar", where="#stage")

    jan_asks_about_a_bill(shift, anna)
    jan_calls_again_and_is_promised_a_callback(shift, anna)
    miep_chose_the_wrong_key(shift, anna, bram)
    kees = kees_waits_while_the_two_have_a_word(shift, anna, bram)
    the_session_ends_in_the_middle_of_a_note(shift, anna, kees)
    lunch(shift, anna)
    what_was_promised_is_kept(shift, anna)
    home(shift, anna)
    kees.received_text("hebben we u geholpen?", within="2h")


def jan_asks_about_a_bill(shift: Shift, anna: Page) -> None:
    """Who he is and what about is on the desk before Anna picks up; after the talk she says how it ended."""
    world, anna_s = shift.world, shift.world.agent("anna")
    jan = shift.caller("+31622222222", "1")
    anna_s.rings()
    stage(anna, "ringing")
    sees(anna, "22222222", "een rekening", "Nederlands", "U past het best", "toets 1")
    sees(anna, "Er is geen eerder contact bekend.", where="#contacts")
    picks_up(anna_s, jan)
    stage(anna, "talking")
    writes(anna, "Rekening van mei")
    jan.waits("40s").hangs_up().waits("1s")
    stage(anna, "wrapping_up")
    sees(anna, "nog 0:2", where=".card-stage")
    presses(anna, "1")
    anna.get_by_label("Ja", exact=True).check()
    presses(anna, "w")
    stage(anna, "idle")
    assert (world.call(jan).disposition, world.call(jan).note) == ("resolved", "Rekening van mei")


def jan_calls_again_and_is_promised_a_callback(shift: Shift, anna: Page) -> None:
    """What was said before is there before she answers. He holds while she looks; she promises to call back."""
    anna_s = shift.world.agent("anna")
    jan = shift.caller("+31622222222", "1")
    anna_s.rings()
    stage(anna, "ringing")
    sees(anna, "Opgelost", "Anna", "Rekening van mei", where="#contacts")
    sees(anna, "U sprak deze beller de vorige keer.")
    picks_up(anna_s, jan)
    stage(anna, "talking")
    presses(anna, "h")
    sees(anna, "De beller gaat in de wacht", where="#act-hold")
    jan.hears("in de wacht").hears_music()
    sees(anna, "De beller staat in de wacht", where="#act-hold")
    presses(anna, "h")
    sees(anna, "De beller komt terug", where="#act-hold")
    jan.is_talking_to(anna_s).waits("20s")
    expect(anna.locator("#hold")).to_be_visible()
    anna.locator("article summary", has_text="Terugbellen beloven").click()
    when = anna.locator("article select[name=window]")
    window = when.locator("option").nth(1).inner_text()
    when.select_option(index=1)
    expect(anna.get_by_label("door mij, als het kan")).to_be_checked()
    clicks(anna, "Beloven")
    sees(anna, "Beloofd:", where="#act-call-back")
    jan.hangs_up().waits("1s")
    stage(anna, "wrapping_up")
    presses(anna, "2", "w")
    stage(anna, "idle")
    sees(anna, "een rekening", window[-5:], where="#promises")


def miep_chose_the_wrong_key(shift: Shift, anna: Page, bram: Page) -> None:
    """It is a fault, not a bill. One click sends her on; Bram sees the note, and answers in his page."""
    anna_s, bram_s = shift.world.agent("anna"), shift.world.agent("bram")
    miep = shift.caller("+31633333333", "1")
    picks_up(anna_s, miep)
    stage(anna, "talking")
    presses(anna, "t")
    anna.get_by_label("Een woord voor wie het aanneemt").fill("Modem knippert rood")
    anna.get_by_role("button", name="een storing").click()
    sees(anna, "Op weg naar een storing")
    bram_s.rings()
    stage(bram, "ringing")
    sees(bram, "Doorgestuurd door Anna", "ging over een rekening", "Modem knippert rood", "een storing")
    answers(bram)
    miep.is_talking_to(bram_s)
    stage(anna, "wrapping_up")
    expect(anna.get_by_label("Doorgestuurd")).to_be_checked()
    presses(anna, "w")
    stage(anna, "idle")
    presses(bram, "x")
    says(bram, "Uw telefoon is deze pagina.")
    miep.was_hung_up().waits("1s")
    stage(bram, "wrapping_up")
    presses(bram, "1", "w")
    stage(bram, "idle")


def kees_waits_while_the_two_have_a_word(shift: Shift, anna: Page, bram: Page) -> Phone:
    """Anna asks Bram while Kees hears music, and takes him back. He may be asked by text whether she helped."""
    anna_s, bram_s = shift.world.agent("anna"), shift.world.agent("bram")
    kees = shift.caller("+31644444444", "1")
    picks_up(anna_s, kees)
    stage(anna, "talking")
    presses(anna, "t")
    clicks(anna, "Eerst overleggen met Bram")
    sees(anna, "Bram wordt gebeld")
    kees.hears_music()
    bram_s.rings()
    stage(bram, "ringing")
    sees(bram, "Een collega vraagt")
    answers(bram)
    bram_s.is_talking_to(anna_s)
    sees(anna, "Bram is bij u aan de lijn")
    presses(anna, "c")
    sees(anna, "De beller komt bij u terug.")
    kees.is_talking_to(anna_s)
    sees(anna, "De beller is terug bij u.")
    clicks(anna, "De beller mag per sms gevraagd worden of we hielpen")
    sees(anna, "Krijgt per sms de vraag of we hielpen")
    return kees


def the_session_ends_in_the_middle_of_a_note(shift: Shift, anna: Page, kees: Phone) -> None:
    """She signs in again, and goes on with it."""
    world = shift.world
    presses(anna, "n")
    anna.keyboard.type("Twee keer ")
    expect(anna.locator("article.card [data-saved]")).to_have_text("Bewaard")
    with world.house.ledger.write() as ledger:
        sessions.end_all(ledger, AgentId("anna"), "a test", world.now)
    anna.keyboard.type("bet")
    anna.wait_for_url("**/sign-in*")
    shift.signs_in("anna", anna)
    stage(anna, "talking")
    expect(anna.locator("textarea[id^=note-]")).to_have_value("Twee keer bet")
    presses(anna, "n")
    anna.keyboard.type("aald")
    expect(anna.locator("article.card [data-saved]")).to_have_text("Bewaard")
    presses(anna, "Escape")
    kees.waits("20s").hangs_up().waits("1s")
    stage(anna, "wrapping_up")
    presses(anna, "1")
    anna.get_by_label("Ja", exact=True).check()
    presses(anna, "w")
    stage(anna, "idle")
    assert world.call(kees).note == "Twee keer betaald"


def lunch(shift: Shift, anna: Page) -> None:
    """With one key, until after the hour from which Jan expects her."""
    presses(anna, "2")
    sees(anna, "Lunch", where=".presence-now")
    shift.world.passes("20m")
    assert not shift.world.agent("anna").is_ringing
    presses(anna, "r")
    sees(anna, "Beschikbaar", where=".presence-now")


def what_was_promised_is_kept(shift: Shift, anna: Page) -> None:
    """Her telephone rings first, then Jan's."""
    world, anna_s = shift.world, shift.world.agent("anna")
    promise = world.promise()
    assert promise.window is not None
    anna_s.rings()
    assert promise.window.from_at <= world.now <= promise.window.to_at
    stage(anna, "ringing")
    sees(anna, "Terugbellen", "een rekening", "22222222", "U hebt deze persoon beloofd terug te bellen.")
    sees(anna, "toets 1: dan gaat die van de klant over")
    anna_s.answers().hears("Toets 1").presses("1")
    shift.world.caller().rings().answers().is_talking_to(anna_s).waits("30s").hangs_up()
    anna_s.hears("Gesproken, toets 1").hangs_up()  # she rather says it on her desk
    world.passes("1s")
    stage(anna, "wrapping_up")
    presses(anna, "1", "w")
    stage(anna, "idle")
    assert world.promise().state == "kept"
    sees(anna, "Er wacht niemand op een telefoontje dat u beloofde.", where="#promises")


def home(shift: Shift, anna: Page) -> None:
    """What the day comes to; and off."""
    figures = dict(zip(*(anna.locator(f"#day {part}").all_inner_texts() for part in ("dt", "dd")), strict=True))
    assert figures["gesprekken"] == "4"
    assert figures["teruggebeld"] == "1"
    assert figures["doorgestuurd"] == "1"
    assert figures["beloften gehouden"] == "1/1"
    assert figures["meteen opgelost"] in ("100%", "100\u00a0%")
    presses(anna, "o")
    sees(anna, "U bent afgemeld", where="#stage")
    anna.locator("summary", has_text="Instellingen").click()
    clicks(anna, "Uitloggen")
    expect(anna.get_by_role("status").first).to_contain_text("Tot ziens!")
    assert shift.world.declared("anna") == "signed_out"


def test_a_talk_that_is_listened_to_and_recorded(shift: Shift) -> None:
    world = shift.world
    anna_s, chloe_s = world.agent("anna"), world.agent("chloe")
    anna, chloe = shift.signs_in("anna", shift.sits_down("anna")), shift.is_in_already("chloe")
    presses(anna, "r")
    sees(anna, "U bent beschikbaar", where="#stage")
    jan = shift.caller("+31622222222", "1")
    picks_up(anna_s, jan)
    stage(anna, "talking")

    # Chloë listens from the floor, which is her phone, too; Anna knows it before she does. Then she whispers.
    chloe.goto(f"{shift.address}/floor")
    says(chloe, "Your phone is this page.")
    clicks(chloe, "Listen in: Anna")
    world.passes("1s")
    sees(anna, "Chloë gaat meeluisteren")
    chloe_s.rings()
    says(chloe, "Your phone rings.")
    presses(chloe, "a")
    anna_s.hears("Chloë luistert mee")
    chloe_s.listens_to(jan).listens_to(anna_s)
    sees(anna, "Chloë luistert mee: naar u en naar de beller")
    with chloe.expect_response("**/floor/listen"):
        clicks(chloe, "Whisper to the agent: Anna")
    chloe_s.is_talking_to(anna_s).listens_to(jan)
    sees(chloe, "Chloë speaks to the agent", where="#floor")

    # Anna asks whether she may record, pauses it for the number of a card, goes on, and ends it.
    presses(anna, "y")
    sees(anna, "Vindt u het goed")
    clicks(anna, "Antwoord was ja: opnemen")
    for at_once, soon, next_act in (
        ("De opname begint", "Opname loopt", lambda: presses(anna, "p")),
        ("pauze volgt", "Opname staat stil", lambda: presses(anna, "p")),
        ("De opname gaat verder", "Opname loopt", lambda: clicks(anna, "Opname beëindigen")),
        ("De opname stopt", "Tot hier opgenomen", lambda: None),
    ):
        sees(anna, at_once, where=".recording-now")
        jan.waits("5s")
        sees(anna, soon, where=".recording-now")
        next_act()

    # Chloë leaves them to talk; afterwards she finds the recording.
    with chloe.expect_response("**/floor/leave"):
        clicks(chloe, "Leave them to talk")
    chloe_s.was_hung_up()
    expect(anna.locator(".listener")).to_have_count(0)
    assert jan.talks_to(anna_s)
    jan.hangs_up().waits("5s")
    stage(anna, "wrapping_up")
    presses(anna, "1", "w")
    stage(anna, "idle")
    chloe.goto(f"{shift.address}/recordings")
    expect(chloe.locator("audio")).to_have_count(1)
