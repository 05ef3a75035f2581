"""A first day, in Chromium: Chloë adds Dora and invites her by e-mail; Dora chooses a password by the link, signs in,
is ready, and takes a call, because of a skill that Chloë gives her with a click."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from carrier.phone import Phone
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.looking import watched
from tests.pages.test_sessions import PASSWORD
from tests.pages.visitors import cookie, served
from tests.workers.conftest import mail
from tests.workers.sinks import MailServer
from tools.ports import free_port
from voice_app.ledger import account_events, invitation_letters
from voice_app.pages import create_pages

__all__ = ["mail"]


@dataclass
class FirstDay:
    world: World
    mail: MailServer
    address: str
    chloe: Page
    dora: Page

    def calls_about_a_fault(self, phone: str) -> Phone:
        caller = self.world.caller(phone).dials(self.world.carrier.line).waits("4s")
        return caller.presses("2").waits("2s")


@pytest.fixture
def day(world_of: WorldOf, mail: MailServer, browser: Browser) -> Iterator[FirstDay]:
    env = {"PAGES_PORT": str(free_port()), "SMTP_URL": mail.url}
    world = world_of(supervisors=("chloe",), env=env, alarms={"sender": "line@example.org"})
    with ExitStack() as open_now:
        address = open_now.enter_context(served(world.house, create_pages(world.house)))
        chloe, dora = (
            open_now.enter_context(watched(browser, locale=locale, reduced_motion="reduce"))
            for locale in ("en-GB", "nl-NL")
        )
        chloe.context.add_cookies([cookie(world.house, "chloe", address)])
        yield FirstDay(world, mail, address, chloe, dora)


def test_a_first_day(day: FirstDay) -> None:
    world = day.world
    (anna,) = world.signs_on("anna")
    anna.accepts()
    is_added(day)
    link = is_invited(day)
    chooses_a_password_and_is_ready(day, link)

    # Nothing she can do yet: the call is Anna's, who can do a little of it.
    first = day.calls_about_a_fault("+31622222222").is_talking_to(anna)
    first.hangs_up()
    world.passes("1m")

    gives_a_skill(day)
    dora = world.agent("dora")
    second = day.calls_about_a_fault("+31644444444")
    dora.rings()
    expect(day.dora.locator("#desk")).to_have_attribute("data-stage", "ringing")
    expect(day.dora.locator("article.card")).to_contain_text("een storing")
    expect(day.dora.locator("article.card")).to_contain_text("U past het best")
    dora.answers().hears("oets 1").presses("1").is_talking_to(second)
    expect(day.dora.locator("#desk")).to_have_attribute("data-stage", "talking")
    second.waits("30s").hangs_up()
    world.passes("1s")
    expect(day.dora.locator("#desk")).to_have_attribute("data-stage", "wrapping_up")
    assert [world.call(each).answered_by for each in (first, second)] == ["anna", "dora"]
    stands_written(day)
    world.signs_off("anna", "dora")


def is_added(day: FirstDay) -> None:
    page = day.chloe
    page.goto(f"{day.address}/roster")
    page.get_by_role("link", name="Add an agent").click()
    page.get_by_label("Name, as callers hear it").fill("Dora")
    page.get_by_label("A phone number").check()
    page.get_by_label("Number, or SIP address").fill("06 12345678")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("That is the phone of Anna. A phone belongs to one agent.")
    page.get_by_label("Number, or SIP address").fill("06 33333333")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dora")
    assert page.url.startswith(f"{day.address}/roster/agents/dora")


def is_invited(day: FirstDay) -> str:
    """The link that her e-mail has."""
    page = day.chloe
    page.get_by_label("Invite by e-mail").fill("dora@example.org")
    page.get_by_role("button", name="Send an invitation").click()
    expect(page.locator("main").get_by_role("status").first).to_contain_text("on its way")
    day.world.passes("5s")
    page.goto(f"{day.address}/roster/agents/dora")
    expect(page.get_by_text("was sent to dora@example.org")).to_be_visible()
    (letter,) = day.mail.letters
    assert day.mail.recipients == ["dora@example.org"]
    (link,) = re.findall(r"http\S+/welcome/\S+", letter.get_content())
    return str(link)


def chooses_a_password_and_is_ready(day: FirstDay, link: str) -> None:
    page = day.dora
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welkom, Dora")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{day.address}/desk")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze link opent niets meer")
    page.goto(f"{day.address}/desk")
    page.locator("summary", has_text="Instellingen").click()
    page.get_by_role("button", name="Uitloggen", exact=True).click()
    page.get_by_label("Naam").fill("dora")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.keyboard.press("r")
    expect(page.locator("#stage")).to_contain_text("U bent beschikbaar")
    assert day.world.declared("dora") == "ready"


def gives_a_skill(day: FirstDay) -> None:
    """Three clicks, one after another."""
    page = day.chloe
    page.goto(f"{day.address}/roster/skills")
    for level in ("1", "2", "3"):
        page.locator("#level-dora-technical").click()
        expect(page.locator("#level-dora-technical")).to_have_text(level)
    page.goto(f"{day.address}/roster?need=technical&language=nl")
    expect(page.locator("#agent-dora")).to_contain_text("a fault 3")
    expect(page.locator("#agent-dora")).to_contain_text("signed in")


def stands_written(day: FirstDay) -> None:
    """What was done of the account, by whom; and no address any more."""
    with day.world.house.ledger.read() as ledger:
        events = [(event.event, event.by) for event in account_events.of(ledger, AgentId("dora"))]
        assert invitation_letters.addressed(ledger) == ()
    assert events[:3] == [("added", "chloe"), ("invited", "chloe"), ("password_set", "dora")]
