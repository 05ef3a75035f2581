"""What callers, texts, lists of customers, programs and colleagues write, no page runs: all of it in Chromium."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.datastructures import MultiDict

from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from routing.skills import AgentId
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.test_follow_up import ASKS, answers, sleeps, was_helped
from tests.journeys.world import World
from tests.pages import who_may
from tests.pages.looking import watched
from tests.pages.payloads import PAYLOADS
from tests.pages.visitors import Visitor, cookie, served, signed_in
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port
from tools.stage import BASE_URL
from voice_app import versions
from voice_app.accounts import screens
from voice_app.ledger import Ledger, Phone, customers
from voice_app.ledger.customers import Customer, Listed
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.mistakes import Mistakes
from voice_app.pages import create_pages
from voice_app.signature import sign

pytestmark = pytest.mark.threat("T8")

CALLER = "+31622222222"
ALL = " ".join(PAYLOADS)
TOLD_OF_A_CALL = (
    *("CallerName", "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "CalledCity", "CallerCity"),
    *("SpeechResult", "StirVerstat", "ForwardedFrom", "CallToken", "CallStatus", "Direction", "AccountSid"),
)
FOR_AGENTS = ("/desk", "/wallboard", "/recordings", "/account", "/banner", "/floor", "/promises")
"""Where an agent comes, and two of the pages that there are not for one."""
FILES = (".csv", ".toml")
"""Pages that a browser keeps as a file, and shows nothing of."""

Raw = dict[str, Any]


@pytest.fixture
def world(redis_server: EmbeddedRedis, ledger: Ledger) -> World:
    """Whom nobody holds to what the oracle asks: half of its calls were made up."""
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()
    line = line_of(supervisors=("chloe",), customers={"link": "https://crm.example/c/{id}"}, **ASKS)
    return World.build(line, ledger, client, MONDAY_NOON, {"PAGES_PORT": str(free_port())})


# ── what is laid ────────────────────────────────────────────────────────────────────────────────────────────────────


def lay_line(world: World) -> int:
    """Into every text of the line that takes one; how many did."""
    taken = 0
    for edit in (
        lambda raw, text: raw["line"].update(name=text),
        lambda raw, text: [entry["label"].update(nl=text, en=text) for entry in raw["menu"]],
        lambda raw, text: [agent.update(name=text) for agent in raw["agent"]],
        lambda raw, text: raw.update(desk={"break_reasons": {"coffee": {"nl": text, "en": text}}}),
        lambda raw, text: raw.update(special_day=[{"date": "2026-03-04", "hours": [], "name": text}]),
        lambda raw, text: raw.update(recording={"mode": "ask", "question": {"nl": text, "en": text}}),
        lambda raw, text: raw.update(prompts={"welcome": {"nl": text, "en": text}}),
    ):
        taken += any(_edited(world, edit, text) for text in sorted(PAYLOADS, key=len))
    return taken


def _edited(world: World, edit: Callable[[Raw, str], object], text: str) -> bool:
    before = versions.newest(world.house)
    raw = content_of(before.line)
    edit(raw, text)
    try:
        line = Line.from_dict(raw)
    except Mistakes:
        return False
    changed = versions.change(world.house, line, base=before.id, by="chloe", source="page", now=world.now)
    return isinstance(changed, versions.Version)


def lay_customers(world: World) -> None:
    """All with one phone: then the desk lists them; and one of each, with a phone of its own."""
    listed = [
        Listed(Customer(f"{number} {text}"[:60], text, {text: text}), (Phone(phone_of(number)),))
        for number, text in enumerate(PAYLOADS)
    ]
    listed += [Listed(Customer(f"all {number}", text), (Phone(CALLER),)) for number, text in enumerate(PAYLOADS)]
    with world.house.ledger.write() as ledger:
        customers.take(ledger, "import", listed, world.now)


def phone_of(number: int) -> str:
    """Each of a range of its own, so that no cap holds anything back."""
    return f"+316{10 + number}{number:02}0000"


def lay_calls(world: World) -> None:
    """Signed hooks, with a payload in whatever the carrier may tell of a call; and texts that come in."""
    client = world.app.test_client()
    for number, text in enumerate(PAYLOADS):
        whole = {"AccountSid": ACCOUNT_SID, "CallSid": f"CA{number:032}", "CallStatus": "in-progress"}
        form = whole | dict.fromkeys(TOLD_OF_A_CALL[:-3], text) | {"From": phone_of(number), "Direction": "inbound"}
        for path in ("/voice/answer", "/voice/menu?l=nl"):
            _post(client, path, form)
        _post(client, "/sms/answer", {"AccountSid": ACCOUNT_SID, "MessageSid": f"SM{number:032}"}
              | {"From": phone_of(number), "To": "+3197010200000", "Body": text})  # fmt: skip
        _post(client, "/voice/answer", whole | dict.fromkeys(TOLD_OF_A_CALL, text) | {"From": text, "To": text})


def _post(client: Any, path: str, form: dict[str, str]) -> None:
    form = {name: value.replace("\0", "") for name, value in form.items()}
    signed = {"X-Twilio-Signature": sign(BASE_URL + path, MultiDict(form), AUTH_TOKEN)}
    body = urlencode(form)
    answer = client.post(path, data=body, content_type="application/x-www-form-urlencoded", headers=signed)
    assert answer.status_code == 200


def lay_promises(world: World, chloe: Visitor) -> str:
    """By programs and by colleagues; the id of one of them."""
    made = ""
    for number, text in enumerate(PAYLOADS):
        answer = world.api("POST", "/api/promises", phone=phone_of(number), need="billing", language="nl", note=text)
        assert answer.status_code in (200, 201)
        made = answer.json["id"]
        assert chloe.post(f"/promises/{made}/note", data={"note": text.replace("\0", "")}).status_code < 400
        if number % 3 == 0:
            world.api("POST", f"/api/promises/{made}/withdraw", reason=text)
    assert chloe.post(f"/promises/{made}/note", data={"note": ALL.replace("\0", "")[:2000]}).status_code < 400
    return made


def lay_screens(world: World) -> None:
    for text in [text for text in PAYLOADS if len(text) < screens.LONGEST_NAME][: screens.MOST]:
        screens.make(world.house, text.replace("\0", ""), "en", AgentId("chloe"), world.now)


def lay_complaint(world: World) -> None:
    """By text, after a talk; and the note of that talk."""
    was_helped(world, answer=None)
    assert world.api("POST", "/api/agents/anna/wrapped", disposition="resolved", note=ALL[:2000]).status_code == 200
    other = was_helped(world, "+31644444444")
    sleeps(world, "61m")
    answers(other, f"1 {ALL}"[:1500])


# ── what is opened ──────────────────────────────────────────────────────────────────────────────────────────────────


def addresses(world: World, promise: str) -> Iterator[str]:
    """Of every page that is there to be looked at, with something in it."""
    yesterday = date(2026, 3, 2).isoformat()
    ids = {
        "promise_id": promise,
        "id_": "anna",
        "day": yesterday,
        "group": "waiting",
        "token": "none",
        "act_id": "none",
        "id": "none",
        "name": "none",
    }
    for route in who_may.ROUTES:
        method, _, path = route.partition(" ")
        if method == "GET" and route not in who_may.NEVER_ENDS and not path.endswith(FILES):
            for name, value in ids.items():
                path = path.replace(f"<{name}>", value)
            yield path
    yield "/promises?group=done"
    yield "/line/versions?from=1&to=2"
    yield f"/no-such-page/{PAYLOADS[0]}"
    yield f"/sign-in?next={PAYLOADS[0]}"


def looks_at(page: Page, address: str, path: str) -> int:
    """Opens the page; how many payloads can be read on it."""
    page.goto(f"{address}{path}")
    assert page.evaluate("window.__pwned") is None, path
    assert page.locator("pwnd, [pwnd]").count() == 0, path
    return str(page.evaluate("document.documentElement.textContent + ' ' + document.title")).count("__pwned")


def follows_a_call(world: World, page: Page, address: str) -> dict[str, int]:
    """Anna's desk is open while a caller rings, whom all of the list may be; it is told by the stream."""
    read: dict[str, int] = {}
    (anna,) = world.signs_on("anna")
    page.goto(f"{address}/desk")
    desk = page.locator("#desk")
    caller = world.caller(CALLER).dials(world.carrier.line).hears("toets 1").says(PAYLOADS[0])
    anna.rings()
    expect(desk).to_have_attribute("data-stage", "ringing")
    anna.answers().waits("1s").presses("1").is_talking_to(caller)
    expect(desk).to_have_attribute("data-stage", "talking")
    assert page.evaluate("window.__pwned") is None
    assert page.locator("pwnd, [pwnd]").count() == 0
    read["the desk, in a talk"] = looks_at(page, address, "/desk")
    caller.hangs_up()
    world.signs_off("anna")
    return read


def test_no_page_runs_what_anybody_has_written(world: World, browser: Browser) -> None:
    house = world.house
    app: Flask = create_pages(house)
    lay_complaint(world)
    lay_customers(world)
    with served(house, app) as address:
        with watched(browser) as page:
            page.context.add_cookies([cookie(house, "anna", address)])
            read = follows_a_call(world, page, address)
        lay_calls(world)
        promise = lay_promises(world, signed_in(house, app, "chloe"))
        lay_screens(world)
        assert lay_line(world) >= 5
        sleeps(world, "20h")
        for agent, paths in (("chloe", list(addresses(world, promise))), ("anna", FOR_AGENTS)):
            with watched(browser) as page:
                page.context.add_cookies([cookie(house, agent, address)])
                read |= {f"{path}, {agent}": looks_at(page, address, path) for path in paths}
    seen = {path for path, count in read.items() if count}
    assert {"the desk, in a talk", "/wallboard, chloe", "/today, chloe", f"/promises/{promise}, chloe"} <= seen
    assert len(seen) > 15, "there is something on the pages"
