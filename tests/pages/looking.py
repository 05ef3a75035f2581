"""What only a browser tells of a page: what its policy refused, what broke in a script, and whom it shuts out.

with watched(browser, locale="en-GB") as page: …     # fails where anything was refused or broke
with in_chromium(browser, house, app, "chloe") as (page, address): …     # the same, as an agent's own
assert shut_out(page) == []                   # axe finds nothing serious
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, Request

from tests.pages.visitors import cookie, served
from voice_app.pages.headers import REPORTS
from voice_app.runtime import Runtime

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
SERIOUS = ("serious", "critical")


@contextmanager
def watched(browser: Browser, **context: Any) -> Iterator[Page]:
    """A page in a browser of its own, with every refusal and every error held against it."""
    wrong: list[str] = []

    def reported(request: Request) -> None:
        if request.url.endswith(REPORTS):
            wrong.append(f"the policy refused something: {request.post_data}")

    with browser.new_context(**context) as own:
        page = own.new_page()
        page.on("request", reported)
        page.on("pageerror", lambda error: wrong.append(f"a script broke: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"a dialog: {dialog.message}"))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        yield page
    assert wrong == []


@contextmanager
def in_chromium(browser: Browser, house: Runtime, app: Flask, agent: str, **context: Any) -> Iterator[tuple[Page, str]]:
    """The pages are served at this address, and this agent has signed in."""
    with served(house, app) as address, watched(browser, **context) as page:
        page.context.add_cookies([cookie(house, agent, address)])
        yield page, address


def shut_out(page: Page) -> list[str]:
    """What axe calls serious or worse: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {', '.join(str(node['target']) for node in violation['nodes'])}"
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
