"""What-if on a page: asked in plain words, refused with the reason, played while one looks on, told in a sentence."""

import html
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.looking import in_chromium, shut_out
from tests.pages.visitors import Visitor, signed_in
from tests.voice_app.whatif.days import lay_days
from voice_app.ledger import heartbeats, what_ifs
from voice_app.runtime import Runtime

FRIDAY = date(2026, 2, 27)
ENGLISH = {"Accept-Language": "en"}
ONE_MORE = {"of": "day", "day": FRIDAY.isoformat(), "more": "2", "more_skills": ["billing", "technical"], "seeds": "6"}


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


@pytest.fixture
def days(world: World) -> None:
    lay_days(world.house.ledger, world.house.line, [FRIDAY - timedelta(weeks=week) for week in range(8)], an_hour=24)


def text_of(answer: object) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.text))  # type: ignore[attr-defined]  # a response


@pytest.mark.usefixtures("days")
def test_a_question_is_asked_played_and_told(world: World, chloe: Visitor) -> None:
    asked = chloe.post("/what-if", data=ONE_MORE)
    where = asked.headers["Location"]
    assert asked.status_code == 303
    waits = text_of(chloe.get(where, headers=ENGLISH))
    assert "It is about to be played." in waits
    assert 'hx-trigger="every 1s"' in waits
    world.passes("1s")
    told = text_of(chloe.get(where, headers=ENGLISH))
    assert "are answered within 60 seconds, instead of" in told
    assert re.search(r"The difference is \+[\d.]+ points, between", told)
    assert "2 agents more (a bill, a fault)" in told
    assert 'hx-trigger="every 1s"' not in told
    for tone in ("", "&tone=dark", "&room=narrow&tone=dark"):
        picture = chloe.get(f"{where}/chart?of=hours{tone}", headers=ENGLISH)
        assert (picture.mimetype, picture.status_code) == ("image/svg+xml", 200)
        assert "with the change" in picture.text
    assert "2 agents more" in text_of(chloe.get("/what-if", headers=ENGLISH))


@pytest.mark.usefixtures("days")
def test_somebody_who_is_trained_for_nothing_yet_may_be_the_one_who_learns(world: World, chloe: Visitor) -> None:
    """And stands in the way of no other question."""
    chloe.post("/roster/add", data={"name": "Dirk", "first": "nl", "kind": "client", "role": "agent"})
    assert not world.house.newest().roster[AgentId("dirk")].skills
    learns = {"of": "day", "day": FRIDAY.isoformat(), "learner": "dirk", "subject": "billing", "seeds": "6"}
    for asked in (ONE_MORE, learns):
        where = chloe.post("/what-if", data=asked).headers["Location"]
        world.passes("1s")
        assert "are answered within 60 seconds, instead of" in text_of(chloe.get(where, headers=ENGLISH))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"day": "2026-03-02"}, "That day is not over yet."),
        ({"day": ""}, "This is missing."),
        ({"day": "2020-01-01"}, "That day is too long ago"),
        ({"more": "-1"}, "Choose one of what is offered."),
        ({"more": "1e9"}, "Choose one of what is offered."),
        ({"more": "0"}, "Say what would be different"),
        ({"more_skills": ["<b>"]}, "This is not known here."),
        ({"calls": "120"}, "The calls of a day that was are what they were"),
        ({"learner": "anna", "subject": "billing"}, "This agent can do that already."),
        ({"seeds": "100000"}, "Choose one of what is offered."),
        ({"rules": "magic"}, "Choose one of what is offered."),
        ({"of": "weekday", "weekday": "9"}, "Choose one of what is offered."),
    ],
)
def test_what_cannot_be_is_refused_and_the_form_keeps_its_entries(
    house: Runtime, chloe: Visitor, other: dict[str, object], said: str
) -> None:
    answer = chloe.post(
        "/what-if", data={**ONE_MORE, "later": "60" if said[0:3] != "Say" else "0", **other}, headers=ENGLISH
    )
    page = text_of(answer)
    assert (answer.status_code, said in page) == (422, True)
    assert "<b>" not in answer.text
    if other.get("more") != "0":
        assert '<option value="60" selected>' in page
    with house.ledger.read() as ledger:
        assert what_ifs.latest(ledger, 5) == ()


def test_five_wait_and_no_more_and_one_may_be_cancelled(world: World, chloe: Visitor) -> None:
    world.loses("worker")
    asked = [chloe.post("/what-if", data=ONE_MORE) for _ in range(6)]
    assert [one.status_code for one in asked] == [303] * 5 + [409]
    last = asked[4].headers["Location"]
    assert "It waits in line. Before it:" in text_of(chloe.get(last, headers=ENGLISH))
    assert chloe.post(f"{last}/cancel").status_code == 303
    assert "It was cancelled." in text_of(chloe.get(last, headers=ENGLISH))
    assert chloe.post("/what-if", data=ONE_MORE).status_code == 303
    world.regains("worker")


def test_where_nothing_is_known_or_the_process_is_away_that_is_said(world: World, chloe: Visitor) -> None:
    assert "The process for long work is not there" in text_of(chloe.get("/what-if", headers=ENGLISH))
    with world.house.ledger.write() as ledger:
        heartbeats.beat(ledger, heartbeats.SLOW, world.now)
    assert "The process for long work is not there" not in text_of(chloe.get("/what-if", headers=ENGLISH))
    where = chloe.post("/what-if", data=ONE_MORE).headers["Location"]
    world.passes("1s")
    assert "The ledger knows of no call on such days" in text_of(chloe.get(where, headers=ENGLISH))
    assert chloe.get(f"{where}/chart?of=hours").status_code == 404
    assert chloe.get("/what-if/nothing").status_code == 404


@pytest.mark.usefixtures("days")
def test_in_a_browser_it_is_asked_looked_on_and_read(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    with in_chromium(browser, house, app, "chloe", locale="en-GB", viewport=WIDE) as (page, address):
        world.loses("worker")
        page.goto(f"{address}/what-if")
        page.get_by_label("A day as it usually is:").check()
        page.get_by_label("Weekday").select_option("Friday")
        page.get_by_label("Agents more").fill("1")
        who = page.get_by_role("group", name="who can do")
        for other in who.get_by_role("checkbox", checked=True).all()[1:]:  # all, before anybody says otherwise
            other.uncheck()
        page.get_by_role("button", name="Play it").click()
        expect(page.get_by_text("It is about to be played.")).to_be_visible()
        assert shut_out(page) == []
        world.regains("worker")
        world.passes("61s")
        expect(page.get_by_text("answered within 60 seconds, instead of")).to_be_visible()
        expect(page.get_by_role("heading")).to_have_text("A usual Friday: one agent more (a bill)")
        assert page.locator("picture.chart img").evaluate("one => one.decode().then(() => one.naturalWidth > 100)")


LOOKS = [
    ("light", WIDE),
    ("dark", NARROW),
    ("light", {"width": 360, "height": 740}),
    ("dark", {"width": 1600, "height": 900}),
]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("look", LOOKS)
def test_it_keeps_nobody_out(
    world: World, app: Flask, browser: Browser, look: tuple[str, dict[str, int]], tmp_path: Path
) -> None:
    scheme, size = look
    house = world.house
    folder = Path(os.environ.get("LOOK_AT", tmp_path))
    context = {"locale": "en-GB", "viewport": size, "color_scheme": scheme}
    with in_chromium(browser, house, app, "chloe", **context) as (page, address):
        where = signed_in(house, app, "chloe").post("/what-if", data=ONE_MORE).headers["Location"]
        world.passes("1s")
        page.goto(f"{address}/what-if")
        examined(page, folder / f"whatif-form-{scheme}-{size['width']}.png")
        page.goto(f"{address}{where}")
        page.locator("picture.chart img").evaluate("one => one.decode()")
        examined(page, folder / f"whatif-{scheme}-{size['width']}.png")


def examined(page: Page, file: Path) -> None:
    assert shut_out(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing sticks out to the side"
    page.screenshot(path=file, full_page=True)
