"""The wallboard: what it shows of a busy noon, and to whom; that it shows no caller, and keeps itself true."""

import html
import json
import re
from datetime import timedelta

import pytest
import redis
from flask import Flask
from playwright.sync_api import Browser, expect

from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.looking import in_chromium, shut_out
from tests.pages.streams import Stream
from tests.pages.talking import talks
from tests.pages.visitors import Visitor, nobody, screen, signed_in
from tests.pages.wallboard.conftest import is_busy
from voice_app import wallboard
from voice_app.accounts import leaving
from voice_app.accounts import screens as accounts_screens
from voice_app.ledger import Phone, accounts, agents, customers, screens
from voice_app.ledger.customers import Customer, Listed
from voice_app.pages.wallboard.watch import MOST, Watch
from voice_app.runtime import Runtime
from voice_app.wallboard import Shown

LIVE = "/wallboard/live"


def told(visitor: Visitor, path: str = "/wallboard") -> str:
    page = html.unescape(visitor.get(path).text)
    board = page[page.index('<div id="wallboard"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", board).split())


def english(house: Runtime, *ids: str) -> None:
    with house.ledger.write() as ledger:
        for id_ in ids:
            accounts.choose_language(ledger, AgentId(id_), "en")


# ── what it shows ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_busy_noon_is_shown(world: World, house: Runtime, app: Flask) -> None:
    english(house, "anna")
    callers = is_busy(world)
    said = told(signed_in(house, app, "anna"))
    assert "Waiting 3" in said
    assert re.search(r"a bill Dutch 2 \d\d:\d\d \d+ to \d+ min", said), said
    assert re.search(r"a fault Dutch 1 ", said)
    assert "2 on the phone 1 on a break 4 not signed on" in said
    assert "Anna on the phone" in said
    assert "Dirk on a break" in said
    assert "callers 5 answered 2 gave up 0" in said
    for caller in callers:
        caller.hangs_up()


def test_a_quiet_line_says_so(house: Runtime, app: Flask) -> None:
    english(house, "anna")
    said = told(signed_in(house, app, "anna"))
    assert "Waiting 0 Longest wait – Free of 0 at work 0" in said
    assert "Nobody waits." in said
    assert "Answered within 20 s –" in said


def test_what_each_of_us_does_is_said_with_since_when(world: World, house: Runtime) -> None:
    callers = is_busy(world)
    begun = world.now
    shown = Watch(house, lambda _: None).shown()
    does = {one.name: (one.does, one.since) for one in shown.team}
    assert {name: did for name, (did, _) in does.items()} == {"Anna": "talking", "Bram": "talking", "Dirk": "on_break"}
    dirk = does["Dirk"][1]
    assert dirk is not None
    assert begun - dirk > timedelta(minutes=2), "since the break was declared"
    for caller in callers:
        caller.hangs_up()
    world.passes("2s")
    again = Watch(house, lambda _: None).shown()
    assert {one.does for one in again.team} >= {"wrapping_up"}
    assert again.count == 0


def test_the_figures_are_those_of_the_ledger(storied_world: World) -> None:
    """By a statement of its own, of a made-up morning."""
    house = storied_world.house
    shown = Watch(house, lambda _: None).shown()
    assert shown.today is not None
    with house.ledger.read() as ledger:
        day = "'2026-03-01T23:00:00.000000Z' AND '2026-03-02T11:00:00.000000Z'"
        offered = "joined_at IS NOT NULL OR answered_at IS NOT NULL OR outcome = 'missed_while_down'"
        asked = f"FROM calls WHERE arrived_at BETWEEN {day} AND ({offered})"
        until = {
            name: f"(julianday({name}) - julianday(coalesce(joined_at, arrived_at))) * 86400"
            for name in ("answered_at", "ended_at")
        }
        quick = f"count(*) FILTER (WHERE {until['answered_at']} <= 20.001)"
        answered, soon = ledger.exec_driver_sql(f"SELECT count(answered_at), {quick} {asked}").one()
        gone = f"ended_at IS NOT NULL AND answered_at IS NULL AND {until['ended_at']} >= 5"
        lost = ledger.exec_driver_sql(f"SELECT count(*) {asked} AND {gone}").scalar_one()
        made, kept = (
            ledger.exec_driver_sql(f"SELECT count(*) FROM promises WHERE {at} BETWEEN {day}").scalar_one()  # noqa: S608 - ours
            for at in ("made_at", "kept_at")
        )
    calls, promises = shown.today.calls, shown.today.promises
    assert answered > 50
    assert (calls.answered, calls.offered) == (answered, answered + lost)
    assert calls.service_levels[0] == pytest.approx(soon / (answered + lost))
    assert (promises.made, promises.kept) == (made, kept)


# ── nobody who calls ────────────────────────────────────────────────────────────────────────────────────────────────

CANARY = "+31698765432"
SPELLINGS = (CANARY, "0698765432", "06 98765432", "698765432", "98 76 54 32", "Quirinius", "Zebedeüs", "kanariegeel")


@pytest.mark.threat("T14")
def test_nothing_of_a_caller_is_shown_to_anybody(world: World, house: Runtime, app: Flask) -> None:
    """A customer of the list who waits, keyed a promise's number, and left a note yesterday."""
    named = Customer("Quirinius-1", "Zebedeüs Quirinius", {"Kleur": "kanariegeel"})
    with house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(named, (Phone(CANARY),))], world.now)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller(CANARY).dials(world.carrier.line).waits("4s").presses("1")
    caller.is_talking_to(anna)
    other = world.caller(CANARY.replace("2", "3")).dials(world.carrier.line).waits("4s").presses("1")
    other.waits("30s").presses("1")
    again = world.caller("+31698765431", "Quirinius").dials(world.carrier.line).waits("4s").presses("2")
    world.passes("20s")
    english(house, "anna", "chloe")
    visitors = [signed_in(house, app, who) for who in ("anna", "chloe")] + [screen(house, app)]
    for visitor in visitors:
        texts = [visitor.get(path).text for path in ("/wallboard", "/wallboard?plain")]
        stream = Stream.of(visitor, LIVE)
        texts.append(json.dumps(stream.hears_at_last("board"), ensure_ascii=False))
        stream.closes()
        for text in texts:
            assert "Anna" in text
            assert [one for one in (*SPELLINGS, "69876543") if one.casefold() in text.casefold()] == []
    for one in (caller, again):
        one.hangs_up()


# ── while it is open ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_open_wallboard_hears_what_is_new_and_else_that_it_is_true(world: World, house: Runtime, app: Flask) -> None:
    talking = talks(world)
    stream = Stream.of(signed_in(house, app, "anna"), LIVE)
    assert stream.hears()[0] == "board"
    assert stream.hears_at_last("beat")
    caller = world.caller("+31633333333").dials(world.carrier.line).waits("4s").presses("1")
    world.passes("8s")
    assert ">1<" in stream.hears_at_last("board")["html"]
    stream.closes()
    caller.hangs_up()
    talking.hangs_up()


def test_who_is_signed_out_looks_no_longer(house: Runtime, app: Flask) -> None:
    stream = Stream.of(signed_in(house, app, "anna"), LIVE)
    assert stream.hears()[0] == "board"
    with house.ledger.write() as ledger:
        agents.leave(ledger, AgentId("anna"), "disabled", house.now())
    stream.hears_at_last("out")


def test_all_open_wallboards_share_one_look_and_one_page(house: Runtime, app: Flask) -> None:
    looks = []
    watch = Watch(house, looks.append)
    many = [watch.open() for _ in range(MOST)]
    assert all(many)
    assert looks == [watch], "one thread, however many are open"
    assert watch.open() is None, "no more than there are threads for"
    rendered = []

    def render(one: Shown) -> str:
        rendered.append(one)
        return "page"

    shown = watch.shown()
    assert [watch.rendered(shown, "nl", render) for _ in range(3)] == ["page"] * 3
    assert len(rendered) == 1
    for one in many:
        assert one is not None
        watch.close(one)
    assert not watch.go_on()


def test_a_board_that_is_gone_is_said_and_the_page_is_there(
    house: Runtime, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(house, "anna")
    with monkeypatch.context() as patch:
        patch.setattr(redis.Redis, "execute_command", _refuse)
        patch.setattr(redis.client.Pipeline, "execute", _refuse)
        answer = signed_in(house, app, "anna").get("/wallboard")
        assert (answer.status_code, "We cannot see who waits" in answer.text) == (200, True)
        stream = Stream.of(signed_in(house, app, "anna"), LIVE)
        assert stream.hears()[0] == "blind"
        stream.closes()


def _refuse(*_: object, **__: object) -> None:
    raise redis.ConnectionError("refused")


def test_in_a_browser_it_follows_and_says_when_it_cannot(
    world: World, house: Runtime, app: Flask, browser: Browser
) -> None:
    english(house, "anna")
    with in_chromium(browser, house, app, "anna", locale="en-GB") as (page, address):
        page.goto(f"{address}/wallboard?plain")
        waiting = page.locator(".wall-main dd").first
        expect(waiting).to_have_text("0")
        talking = talks(world)
        caller = world.caller("+31633333333").dials(world.carrier.line).waits("4s").presses("1")
        world.passes("8s")
        expect(waiting).to_have_text("1")
        expect(page.locator(".wall-needs time[data-up]")).to_have_text(re.compile(r"^\d:\d\d$"))
        caller.hangs_up()
        world.passes("1s")
        expect(waiting).to_have_text("0")
        talking.hangs_up()
        page.route("**/wallboard/live", lambda route: route.abort())
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        expect(page.locator("#out-of-date")).to_be_visible()
        expect(page.locator("#out-of-date")).to_contain_text("The connection is lost.")
        assert shut_out(page) == []
        page.unroute("**/wallboard/live")
        expect(page.locator("#out-of-date")).to_be_hidden()


def test_without_a_script_it_is_loaded_again_by_itself(house: Runtime, app: Flask) -> None:
    for path in ("/wallboard", "/wallboard?plain"):
        assert (
            '<noscript><meta http-equiv="refresh" content="10"></noscript>'
            in signed_in(house, app, "anna").get(path).text
        )


# ── screens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def make(house: Runtime, app: Flask, name: str = "The hall") -> tuple[Visitor, str]:
    """Chloë's browser, and the link that she was shown."""
    english(house, "chloe")
    chloe = signed_in(house, app, "chloe")
    page = chloe.post("/wallboard/screens", data={"name": name})
    assert page.status_code == 200
    (link,) = re.findall(r'<code id="screen-link">([^<]+)</code>', page.text)
    return chloe, link


@pytest.mark.threat("T14")
def test_a_link_lets_a_television_in_to_the_wallboard_and_nowhere_else(house: Runtime, app: Flask) -> None:
    _, link = make(house, app)
    hall = nobody(house, app)
    path = link.removeprefix(house.settings.pages_base_url)
    answer = hall.get(path)
    assert answer.location == "/wallboard?plain"
    (given,) = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Max-Age=31536000" in given
    board = hall.get("/wallboard")
    assert board.status_code == 200
    assert 'id="wallboard"' in board.text
    assert 'class="doors"' not in board.text, "no way to any other room"
    assert 'id="banner"' not in board.text
    for other in ("/desk", "/banner", "/recordings", "/floor", "/account", "/wallboard/screens"):
        assert hall.get(other).location == f"/sign-in?next={other.replace('/', '%2F')}"
    assert hall.post("/wallboard/screens", data={"name": "more"}).status_code in (401, 403)


def test_a_link_is_shown_once_and_only_its_digest_is_kept(house: Runtime, app: Flask) -> None:
    chloe, link = make(house, app)
    token = link.rpartition("/")[2]
    assert token not in chloe.get("/wallboard/screens").text
    with house.ledger.read() as ledger:
        raw = ledger.connection.dbapi_connection
        assert raw is not None
        assert token not in "\n".join(raw.iterdump())  # type: ignore[attr-defined]  # SQLite has it


def test_a_screen_that_is_taken_back_sees_no_more_from_its_next_beat_on(house: Runtime, app: Flask) -> None:
    chloe, link = make(house, app)
    hall = nobody(house, app)
    hall.get(link.removeprefix(house.settings.pages_base_url))
    stream = Stream.of(hall, LIVE)
    assert stream.hears()[0] == "board"
    with house.ledger.read() as ledger:
        (there,) = screens.unrevoked(ledger, house.now())
    assert chloe.post(f"/wallboard/screens/{there.id}/revoke").status_code == 303
    assert chloe.post(f"/wallboard/screens/{there.id}/revoke").status_code == 303, "twice is once"
    stream.hears_at_last("out")
    assert hall.get("/wallboard").location == "/sign-in?next=%2Fwallboard"
    assert nobody(house, app).get(link.removeprefix(house.settings.pages_base_url)).status_code == 404
    assert "The hall" not in chloe.get("/wallboard/screens").text


@pytest.mark.threat("T14")
@pytest.mark.parametrize("by", ["bram", "command"])
def test_a_screen_ends_with_the_account_of_whoever_made_its_link(house: Runtime, app: Flask, by: str) -> None:
    """Who leaves may have kept it."""
    _, link = make(house, app)
    accounts_screens.make(house, "Canteen", "nl", AgentId("bram"), house.now())
    path = link.removeprefix(house.settings.pages_base_url)
    hall = nobody(house, app)
    hall.get(path)
    stream = Stream.of(hall, LIVE)
    assert stream.hears()[0] == "board"
    with house.ledger.write() as ledger:
        leaving.disable(ledger, AgentId("chloe"), house.now(), by=by)
    stream.hears_at_last("out")
    assert hall.get("/wallboard").location == "/sign-in?next=%2Fwallboard"
    assert nobody(house, app).get(path).status_code == 404
    with house.ledger.read() as ledger:
        assert [left.name for left in screens.unrevoked(ledger, house.now())] == ["Canteen"]


def test_a_screen_is_good_for_a_year(world: World, house: Runtime) -> None:
    token = accounts_screens.make(house, "The hall", "nl", AgentId("chloe"), world.now).rpartition("/")[2]
    day = timedelta(days=1)
    assert accounts_screens.find(house, token, world.now + 364 * day) is not None
    assert accounts_screens.find(house, token, world.now + 365 * day) is None
    assert accounts_screens.find(house, token + "x", world.now) is None


def test_a_screen_without_a_name_or_one_too_many_is_refused_with_the_reason(house: Runtime, app: Flask) -> None:
    english(house, "chloe")
    chloe = signed_in(house, app, "chloe")
    for name in ("", "   ", "x" * 61):
        answer = chloe.post("/wallboard/screens", data={"name": name})
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    for count in range(accounts_screens.MOST):
        assert chloe.post("/wallboard/screens", data={"name": f"Wall {count}"}).status_code == 200
    refused = chloe.post("/wallboard/screens", data={"name": "<b>One more</b>"})
    assert (refused.status_code, "&lt;b&gt;One more" in refused.text) == (409, True), "what was typed is kept, as text"


def test_agents_make_no_screens(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    assert anna.get("/wallboard/screens").status_code == 404
    assert anna.post("/wallboard/screens", data={"name": "mine"}).status_code == 404
    assert "/wallboard/screens" not in anna.get("/wallboard").text


def test_a_session_goes_before_a_screen(house: Runtime, app: Flask) -> None:
    """Who signs in at a television is who they are."""
    _, link = make(house, app)
    anna = signed_in(house, app, "anna")
    anna.get(link.removeprefix(house.settings.pages_base_url))
    assert anna.get("/account").status_code == 200
    assert 'id="banner"' in anna.get("/wallboard").text


def test_screens_are_made_without_shutting_anybody_out(house: Runtime, app: Flask, browser: Browser) -> None:
    english(house, "chloe")
    with in_chromium(browser, house, app, "chloe", locale="en-GB") as (page, address):
        page.goto(f"{address}/wallboard/screens")
        page.get_by_label("Where it hangs").fill("Canteen")
        page.get_by_role("button", name="Make a link").click()
        expect(page.locator("#screen-link")).to_contain_text("/wallboard/screen/")
        assert shut_out(page) == []
        page.get_by_role("button", name="Take back: Canteen").click()
        expect(page.get_by_text("No screen shows the wallboard by a link.")).to_be_visible()


# ── as a value ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_break_that_nobody_has_declared_yet_costs_no_look(world: World, house: Runtime) -> None:
    world.signs_on("anna")
    board = house.board.agents(house.roster)
    assert wallboard.breaks_of(house, [one.agent for one in board.values()]) == {}
    world.declares("anna", Presence.ON_BREAK)
    board = house.board.agents(house.roster)
    assert wallboard.breaks_of(house, [one.agent for one in board.values()]) == {"anna": world.now}
    world.signs_off("anna")
