"""Desks as agents have them: in a real Chromium, over the pages as they are served; nothing went wrong by the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.pages.visitors import cookie, served
from voice_app.runtime import Runtime

WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 390, "height": 844}


@dataclass
class Desks:
    """Opens desks: `desks.open("anna")`. `mistakes`: what a browser complained of."""

    house: Runtime
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def open(self, agent: str, *, width: str = "wide", dark: bool = False, language: str | None = None) -> Page:
        """A desk in a browser of its own."""
        context = self.context(agent, width=width, dark=dark)
        return self.open_in(context)

    def context(self, agent: str, *, width: str = "wide", dark: bool = False) -> BrowserContext:
        context = self.browser.new_context(
            viewport=WIDE if width == "wide" else NARROW,  # type: ignore[arg-type]  # a dict is one
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.add_cookies([cookie(self.house, agent, self.address)])
        self.contexts.append(context)
        return context

    def open_in(self, context: BrowserContext) -> Page:
        """Another window of the same browser."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda told: self.mistakes.append(told.text) if told.type == "error" else None)
        page.goto(f"{self.address}/desk")
        return page


DesksOf = Callable[[], Desks]


@pytest.fixture
def desks(house: Runtime, app: Flask, browser: Browser) -> Iterator[Desks]:
    with served(house, app) as address:
        desks = Desks(house, address, browser)
        yield desks
        for context in desks.contexts:
            context.close()
    # Chromium itself tells of each refused act and each lost connection, and of a header that only others know.
    own = ("Failed to load resource", "Error with Permissions-Policy", "htmx: htmx:error: Failed to fetch")
    assert [mistake for mistake in desks.mistakes if not mistake.startswith(own)] == []
