"""The phone on Twilio's network: Twilio's own SDK, as it is vendored, in Chromium, against a gateway that a test plays.

A talk needs a microphone: see `test_sound`; and what may go wrong in one, `test_talking`.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.journeys.conftest import WorldOf
from tests.pages.phone.conftest import KEY, Desks, act, says
from tests.pages.visitors import served
from tools.ports import free_port
from voice_app.pages import create_pages

CALL = "CA" + "1" * 32
SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


class Gateway:
    """Twilio's end of the signalling: says yes to every token, unless it is told otherwise."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.socket: WebSocketRoute | None = None
        self.is_away = False
        self.lasts = 20 * 60

    def take(self, socket: WebSocketRoute) -> None:
        if self.is_away:
            socket.close()
            return
        self.socket = socket
        socket.on_message(self._hear)

    def tells(self, kind: str, **payload: Any) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps({"type": kind, "payload": payload}))

    def invites(self, sid: str = CALL, **parameters: str) -> None:
        given = {"CallSid": sid, "From": "+31201234567", "Params": "&".join(f"{k}={v}" for k, v in parameters.items())}
        self.tells("invite", callsid=sid, sdp=SDP, parameters=given)

    def tokens(self) -> list[str]:
        return [payload["token"] for kind, payload in self.heard if kind == "listen"]

    def _hear(self, text: str | bytes) -> None:
        if not str(text).strip():  # the SDK's heartbeat
            return
        message = json.loads(text)
        kind, payload = message["type"], message.get("payload", {})
        self.heard.append((kind, payload))
        if kind == "listen":
            self.tells("connected", region="EU_IRELAND", token={"identity": "chloe", "ttl": self.lasts})
        elif kind == "register":
            self.tells("ready")


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def desks(world_of: WorldOf, browser: Browser, gateway: Gateway, bare_desk: None) -> Iterator[Desks]:
    world = world_of(env={"PAGES_PORT": str(free_port()), **KEY})

    def prepare(context: BrowserContext) -> None:
        context.route_web_socket("wss://voice-js.roaming.twilio.com/signal", gateway.take)
        context.route("https://**", lambda route: route.abort())

    with served(world.house, create_pages(world.house)) as address:
        desks = Desks(world, address, browser, prepare=prepare)
        yield desks
        desks.examine()
        for context in desks.contexts:
            context.close()


def test_the_sdk_registers_with_our_token_and_asks_nobody_else_for_sounds(desks: Desks, gateway: Gateway) -> None:
    context = desks.browser_of("chloe")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = desks.opens(context)
    says(page, "Your phone is this page.")
    claims = jwt.decode(gateway.tokens()[0], options={"verify_signature": False})
    assert claims["grants"]["identity"] == "chloe"
    strangers = {url.split("/")[2] for url in asked if not url.startswith(desks.address)}
    assert strangers <= {"eventgw.twilio.com"}
    assert any(url.endswith("/sounds/ringing.wav") for url in asked)
    assert page.evaluate("performance.getEntriesByType('resource').every(({ name }) => !name.includes('token='))")
    assert claims["exp"] > 0
    assert gateway.tokens()[0] not in page.content()


def test_what_the_policy_lets_through_is_where_the_sdk_goes(desks: Desks) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    page.context.set_offline(True)
    page.evaluate("fetch('https://eventgw.twilio.com/v4/EndpointEvents').catch(() => null)")
    assert page.evaluate("window.refused") == []
    page.context.set_offline(False)


def test_a_call_rings_with_what_came_with_it_and_stops_when_it_is_answered_elsewhere(
    desks: Desks, gateway: Gateway
) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    gateway.invites(need="%3Cb%3Eeen%20storing%3C%2Fb%3E")
    says(page, "Your phone rings.")
    expect(page.locator("#phone-context dd")).to_have_text("<b>een storing</b>")
    gateway.tells("cancel", callsid=CALL)
    says(page, "Your phone is this page.")
    expect(page.locator("#phone-context")).to_be_hidden()


def test_a_call_is_declined(desks: Desks, gateway: Gateway) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    gateway.invites()
    act(page, "Not now").click()
    says(page, "Your phone is this page.")
    assert ("reject", CALL) in [(kind, payload.get("callsid")) for kind, payload in gateway.heard]


def test_without_a_microphone_an_answer_is_explained_in_plain_words(desks: Desks, gateway: Gateway) -> None:
    context = desks.browser_of("chloe")
    page = desks.opens(context)
    says(page, "Your phone is this page.")
    gateway.invites()
    act(page, "Answer").click()
    expect(page.locator("#phone-trouble")).to_contain_text("icrophone", use_inner_text=True)
    says(page, "Your phone is this page.")


def test_a_network_that_is_gone_is_told_calmly_and_mends_by_itself(desks: Desks, gateway: Gateway) -> None:
    gateway.is_away = True
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "The phone network cannot be reached. It is tried again by itself.", "#phone-trouble")
    expect(page.get_by_role("alert").filter(has_text="no call can reach you")).to_be_visible()
    gateway.is_away = False
    says(page, "Your phone is this page.")
    expect(page.locator("#phone-trouble")).to_be_hidden()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (31204, "The phone network does not let this desk in. If that stays so, tell whoever looks after the line."),
        (31100, "The phone had a fault. It is tried again by itself. 31100"),
    ],
)
def test_what_twilio_refuses_is_said_in_plain_words(desks: Desks, gateway: Gateway, code: int, words: str) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    gateway.tells("error", error={"code": code, "message": "no"})
    says(page, words, "#phone-trouble")


def test_a_token_is_renewed_before_it_expires_and_after_it_has(desks: Desks, gateway: Gateway) -> None:
    gateway.lasts = 61  # the SDK is told to ask a minute ahead
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    until(page, lambda: len(gateway.tokens()) >= 2)
    gateway.lasts = 20 * 60
    before = len(gateway.tokens())
    gateway.tells("error", error={"code": 20104, "message": "expired"})
    until(page, lambda: len(gateway.tokens()) > before)
    says(page, "Your phone is this page.")


def test_whoever_is_signed_out_is_told_so(desks: Desks, gateway: Gateway) -> None:
    context = desks.browser_of("chloe")
    page = desks.opens(context)
    says(page, "Your phone is this page.")
    context.clear_cookies()
    gateway.tells("error", error={"code": 20104, "message": "expired"})
    says(page, "You are signed out, and so is your phone. Sign in again", "#phone-trouble")


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to that")
