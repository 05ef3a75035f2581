"""Chloë's browser as a phone: the pages and the carrier over real sockets, on the stage's clock, in Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import pytest
from flask import render_template_string
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from carrier.app import make_app
from carrier.softphones import ApiKey, Register, add_softphones
from carrier.testing import ACCOUNT_SID
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.visitors import cookie, served
from tests.serving import serving
from tools.ports import free_port
from voice_app.pages import app as pages_app
from voice_app.pages import create_pages
from voice_app.pages.page import Page as OurPage
from voice_app.pages.page import Visit, Who

KEY = {
    "TWILIO_API_KEY": "SK" + "1" * 32,
    "TWILIO_API_SECRET": "the-secret-of-this-key-is-long-enough",
    "TWILIO_APP_SID": "AP" + "1" * 32,
}

WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.refused.push(`${violatedDirective} ${blockedURI}`));
"""

DESK = """
{% extends "base.html" %}
{% block title %}A phone{% endblock %}
{% block body %}<main><h1>A phone</h1><section>{% include "desk/_phone.html" %}</section></main>{% endblock %}
"""


def show(visit: Visit) -> ResponseReturnValue:
    """A desk with nothing on it but the phone."""
    return render_template_string(DESK, visit=visit)


@pytest.fixture
def bare_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_app, "PAGES", (*pages_app.PAGES, OurPage("GET", "/bare-desk", show, Who.AGENT)))


@dataclass
class Desks:
    """Where agents' browsers are opened. `refused`: what the browsers' policies kept from happening."""

    world: World
    address: str
    browser: Browser
    register: Register | None = None
    prepare: Callable[[BrowserContext], None] = lambda _: None
    contexts: list[BrowserContext] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def browser_of(self, agent: str) -> BrowserContext:
        context = self.browser.new_context(locale="en-GB")
        context.add_init_script(WATCH)
        context.add_cookies([cookie(self.world.house, agent, self.address)])
        self.prepare(context)
        self.contexts.append(context)
        return context

    def opens(self, context: BrowserContext, path: str = "/bare-desk") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.goto(self.address + path)
        return page

    def examine(self) -> None:
        """Nothing was refused by the policy, and nothing broke."""
        refused = [
            words for context in self.contexts for page in context.pages for words in page.evaluate("window.refused")
        ]
        assert refused == []
        assert self.mistakes == []


def wake(register: Register) -> None:
    """Whoever waits for news of a softphone."""
    with register.exchange.lock:
        register._wake()


@pytest.fixture
def desks(world_of: WorldOf, browser: Browser, bare_desk: None) -> Iterator[Desks]:
    """Desks whose phones are at the carrier that stands in."""
    pages_port, carrier_port = free_port(), free_port()
    carrier_at = f"http://127.0.0.1:{carrier_port}"
    world = world_of(env={"PAGES_PORT": str(pages_port), "TWILIO_API_BASE_URL": carrier_at, **KEY})
    key = ApiKey(ACCOUNT_SID, KEY["TWILIO_API_KEY"], KEY["TWILIO_API_SECRET"])
    app = make_app(world.carrier.exchange)
    register = add_softphones(app, world.carrier.phones, key, [world.house.settings.pages_base_url])
    with ExitStack() as open_now:
        address = open_now.enter_context(served(world.house, create_pages(world.house)))
        open_now.enter_context(serving(app, carrier_port, partial(wake, register)))
        desks = Desks(world, address, browser, register)
        yield desks
        desks.examine()
        for context in desks.contexts:
            context.close()


def says(page: Page, words: str, where: str = "#phone-state") -> None:
    """Soon, where one looks: all the words that it could say are in the page, hidden."""
    expect(page.locator(where)).to_have_text(words, use_inner_text=True)


def act(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)
