"""What stands above every page: for whom, what it says, and that it keeps itself true without taking the focus."""

import html
import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from routing.alarms import Rule
from routing.skills import AgentId
from tests.counting import counted
from tests.journeys.world import World
from tests.pages.looking import shut_out, watched
from tests.pages.visitors import Visitor, cookie, nobody, served, signed_in
from voice_app.ledger import AlarmId, LedgerGone, accounts, alarms
from voice_app.runtime import Runtime
from voice_app.vitals import Trouble, Vitals


def shown(visitor: Visitor, path: str = "/banner") -> str:
    page = html.unescape(visitor.get(path).text)
    found = re.search(r'<div id="banner".*?</div>', page, re.DOTALL)
    assert found, page
    said = re.sub(r'<p class="news bad" data-says.*?</p>', "", found[0], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


def visitors(world: World, app: Flask) -> tuple[Visitor, Visitor]:
    """Anna and Chloë, who read English."""
    with world.house.ledger.write() as ledger:
        for one in ("anna", "chloe"):
            accounts.choose_language(ledger, AgentId(one), "en")
    return signed_in(world.house, app, "anna"), signed_in(world.house, app, "chloe")


def raise_two(world: World) -> None:
    with world.house.ledger.write() as ledger:
        alarms.raise_once(ledger, AlarmId("A1"), Rule.PROMISE_AT_RISK, "P1", world.now)
        alarms.raise_once(ledger, AlarmId("A2"), Rule.PROMISE_BROKEN, "P2", world.now)


@pytest.mark.parametrize("path", ["/desk", "/account", "/recordings", "/banner"])
def test_it_stands_above_every_page_of_whoever_has_signed_in(world: World, app: Flask, path: str) -> None:
    anna, chloe = visitors(world, app)
    assert shown(anna, path) == shown(chloe, path) == ""
    world.loses("ticker")
    world.passes("45s")
    assert "Nobody watches over our promises." in shown(anna, path)
    assert "nobody is called back" in shown(anna, path)
    assert "the ticker stands still" in shown(chloe, path)
    world.regains("ticker")
    world.passes("35s")
    assert shown(anna, path) == ""


def test_whoever_has_not_signed_in_is_told_nothing(house: Runtime, app: Flask) -> None:
    assert 'id="banner"' not in nobody(house, app).get("/sign-in").text
    assert 'id="banner"' not in signed_in(house, app, "chloe", halfway=True).get("/second-factor").text


def test_supervisors_see_how_many_alarms_stand_and_the_gravest(world: World, app: Flask) -> None:
    raise_two(world)
    anna, chloe = visitors(world, app)
    assert shown(chloe).startswith("2 alarms stand, the gravest: A promise was not kept in time, since")
    assert shown(anna) == ""
    end_all(world)


def end_all(world: World) -> None:
    with world.house.ledger.write() as ledger:
        alarms.end(ledger, Rule.PROMISE_AT_RISK, "P1", world.now)
        alarms.end(ledger, Rule.PROMISE_BROKEN, "P2", world.now)


def test_a_board_that_is_gone_is_said(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Vitals((Trouble("board_gone", None),))
    monkeypatch.setattr("voice_app.vitals.look", lambda *_: gone)
    assert "No caller can be put through to you" in shown(visitors(world, app)[0])


def test_without_a_ledger_the_script_is_told_so(house: Runtime, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can tell who asks; what there is to say lies in the page already."""
    anna = signed_in(house, app, "anna")
    assert 'data-says="gone"' in anna.get("/banner").text

    def gone(*_: object) -> None:
        raise LedgerGone("it is")

    monkeypatch.setattr("voice_app.accounts.sessions.find", gone)
    assert anna.get("/banner").status_code == 503


def test_it_is_cheap_and_no_sign_of_life(
    world: World, house: Runtime, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open page asks for it all day: one statement beside who it is, and the session ends all the same."""
    anna = signed_in(house, app, "anna")
    with counted(monkeypatch) as looks:
        anna.get("/banner")
    assert (len([one for one in looks.ledger if "heartbeats" in one]), looks.board) == (1, 1)
    looks.are_at_most(4)
    for _ in range(5):
        world.passes("13m")
        status = anna.get("/banner").status_code
    assert status == 302


# ── in a browser ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_keeps_itself_true_and_takes_no_focus(world: World, house: Runtime, app: Flask, browser: Browser) -> None:
    with served(house, app) as address, watched(browser, locale="en-GB") as page:
        page.clock.install()
        page.context.add_cookies([cookie(house, "chloe", address)])
        page.goto(f"{address}/account")
        page.locator("main button").first.focus()
        world.loses("ticker")
        world.passes("45s")
        page.clock.run_for(16_000)
        expect(page.locator("#banner")).to_contain_text("ticker")
        assert page.evaluate("document.activeElement.localName") == "button"
        assert shut_out(page) == []
        page.route("**/banner", lambda route: route.abort())
        page.clock.run_for(16_000)
        expect(page.locator('[data-says="lost"]')).to_be_visible()
        expect(page.locator("#banner")).to_contain_text("ticker")
        page.unroute("**/banner")
        world.regains("ticker")
        world.passes("35s")
        page.clock.run_for(16_000)
        expect(page.locator("#banner")).not_to_contain_text("ticker")
        expect(page.locator('[data-says="lost"]')).to_be_hidden()
