"""A live carrier with the page, a small service, and a real Chromium in front of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from carrier.app import make_app
from carrier.clock import WallClock
from carrier.exchange import Exchange
from carrier.page import Agent, add_page
from carrier.phones import Phones
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN, LINE
from carrier.transports import WsgiTransport
from tests.carrier.page.service import ANNA, make_service
from tests.serving import serving

SERVICE = "http://service.example"

# What the page's voice was asked to read, in order; "—" is where it was told to stop.
VOICE = """
window.heard = [];
speechSynthesis.speak = (utterance) => window.heard.push(`${utterance.lang}: ${utterance.text}`);
speechSynthesis.cancel = () => window.heard.push("—");
"""


@dataclass(frozen=True, slots=True)
class LiveCarrier:
    exchange: Exchange
    url: str


@pytest.fixture
def carrier() -> Iterator[LiveCarrier]:
    clock = WallClock()
    exchange = Exchange(clock, ACCOUNT_SID, AUTH_TOKEN, WsgiTransport(make_service(), SERVICE), is_strict=False)
    exchange.add_number(
        LINE,
        voice_url=f"{SERVICE}/voice/answer",
        status_callback=f"{SERVICE}/voice/status",
        sms_url=f"{SERVICE}/sms/answer",
    )
    app = make_app(exchange)
    switchboard = add_page(app, Phones(exchange), [Agent("Anna", f"tel:{ANNA}"), Agent("Chloë", "client:chloe")])
    with serving(app, woken=switchboard.add_caller) as address:
        yield LiveCarrier(exchange, address)
    clock.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(VOICE)
    context.route(f"{SERVICE}/**", lambda route: route.fulfill(status=200, content_type="audio/wav", body=b""))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, carrier: LiveCarrier) -> Iterator[Page]:
    """The page, open; nothing may have gone wrong in it by the end."""
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on("console", lambda message: mistakes.append(message.text) if message.type == "error" else None)
    page.goto(carrier.url)
    yield page
    # Chromium itself tells of each refused act and each lost connection.
    assert [mistake for mistake in mistakes if not mistake.startswith("Failed to load resource")] == []
