"""Privacy: what is kept, one person by number, who looked; and somebody is erased in a browser."""

import html
import io
import json
import os
import re
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
import redis
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.journeys.conftest import WorldOf
from tests.journeys.test_recording import at_carrier, caller_says_yes
from tests.journeys.world import World
from tests.ledger.canaries import left_of
from tests.pages.desk.conftest import NARROW, WIDE
from tests.pages.looking import in_chromium, shut_out
from tests.pages.visitors import Visitor, signed_in
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port
from voice_app.caring import undoing
from voice_app.ledger import Phone, looks, talk_recordings
from voice_app.ledger.ids import ActId
from voice_app.ledger.keepings import KEEPINGS
from voice_app.ledger.tables import acts
from voice_app.pages import create_pages
from voice_app.pages.privacy import kinds
from voice_app.runtime import Runtime

CALLER = Phone("+31622222222")
SAID = "kanarie van caller in note"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture
def world(world_of: WorldOf) -> World:
    env = {"PAGES_PORT": str(free_port())}
    return world_of(supervisors=("chloe",), env=env, recording={"mode": "ask"}, callers={"shared": ["+31207001000"]})


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


def was_here(world: World) -> None:
    """A talk about a bill, recorded, with a note."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller(CALLER).dials(world.carrier.line).hears("toets 1").presses("1").is_talking_to(anna)
    caller_says_yes(world)
    caller.waits("5s").hangs_up()
    world.passes("1s")
    world.api("POST", "/api/agents/anna/wrapped", disposition="resolved", note=SAID)
    world.passes("5m")
    assert len(at_carrier(world)) == 1


def is_owed(world: World) -> str:
    made = world.api("POST", "/api/promises", phone=CALLER, need="billing", note=SAID)
    return str(made.json["id"])


def text_of(answer: object) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.text))  # type: ignore[attr-defined]  # a response


ENGLISH = {"Accept-Language": "en"}


def test_what_is_kept_is_told_from_the_ledgers_own_list(chloe: Visitor) -> None:
    page = text_of(chloe.get("/privacy", headers=ENGLISH))
    for table in {keeping.table.name for keeping in KEEPINGS}:
        assert kinds.TABLES[table] in page
    assert "90 days" in page
    assert "May change something there" in page
    assert "agents: what is their own" in page


@pytest.mark.parametrize("keeping", KEEPINGS, ids=lambda keeping: keeping.name)
def test_each_table_and_column_has_a_name_for_people(keeping: object) -> None:
    assert keeping.table.name in kinds.TABLES  # type: ignore[attr-defined]  # a Keeping
    assert all(column in kinds.COLUMNS for column in keeping.columns)  # type: ignore[attr-defined]  # a Keeping
    assert keeping.rule in kinds.RULES  # type: ignore[attr-defined]  # a Keeping


def test_what_the_next_night_takes_is_foretold_and_taken(world_of: WorldOf) -> None:
    env = {"PAGES_PORT": str(free_port())}
    privacy = {"keep_personal_data": "1d", "keep_recordings": "1d"}
    world = world_of(supervisors=("chloe",), env=env, recording={"mode": "ask"}, privacy=privacy)
    app = create_pages(world.house)
    was_here(world)
    world.signs_off("anna")
    world.passes("13h")
    chloe = signed_in(world.house, app, "chloe")
    assert "there is nothing old enough to go" in text_of(chloe.get("/privacy", headers=ENGLISH))
    world.passes("24h")
    page = text_of(signed_in(world.house, app, "chloe").get("/privacy", headers=ENGLISH))
    assert 'Calls: <span class="number">1</span>' in page
    world.passes("10h")
    page = text_of(signed_in(world.house, app, "chloe").get("/privacy", headers=ENGLISH))
    assert "Calls: 1" in page
    assert left_of(world.house.ledger, CALLER, "caller") == set()


def test_who_may_see_what_is_said_as_it_is(chloe: Visitor) -> None:
    page = text_of(chloe.get("/privacy", headers=ENGLISH)).partition("Who may see what")[2]
    assert "favicon" not in page
    assert "television that was given a link" in page.partition("Wallboard")[2].partition("</tr>")[0]
    assert page.index("Today") < page.index("Promises") < page.index("Own desk"), "as the way to the rooms lists them"


def test_the_number_is_sent_and_the_look_noted_without_it(world: World, house: Runtime, chloe: Visitor) -> None:
    was_here(world)
    assert chloe.get("/privacy/person").status_code == 200
    page = text_of(chloe.post("/privacy/person", data={"phone": "06 22222222"}, headers=ENGLISH))
    assert "Hand it out as a file" in page
    with house.ledger.read() as ledger:
        (look,) = looks.latest(ledger)
    assert (look.agent_id, look.what, len(look.subject or "")) == ("chloe", "person", 64)
    seen = text_of(chloe.get("/privacy/looks", headers=ENGLISH))
    assert "all that there is of one person" in seen
    assert "22222222" not in seen


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("anonymous", "That is no phone number."),
        ("", "That is no phone number."),
        ("<script>alert(1)</script>", "That is no phone number."),
        ("020 7001000", "Many people share this number"),
        ("+31201234567", "That is a number of the line itself."),
    ],
)
@pytest.mark.parametrize("path", ["", "/export", "/erase", "/withdraw"])
def test_what_cannot_be_told_apart_is_refused_with_the_reason(
    chloe: Visitor, written: str, said: str, path: str
) -> None:
    answer = chloe.post(f"/privacy/person{path}", data={"phone": written, "sure": "yes"}, headers=ENGLISH)
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert "<script>" not in answer.text


@pytest.mark.threat("T18")
def test_what_is_handed_out_is_all_there_is_and_of_nobody_else(world: World, chloe: Visitor) -> None:
    was_here(world)
    promise = is_owed(world)
    world.api("POST", "/api/promises", phone="+31633333333", need="billing", note="van een ander")
    answer = chloe.post("/privacy/person/export", data={"phone": CALLER})
    assert answer.headers["Content-Type"] == "application/zip"
    assert "22222222" not in answer.headers["Content-Disposition"]
    archive = ZipFile(io.BytesIO(answer.data))
    file = json.loads(archive.read("person.json"))
    assert (file["phone"], file["calls"][0]["note"]) == (CALLER, SAID)
    assert [one["id"] for one in file["promises"]] == [promise]
    assert file["promise_matters"][0]["note"] == SAID
    assert {"made"} <= {one["event"] for one in file["timeline"]}
    assert len(file["talk_recordings"]) == 1
    page = archive.read("person.html").decode()
    assert SAID in page
    assert "Promised by a form or a program." in page, "a sentence, in the language of whoever hands it out"
    assert "<script" not in page
    for handed in (json.dumps(file), page):
        assert "33333333" not in handed
        assert "van een ander" not in handed


def test_nothing_goes_unless_somebody_is_sure(world: World, chloe: Visitor) -> None:
    was_here(world)
    answer = chloe.post("/privacy/person/erase", data={"phone": CALLER}, headers=ENGLISH)
    assert (answer.status_code, "Tick that it is to go for good" in text_of(answer)) == (422, True)
    assert "calls.note" in left_of(world.house.ledger, CALLER, "caller")


def test_a_promise_in_the_way_is_taken_back_with_one_click(world: World, chloe: Visitor) -> None:
    promise = is_owed(world)
    page = text_of(chloe.post("/privacy/person", data={"phone": CALLER}, headers=ENGLISH))
    assert "We still owe this person a call about" in page
    wrong = chloe.post("/privacy/person/withdraw", data={"phone": "+31633333333", "promise": promise})
    assert wrong.status_code == 409, "only what is this person's"
    page = text_of(chloe.post("/privacy/person/withdraw", data={"phone": CALLER, "promise": promise}, headers=ENGLISH))
    assert "We still owe this person" not in page
    assert [one.state for one in world.promises()] == ["withdrawn"]


def test_what_was_erased_is_not_brought_back_by_undoing_what_closed_it(
    world: World, house: Runtime, chloe: Visitor
) -> None:
    promise = is_owed(world)
    chloe.post("/privacy/person/withdraw", data={"phone": CALLER, "promise": promise})
    with house.ledger.read() as ledger:
        (act,) = ledger.scalars(select(acts.c.id))
    chloe.post("/privacy/person/erase", data={"phone": CALLER, "sure": "yes"})
    assert left_of(house.ledger, CALLER, "caller") == set(), "also of what an act keeps to be taken back"
    undone = undoing.undo(house, ActId(act), "chloe", world.now)
    assert undone is not None
    assert (undone.done, list(undone.kept.values())) == ((), ["changed"])
    assert [one.state for one in world.promises()] == ["withdrawn"]
    world.passes("15m")
    assert left_of(house.ledger, CALLER, "caller") == set(), "and no text is written to nobody"


def test_or_it_waits_until_the_promise_is_closed(world: World, house: Runtime, chloe: Visitor) -> None:
    promise = is_owed(world)
    answer = chloe.post("/privacy/person/erase", data={"phone": CALLER, "sure": "yes"})
    where = answer.headers["Location"]
    assert (answer.status_code, "22222222" in where) == (303, False)
    assert "The rest goes by itself" in text_of(chloe.get(where, headers=ENGLISH))
    assert "promises.phone" in left_of(house.ledger, CALLER, "caller")
    world.api("POST", f"/api/promises/{promise}/withdraw", reason=SAID)
    world.passes("2m")
    assert "nothing of this person is left" in text_of(chloe.get(where, headers=ENGLISH))
    assert left_of(house.ledger, CALLER, "caller") == set()


def test_looks_are_paged_by_a_cursor_and_filtered(house: Runtime, chloe: Visitor) -> None:
    now = house.now()
    with house.ledger.write() as ledger:
        for count in range(120):
            looks.note(
                ledger, looks.Look(house.roster["anna"].id, "promise", f"P{count}", now - timedelta(hours=count))
            )
    first = chloe.get("/privacy/looks?agent=anna&what=promise", headers=ENGLISH)
    assert first.text.count("<tr><td>") == 50
    seen, page = 50, first
    while (further := re.search(r'rel="next" href="([^"]+)"', page.text)) is not None:
        page = chloe.get(html.unescape(further[1]), headers=ENGLISH)
        seen += page.text.count("<tr><td>")
    assert seen == 120
    assert "Nobody has looked." in text_of(chloe.get("/privacy/looks?agent=bram", headers=ENGLISH))
    assert chloe.get("/privacy/looks?subject=P7", headers=ENGLISH).text.count("<tr><td>") == 1
    table = chloe.get("/privacy/looks.csv?agent=anna&what=promise", headers=ENGLISH)
    assert (table.mimetype, table.text.count("\r\n")) == ("text/csv", 121)
    for strange in ("before=x", "before=-1", "before=" + "9" * 40, "what=nothing"):
        assert chloe.get(f"/privacy/looks?{strange}").status_code == 200
    assert chloe.get("/privacy/looks?agent=%00x").status_code == 400, "the door refuses it, on every page"


def test_an_erasure_that_nobody_asked_for_is_no_page(chloe: Visitor) -> None:
    assert chloe.get("/privacy/erasures/nothing").status_code == 404


# ── in a browser ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_erase_a_person(
    world: World, house: Runtime, app: Flask, browser: Browser, redis_server: EmbeddedRedis
) -> None:
    """Somebody calls, is recorded, and is owed a callback; then wants it all gone. A supervisor looks, hands it out,
    takes the promise back, erases; and the carrier's own list proves the recording gone."""
    was_here(world)
    is_owed(world)
    with in_chromium(browser, house, app, "chloe", locale="en-GB", viewport=WIDE) as (page, address):
        page.goto(f"{address}/privacy")
        page.get_by_label("Phone number").fill("06 22222222")
        page.get_by_role("button", name="Show what there is").click()
        expect(page.get_by_role("heading", name="What there is")).to_be_visible()
        assert "2222" not in page.url
        with page.expect_download() as handed:
            page.get_by_role("button", name="Hand it out as a file").click()
        assert ZipFile(handed.value.path()).namelist() == ["person.json", "person.html"]
        page.get_by_role("button", name="Take the promise back").click()
        expect(page.get_by_text("Everything goes:")).to_be_visible()
        page.get_by_label("It is to go for good.").check()
        page.get_by_role("button", name="Erase this person").click()
        expect(page.get_by_text("nothing of this person is left on the ledger")).to_be_visible()
        expect(page.get_by_text("Recordings that the carrier still shows")).to_be_visible()
        world.passes("3m")
        expect(page.get_by_text("own list shows none of the recordings any more")).to_be_visible()
        assert "22222222" not in page.content()
    assert at_carrier(world) == []
    with house.ledger.read() as ledger:
        (row,) = talk_recordings.last(ledger, 5) or (None,)
    assert row is None
    assert left_of(house.ledger, CALLER, "caller") == set()
    assert not [key for key, value in everything_in(redis_server) if "22222222" in f"{key}{value}"]


def everything_in(server: EmbeddedRedis) -> list[tuple[str, str]]:
    """Every key of the board and of the jobs, with what lies under it."""
    client = redis.Redis.from_url(server.url)
    found = [(repr(key), repr(client.dump(key))) for key in client.scan_iter("*")]
    client.close()
    assert found, "an empty store proves nothing"
    return found


SIZES = [
    ("light", WIDE),
    ("dark", NARROW),
    ("light", {"width": 360, "height": 740}),
    ("dark", {"width": 1600, "height": 900}),
]


@pytest.mark.parametrize("looks_like", SIZES)
def test_it_keeps_nobody_out(
    world: World, house: Runtime, app: Flask, browser: Browser, looks_like: tuple[str, dict[str, int]]
) -> None:
    scheme, size = looks_like
    was_here(world)
    is_owed(world)
    look = {"locale": "en-GB", "viewport": size, "color_scheme": scheme}
    with in_chromium(browser, house, app, "chloe", **look) as (page, address):
        page.goto(f"{address}/privacy")
        examined(page, f"privacy-{scheme}-{size['width']}")
        page.get_by_label("Phone number").fill(CALLER)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What there is")).to_be_visible()
        examined(page, f"person-{scheme}-{size['width']}")
        page.goto(f"{address}/privacy/looks")
        examined(page, f"looks-{scheme}-{size['width']}")


def examined(page: Page, name: str) -> None:
    assert shut_out(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing sticks out to the side"
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
