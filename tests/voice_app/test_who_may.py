"""Who is let in where by the process that answers calls: every route of its URL map, for every kind of visitor."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from carrier.testing import AUTH_TOKEN
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world_of
from tests.journeys.world import World
from tests.pages.visitors import begin_session
from tests.voice_app import who_may
from tests.voice_app.test_hooks import call, rows
from tools.stage import API_TOKEN, BASE_URL
from voice_app.accounts import screens
from voice_app.ledger import accounts, promises
from voice_app.pages import create_pages
from voice_app.pages.door import SCREEN, SESSION, cookie_name
from voice_app.signature import sign

__all__ = ["WorldOf", "empty_ledger", "ledger", "world_of"]

pytestmark = pytest.mark.threat("T14")


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",))


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule


def cookies(world: World) -> dict[who_may.Visitor, tuple[str, str]]:
    house = world.house
    begun = {"agent": "anna", "supervisor": "chloe", "disabled": "bram"}
    found: dict[who_may.Visitor, tuple[str, str]] = {
        who: (SESSION, begin_session(house, agent))
        for who, agent in begun.items()  # type: ignore[misc]  # its keys
    }
    with house.ledger.write() as connection:
        accounts.disable(connection, AgentId("bram"), house.now())
    link = screens.make(house, "the hall", "en", AgentId("chloe"), house.now())
    return found | {"screen": (SCREEN, link.rpartition("/")[2])}


def asks(world: World, who: who_may.Visitor, method: str, path: str, cookie: tuple[str, str] | None) -> int:
    client: FlaskClient = world.app.test_client()
    if cookie is not None:
        client.set_cookie(cookie_name(world.house.settings, cookie[0]), cookie[1])
    headers = {"Authorization": f"Bearer {API_TOKEN}"} if who == "program" else {}
    form = MultiDict(call(CallStatus="completed") if method == "POST" else {})
    if who == "carrier":
        headers["X-Twilio-Signature"] = sign(BASE_URL + path, form, AUTH_TOKEN)
    return client.open(path, method=method, data=form, headers=headers).status_code


def test_every_route_is_open_to_whom_the_table_says_and_to_nobody_else(world: World) -> None:
    """Of those who are refused nothing is written; so they come first."""
    given, wrong = cookies(world), []
    cells = [(*route, who, cell) for route in routes(world.app) for who, cell in who_may.row(route[1]).items()]
    before = rows(world.house.ledger)
    for are_let_in in (False, True):
        for method, rule, who, cell in cells:
            if (cell == "in") == are_let_in:
                status = asks(world, who, method, re.sub(r"<[^>]+>", "none-such", rule), given.get(who))
                if status in (401, 403) if are_let_in else str(status) != cell:
                    wrong.append(f"{who} · {method} {rule}: meant {cell}, but {status}")
        assert are_let_in or rows(world.house.ledger) == before
    assert not wrong, "\n  ".join(wrong)
    assert len(cells) > 7 * 40


def test_a_program_s_token_opens_no_page(world: World) -> None:
    app = create_pages(world.house)
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        if rule.methods and "GET" in rule.methods and not rule.rule.startswith("/static"):
            answer = app.test_client().get(
                path,
                base_url=world.house.settings.pages_base_url,
                headers={"Authorization": f"Bearer {API_TOKEN}", "X-CSRF-Token": API_TOKEN},
                follow_redirects=True,
            )
            assert "Anna" not in answer.text, path


def test_no_id_can_be_guessed(world: World) -> None:
    """They are drawn with more than a hundred bits; those of the stage count up, so that each run is the same."""
    from voice_app.runtime import new_id, new_token

    drawn = {new_id() for _ in range(1000)} | {new_token() for _ in range(1000)}
    assert len(drawn) == 2000
    assert min(map(len, drawn)) >= 20
    with world.house.ledger.read() as connection:
        assert promises.get(connection, "P1") is None  # type: ignore[arg-type]  # as somebody would guess it
