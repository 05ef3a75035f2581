"""Whoever looks at the pages: an agent who has signed in, somebody who has not, and Chromium with an agent's cookie.

    anna = signed_in(house, app, "anna")            # a client of Flask's, with a session
    anna.get("/desk")
    anna.post("/desk/presence", data={…})           # brings the token and the origin along, as a page of ours would

    with served(house, app) as address:             # for Chromium: the house needs a PAGES_PORT of its own
        context.add_cookies([cookie(house, "anna", address)])

Sessions begin here as they do behind the sign-in page; its own tests go through the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright._impl._api_structures import SetCookieParam
from werkzeug.test import TestResponse

from routing.skills import AgentId
from tests.serving import serving
from voice_app.accounts import screens, sessions
from voice_app.accounts.digests import digest
from voice_app.ledger import agents
from voice_app.pages import streams
from voice_app.pages.door import HEADER, SCREEN, SESSION, cookie_name
from voice_app.runtime import Runtime


class Visitor(FlaskClient):
    """A browser: it says where its requests come from; and, where there is a session, what a form of a page would
    carry. Whoever wants to do without gives the header, as None or with another value."""

    origin: str = ""
    csrf: str = ""

    def open(self, *arguments: Any, **named: Any) -> TestResponse:
        named.setdefault("base_url", self.origin)
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", HEADER: self.csrf} | dict(
            named.pop("headers", None) or {}
        )
        wanted = {name: value for name, value in headers.items() if value}
        return super().open(*arguments, headers=wanted, **named)


def signed_in(house: Runtime, app: Flask, agent: str, *, halfway: bool = False) -> Visitor:
    """An agent's browser. `halfway`: the second factor has not been shown yet."""
    client = nobody(house, app)
    token = begin_session(house, agent, halfway=halfway)
    client.set_cookie(cookie_name(house.settings, SESSION), token, domain="127.0.0.1")
    client.csrf = digest(house.settings, "form", token)
    return client


def screen(house: Runtime, app: Flask, language: str = "en") -> Visitor:
    """A television that was let in by its link, and seen just now."""
    client = nobody(house, app)
    token = screens.make(house, "the hall", language, AgentId("chloe"), house.now()).rpartition("/")[2]
    client.set_cookie(cookie_name(house.settings, SCREEN), token, domain="127.0.0.1")
    found = screens.find(house, token, house.now())
    assert found is not None
    screens.note_seen(house, found, house.now())
    return client


def nobody(house: Runtime, app: Flask) -> Visitor:
    """The browser of somebody who has not signed in."""
    app.test_client_class = Visitor
    client = app.test_client()
    assert isinstance(client, Visitor)
    client.origin = house.settings.pages_base_url
    return client


def over_https(house: Runtime) -> Runtime:
    """The same house, as it is on a host of its own."""
    return replace(house, settings=house.settings.model_copy(update={"pages_base_url": "https://desk.example"}))


def begin_session(house: Runtime, agent: str, *, halfway: bool = False) -> str:
    """Its token."""
    with house.ledger.write() as ledger:
        found = agents.on_roster(ledger, AgentId(agent))
        assert found is not None, f"{agent} is not on the roster"
        return sessions.begin(house, ledger, found, "a test", house.now(), is_proven=not halfway)


def cookie(house: Runtime, agent: str, address: str) -> SetCookieParam:
    """What Chromium is given, so that it is the agent's: `context.add_cookies([cookie(…)])`."""
    name, token = cookie_name(house.settings, SESSION), begin_session(house, agent)
    return {"name": name, "value": token, "url": address, "httpOnly": True, "sameSite": "Lax"}


@contextmanager
def served(house: Runtime, app: Flask) -> Iterator[str]:
    """The pages on the port that the house was told; its address. Each request in a thread of its own, as gunicorn has
    it. The one who looks for all open pages ends with them, and rests no longer."""
    is_over = Event()

    def all_end() -> None:
        is_over.set()
        wake(app)

    with pytest.MonkeyPatch.context() as patch, serving(app, house.settings.pages_port, all_end):
        patch.setattr(streams, "pause", lambda length: is_over.wait(length / timedelta(seconds=1)))
        yield house.settings.pages_base_url


def wake(app: Flask) -> None:
    """Whoever waits for news of a desk or a wallboard, and may have gone meanwhile."""
    desks, wallboards = (app.extensions.get(name) for name in ("watch", "wallboards"))
    for of_one in [*(desks._open.values() if desks else ()), wallboards._open if wallboards else ()]:
        for onlooker in list(of_one):
            onlooker.woken.set()
