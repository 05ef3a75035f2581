"""The table of skills: each cell a button that works without a script, is told, taken back, and overwrites nobody."""

import re
from itertools import pairwise

from flask import Flask

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.roster.conftest import text_of
from tests.pages.visitors import Visitor, signed_in
from tools.ports import free_port
from voice_app import versions
from voice_app.pages import create_pages
from voice_app.rostering import edits
from voice_app.rostering.edits import Click, Editor
from voice_app.runtime import Runtime

CELL = re.compile(r'<form method="post" action="(/roster/skills[^"]*)".*?</form>', re.DOTALL)
FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')


def presses(client: Visitor, button: str, path: str = "/roster/skills") -> tuple[int, str]:
    """As a browser without a script does: the form around the button, with all its fields; and where that leads."""
    page = client.get(path).text
    for form in CELL.finditer(page):
        if f'id="{button}"' in form[0]:
            fields = {name: value for name, value in FIELD.findall(form[0]) if name != "csrf"}
            answer = client.post(form[1], data=fields)
            shown = client.get(answer.location).text if answer.status_code == 303 else answer.text
            return answer.status_code, text_of(shown)
    raise AssertionError(f"no button {button}")


def level(house: Runtime, agent: str, need: str) -> int:
    return house.roster[AgentId(agent)].skills.get(need, 0)


def test_a_click_is_one_level_more_and_after_the_best_none(house: Runtime, chloe: Visitor) -> None:
    levels = [level(house, "anna", "technical")]
    for _ in range(4):
        status, page = presses(chloe, "level-anna-technical")
        assert status == 303
        levels.append(level(house, "anna", "technical"))
    assert levels == [1, 2, 3, 0, 1]
    assert "Anna · a fault: 0 → 1" in page
    history = versions.history(house)
    assert [version.by for version in history] == ["chloe"] * 4 + [None], "each click is a version of its own"
    assert all(newer.base == older.id for newer, older in pairwise(history))


def test_it_is_taken_back_as_long_as_it_stands(house: Runtime, chloe: Visitor) -> None:
    done = chloe.post("/roster/skills", data={"agent": "bram", "need": "billing", "was": "2", "level": "3"}).location
    assert presses(chloe, "take-back", done)[0] == 303
    assert level(house, "bram", "billing") == 2
    assert "take-back" not in chloe.get(done).text


def test_a_cell_that_somebody_else_has_changed_is_told(house: Runtime, chloe: Visitor) -> None:
    seen = str(versions.newest(house).id)
    by_bram = Editor(house, AgentId("bram"), house.now())
    edits.set_level(by_bram, AgentId("anna"), Click("billing", 3, 0), 0)
    stale = {"agent": "anna", "need": "billing", "was": "3", "level": "0", "seen": seen}
    answer = chloe.post("/roster/skills", data=stale)
    assert answer.status_code == 409
    assert "Bram has changed this meanwhile" in text_of(answer.text)
    assert level(house, "anna", "billing") == 0


def test_a_language_becomes_last_then_better_then_none(house: Runtime, chloe: Visitor) -> None:
    for expected in (("nl", "en"), ("en", "nl"), ("nl",)):
        assert presses(chloe, "speaks-bram-en")[0] == 303
        assert house.roster[AgentId("bram")].languages == expected
    presses(chloe, "speaks-bram-nl")
    assert house.roster[AgentId("bram")].languages == ("nl",), "whoever answers speaks something"


def test_what_nobody_could_take_is_told_at_once(house: Runtime, chloe: Visitor) -> None:
    page = text_of(chloe.get("/roster/skills").text)
    assert "Only Anna can take “a bill” in English." in page
    assert "Nobody can take" not in page
    _, page = presses(chloe, "level-anna-billing")
    assert "Nobody can take “a bill” in English." in page
    assert "Only Bram can take “a bill” in Dutch." in page


def test_the_heads_say_how_many_could_take_it(chloe: Visitor) -> None:
    head = text_of(chloe.get("/roster/skills").text.partition('id="need-technical"')[2].partition("</th>")[0])
    assert re.findall(r'title="(\w+)">\w+</abbr> (\d)', head) == [("Dutch", "3"), ("English", "2")]


def test_each_cell_says_whose_it_is_what_it_says_and_what_a_press_does(chloe: Visitor) -> None:
    page = text_of(chloe.get("/roster/skills").text)
    assert 'aria-label="Anna, a bill: 3, best. Press for 0."' in page
    assert 'aria-label="Anna, English: language number 2. Press to change."' in page
    assert 'aria-label="Anna, French: not spoken. Press to change."' in page


def test_what_no_page_of_ours_sends_is_refused(chloe: Visitor) -> None:
    good = {"agent": "anna", "need": "billing", "was": "3", "level": "2"}
    for bad in ({"level": "4"}, {"level": "-1"}, {"level": ""}, {"was": "x"}):
        assert chloe.post("/roster/skills", data=good | bad).status_code == 400
    assert chloe.post("/roster/skills", data=good | {"agent": "nemo"}).status_code == 404
    assert chloe.post("/roster/skills", data=good | {"need": "<b>", "was": "0"}).status_code == 409
    for bad in ({"languages": "xx"}, {"languages": ""}, {"was": "nl,klingon"}, {"language": "xx"}):
        form = {"agent": "anna", "was": "nl,en", "languages": "nl"} | bad
        assert chloe.post("/roster/skills/languages", data=form).status_code == 400
    doubled = {"agent": "anna", "was": "nl,en", "languages": "nl,nl"}
    assert chloe.post("/roster/skills/languages", data=doubled).status_code == 409


def test_what_stands_in_the_address_is_believed_no_further(chloe: Visitor) -> None:
    for query in (
        "did=anna&need=billing&was=9&level=3",
        "did=nemo&need=x&was=1&level=2",
        "did=anna",
        "did=anna&need=x&was=y",
    ):
        answer = chloe.get(f"/roster/skills?{query}")
        assert (answer.status_code, "take-back" in answer.text) == (200, False)


def test_a_roster_that_is_empty_of_others_still_has_its_table(world_of: WorldOf) -> None:
    only = [
        {
            "id": "chloe",
            "name": "Chloë",
            "reach": "client:chloe",
            "languages": ["nl"],
            "skills": {},
            "role": "supervisor",
        }
    ]
    world = world_of(agent=only, env={"PAGES_PORT": str(free_port())})
    app: Flask = create_pages(world.house)
    page = text_of(signed_in(world.house, app, "chloe").get("/roster/skills").text)
    assert page.count("Niemand kan") == 4


def test_the_next_call_goes_where_the_click_says(world: World, chloe: Visitor) -> None:
    world.signs_on("anna", "bram")
    bram = world.agent("bram")
    bram.accepts()
    world.agent("anna").lets_it_ring()
    presses(chloe, "level-anna-billing")
    assert (level(world.house, "anna", "billing"), level(world.house, "bram", "billing")) == (0, 2)
    caller = world.caller().dials(world.carrier.line).waits("4s").presses("1")
    caller.is_talking_to(bram)
    caller.hangs_up()
