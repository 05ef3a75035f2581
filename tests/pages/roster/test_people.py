"""Everybody on one page: what they do, what they can, how they get in; and whom a filter leaves."""

import pytest
from flask import Flask

from routing.agents import Presence
from routing.board import BoardGone
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.roster.conftest import text_of
from tests.pages.talking import talks
from tests.pages.test_sessions import has_password
from tests.pages.test_welcome import invited
from tests.pages.visitors import Visitor, signed_in
from tools.ports import free_port
from voice_app.ledger import accounts, agents
from voice_app.pages import create_pages
from voice_app.pages.roster import people
from voice_app.runtime import Runtime


def row(chloe: Visitor, agent: str, query: str = "") -> str:
    page = chloe.get(f"/roster{query}").text
    return text_of(page.partition(f'<tr id="agent-{agent}"')[2].partition("</tr>")[0])


def test_who_talks_who_is_ready_and_since_when(world: World, chloe: Visitor) -> None:
    caller = talks(world)
    world.signs_on("bram")
    world.passes("9m")
    assert "talks" in row(chloe, "anna")
    assert "0:09" in row(chloe, "bram")
    assert "Ready" in row(chloe, "bram")
    assert "Signed off" in row(chloe, "chloe")
    caller.hangs_up()


def test_how_each_gets_in(house: Runtime, world: World, chloe: Visitor) -> None:
    assert "no way in yet" in row(chloe, "anna")
    invited(house, "anna")
    assert "invited until" in row(chloe, "anna")
    has_password(house, "bram")
    assert "password" in row(chloe, "bram")
    assert "never" in row(chloe, "bram")
    assert "signed in" in row(chloe, "chloe")
    assert "no way in yet" not in row(chloe, "chloe"), "who is in has found one"


def test_no_phone_number_is_shown(chloe: Visitor) -> None:
    page = chloe.get("/roster").text
    assert "12345678" not in page
    assert "87654321" not in page


def test_a_filter_stands_in_the_address(chloe: Visitor) -> None:
    def left(query: str) -> list[str]:
        return [agent for agent in ("anna", "bram", "chloe") if row(chloe, agent, query)]

    assert left("") == ["anna", "bram", "chloe"]
    assert left("?need=billing") == ["anna", "bram"]
    assert left("?need=billing&language=en") == ["anna"]
    assert left("?need=nonsense&language=xx") == ["anna", "bram", "chloe"]
    assert 'value="billing" selected' in chloe.get("/roster?need=billing").text
    assert "Nobody can take that" not in chloe.get("/roster?need=technical&language=en").text


def test_who_is_expected_and_is_not_there_is_told(world_of: WorldOf) -> None:
    world = world_of(supervisors=("chloe",), shifts={"anna": ["mon 09:00-17:00"]}, env={"PAGES_PORT": str(free_port())})
    chloe = signed_in(world.house, create_pages(world.house), "chloe")
    assert "expected now" in row(chloe, "anna")
    assert "expected now" not in row(chloe, "bram")
    world.signs_on("anna")
    assert "expected now" not in row(chloe, "anna")


def test_nobody_yet_says_what_to_do(world: World, house: Runtime, chloe: Visitor) -> None:
    with house.ledger.write() as ledger:
        for agent in ("anna", "bram"):
            accounts.disable(ledger, AgentId(agent), world.now)
            agents.leave(ledger, AgentId(agent), "disabled", world.now)
    assert "Nobody can take that." in text_of(chloe.get("/roster?need=billing").text)
    assert "Who has left" in chloe.get("/roster").text


def test_without_a_board_what_was_declared_is_shown(
    world: World, chloe: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.declares("anna", Presence.ON_BREAK)

    def gone(_: object) -> None:
        raise BoardGone("gone for this test")

    monkeypatch.setattr(people, "floor_of", gone)
    assert "On break" in row(chloe, "anna")


def test_a_name_with_markup_is_text(house: Runtime, app: Flask, chloe: Visitor) -> None:
    form = {"name": "<img src=x onerror=alert(1)>", "kind": "client", "first": "nl", "role": "agent"}
    answer = chloe.post("/roster/add", data=form)
    assert answer.status_code == 303
    for path in (
        "/roster",
        "/roster/skills",
        answer.location.partition("?")[0],
        f"{answer.location.partition('?')[0]}/leave",
    ):
        page = chloe.get(path).text
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page
