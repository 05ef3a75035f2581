"""The line by the API: read, changed, refused, brought back."""

from collections.abc import Callable
from typing import Any

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.voice_app.api.api import Api
from voice_app import versions
from voice_app.ledger import accounts
from voice_app.line import Line

Json = dict[str, Any]


def renamed(api: Api, name: str) -> Json:
    content: Json = api.get("/api/line")["content"]
    content["line"]["name"] = name
    return content


def test_the_newest_version_is_shown_with_what_will_surprise_somebody(api: Api) -> None:
    shown = api.get("/api/line")
    assert (shown["version"], shown["source"], shown["by"], shown["base"]) == (1, "file", None, None)
    assert shown["content"]["line"]["name"] == "Voorbeeld"
    assert {"severity": "warning", "path": "menu[1].words.fr", "what": "x", "remedy": "y"}.keys() == shown["warnings"][
        0
    ].keys()
    assert all(one["path"] == one["path"].lower() for one in shown["warnings"])  # of the line, not of the environment


def test_a_change_counts_from_the_next_call_on(world: World, api: Api) -> None:
    changed = api.put("/api/line", base=1, content=renamed(api, "Anders"), by="crm-user-7")
    assert (changed["version"], changed["source"], changed["by"], changed["base"]) == (2, "api", "crm-user-7", 1)
    assert api.get("/api/line") == changed
    world.caller().dials(world.carrier.line).hears("Welkom bij Anders")


def test_a_whole_number_may_be_written_as_json_has_it(api: Api) -> None:
    assert api.put("/api/line", base=1.0, content=renamed(api, "Anders"))["version"] == 2
    assert api.put("/api/line", status=422, base=1.5, content=renamed(api, "Anders"))["errors"][0]["field"] == "base"


def test_the_same_again_is_no_new_version(api: Api) -> None:
    content = renamed(api, "Anders")
    assert api.put("/api/line", base=1, content=content)["version"] == 2
    assert api.put("/api/line", base=1, content=content)["version"] == 2  # whose answer was lost
    assert api.put("/api/line", base=2, content=content)["version"] == 2


def test_who_edited_an_older_version_is_shown_the_newest(world: World, api: Api) -> None:
    world.edits(line={"name": "Sneller"})
    problem = api.put("/api/line", status=409, base=1, content=renamed(api, "Later"))
    assert problem["code"] == "overtaken"
    assert problem["newest"] == api.get("/api/line")
    assert problem["newest"]["content"]["line"]["name"] == "Sneller"


def test_a_wrong_line_is_refused_with_every_mistake_by_its_path(world: World, api: Api) -> None:
    content = renamed(api, "Anders")
    content["menu"][1]["key"] = "9"
    content["hours"]["mon"] = ["21:00-09:00"]
    content["agent"][0]["pin"] = 4711
    content["closure"] = {"from": "2026-03-02 12:00"}
    problem = api.put("/api/line", status=422, base=1, content=content)
    assert [one["field"] for one in problem["errors"]] == [
        "content.hours.mon[1]",
        "content.closure.until",
        "content.menu[2].key",
        "content.agent[1].pin",
    ]
    assert versions.newest(world.house).id == 1


def test_a_pin_is_refused_by_name(api: Api) -> None:
    content = renamed(api, "Anders")
    content["agent"][0]["pin"] = "4711"
    (mistake,) = api.put("/api/line", status=422, base=1, content=content)["errors"]
    assert mistake["field"] == "content.agent[1].pin"
    assert "LINE_FILE" in mistake["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"base": 0, "content": {}}, {"base": "1", "content": {}}, {"base": 1, "content": []}]
)
def test_what_is_no_change_is_refused(api: Api, body: Json) -> None:
    assert api.put("/api/line", status=422, **body)["code"] == "mistaken"


def test_the_history_tells_what_each_version_changed(world: World, api: Api) -> None:
    world.edits(line={"name": "Anders"}, hours={"mon": []})
    (second, first) = api.get("/api/line/versions")["items"]
    assert second["changes"] == [
        {"path": "line.name", "before": "Voorbeeld", "after": "Anders"},
        {"path": "hours.mon", "before": ["09:00-21:00"], "after": []},
    ]
    assert (second["by"], second["source"], first["changes"]) == ("chloe", "page", [])


def test_the_history_is_paged(world: World, api: Api) -> None:
    for n in range(21):
        world.edits(line={"name": f"Naam {n}"})
    page = api.get("/api/line/versions")
    assert [one["version"] for one in page["items"]] == list(range(22, 2, -1))
    last = api.get(f"/api/line/versions?cursor={page['next_cursor']}")
    assert [one["version"] for one in last["items"]] == [2, 1]
    assert last["next_cursor"] is None
    assert last["items"][0]["changes"][0]["path"] == "line.name"
    assert api.get("/api/line/versions?cursor=1") == {"items": [], "next_cursor": None}
    for wrong in ("x", "-1", "9999999999"):
        assert api.get(f"/api/line/versions?cursor={wrong}", status=422)["errors"][0]["field"] == "cursor"


def test_an_older_version_is_read_and_brought_back(world: World, api: Api) -> None:
    world.edits(line={"name": "Anders"})
    assert api.get("/api/line/versions/1")["content"]["line"]["name"] == "Voorbeeld"
    back = api.post("/api/line/versions/1/restore", base=2)
    assert (back["version"], back["base"], back["content"]["line"]["name"]) == (3, 2, "Voorbeeld")
    assert api.post("/api/line/versions/2/restore", status=409, base=2)["newest"]["version"] == 3
    for unknown in ("99", "x", "99999999999"):
        api.post(f"/api/line/versions/{unknown}/restore", status=404, base=3)
        api.get(f"/api/line/versions/{unknown}", status=404)


# ── what no program may, because no page may ────────────────────────────────────────────────────────────────────────


def of_somebody(content: Json, **agent: Any) -> Json:
    content["agent"].append({"id": "dora", "name": "Dora", "languages": ["nl"], "skills": {}} | agent)
    return content


BEYOND = {
    "another number of the line": lambda line: line["line"].update(number="+31201234568"),
    "an agent whose phone costs": lambda line: of_somebody(line, reach="tel:+319061234567"),
    "an agent abroad": lambda line: of_somebody(line, reach="tel:+252611234567"),
    "an agent abroad, with a policy that would allow it": lambda line: (
        of_somebody(line, reach="tel:+252611234567"),
        line["callback"].update(allowed_countries=["NL", "SO"]),
    ),
    "a fallback number that costs": lambda line: line["line"].update(fallback_number="+319061234567"),
    "a satellite for a fallback number": lambda line: line["line"].update(fallback_number="+881612345678"),
    "a stranger who is told who calls": lambda line: line.update(
        customers={"lookup_url": "https://evil.example/whose-phone"}
    ),
    "nobody left to open the pages": lambda line: [agent.update(role="agent") for agent in line["agent"]],
}


@pytest.fixture
def with_supervisor(world_of: WorldOf) -> World:
    """Chloë has a password, and nobody else."""
    world = world_of(supervisors=("chloe",))
    with world.house.ledger.write() as ledger:
        accounts.open_account(ledger, AgentId("chloe"))
        accounts.set_password(ledger, AgentId("chloe"), "hashed", world.now)
    return world


@pytest.mark.threat("T1", "T14")
@pytest.mark.parametrize("edit", BEYOND.values(), ids=BEYOND.keys())
def test_a_program_changes_nothing_that_no_page_may(with_supervisor: World, edit: Callable[[Json], object]) -> None:
    """Whoever finds the token of a web site neither has us ring what costs nor shuts the supervisors out."""
    api = Api(with_supervisor.house, with_supervisor.app)
    content: Json = api.get("/api/line")["content"]
    edit(content)
    problem = api.put("/api/line", status=422, base=1, content=content)
    assert len(problem["errors"]) == 1
    assert api.get("/api/line")["version"] == 1


@pytest.mark.threat("T14")
def test_nor_does_a_program_bring_such_a_version_back(with_supervisor: World) -> None:
    api, house = Api(with_supervisor.house, with_supervisor.app), with_supervisor.house
    newest = versions.newest(house)
    content = api.get("/api/line")["content"]
    demoted = [agent | {"role": "agent"} for agent in content["agent"]]
    shut = versions.change(
        house, Line.from_dict(content | {"agent": demoted}), base=1, by=None, source="command", now=house.now()
    )
    assert isinstance(shut, versions.Version)
    again = versions.change(house, newest.line, base=shut.id, by=None, source="command", now=house.now())
    assert isinstance(again, versions.Version)
    problem = api.post(f"/api/line/versions/{shut.id}/restore", status=422, base=again.id)
    assert [one["field"] for one in problem["errors"]] == ["content.agent"]
    assert api.get("/api/line")["version"] == again.id


def test_a_line_without_a_way_in_may_still_be_edited_by_a_program(world: World, api: Api) -> None:
    assert api.put("/api/line", base=1, content=renamed(api, "Anders"))["version"] == 2
