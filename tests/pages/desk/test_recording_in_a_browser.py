"""Recording in Chromium: asked with one key, red until it is paused, the same after loading anew and on a phone."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from routing.skills import AgentId, ReservationId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.desk.conftest import Desks
from tests.pages.desk.test_accessible import AXE, findings
from tests.pages.desk.test_in_a_browser import calls, stage
from tests.serving import serving
from tools.ports import free_port
from voice_app.runtime import Runtime
from voice_app.sound import recording


@pytest.fixture
def world(world_of: WorldOf) -> World:
    env = {"PAGES_PORT": str(free_port())}
    return world_of(supervisors=("chloe",), env=env, recording={"mode": "ask"})


@pytest.fixture
def house(world: World) -> Iterator[Runtime]:
    """A house whose carrier answers over a socket."""
    with serving(world.carrier.app) as url:
        settings = world.house.settings.model_copy(update={"twilio_api_base_url": url})
        yield replace(world.house, settings=settings)


def is_red(page: Page) -> bool:
    """In words, and as a bar along the window's edge, which is seen wherever the page is scrolled to."""
    expect(page.locator(".recording.is-on .recording-now strong")).to_have_text("Opname loopt")
    bar = """one => {
        const bar = getComputedStyle(one, "::before"), words = getComputedStyle(one.querySelector("strong"));
        return bar.position === "fixed" && bar.top === "0px" && parseInt(bar.width) === innerWidth
            && parseFloat(bar.height) > 4 && bar.backgroundColor === words.color;
    }"""
    return bool(page.locator(".recording.is-on").evaluate(bar))


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility was not looked at")
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_it_is_asked_paused_and_gone_on_with_by_keys(world: World, desks: Desks, width: str) -> None:
    (anna,) = world.signs_on("anna")
    page = desks.open("anna", width=width)
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    stage(page, "talking")

    page.keyboard.press("y")
    expect(page.get_by_text("Vindt u het goed dat ik dit opneem")).to_be_visible()
    keep(page, f"asking-{width}")
    page.get_by_role("button", name="Antwoord was ja: opnemen").click()
    expect(page.locator(".recording-now")).to_contain_text("De opname begint")
    world.passes("2s")
    expect(page.locator(".recording-now")).to_contain_text("Opname loopt")
    assert is_red(page)
    page.reload()
    expect(page.locator(".recording-now")).to_contain_text("Opname loopt")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert is_red(page)
    keep(page, f"on-{width}")

    page.keyboard.press("p")
    expect(page.locator(".recording-now")).to_contain_text("pauze volgt")
    world.passes("2s")
    expect(page.locator(".recording-now")).to_contain_text("Opname staat stil")
    expect(page.locator(".recording.is-on")).to_have_count(0)
    keep(page, f"paused-{width}")
    page.keyboard.press("p")
    expect(page.locator(".recording-now")).to_contain_text("De opname gaat verder")
    world.passes("2s")
    expect(page.locator(".recording-now")).to_contain_text("Opname loopt")
    caller.hangs_up()
    world.passes("3s")
    stage(page, "wrapping_up")
    expect(page.locator(".recording-now")).to_contain_text("Tot hier opgenomen")
    page.goto(f"{desks.address}/recordings")
    expect(page.locator("audio")).to_have_count(1)
    keep(page, f"list-{width}")


def test_a_player_of_the_browser_s_own_plays_and_jumps(world: World, desks: Desks) -> None:
    """Through our own address and headers, in parts."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = calls(world)
    anna.is_talking_to(caller)
    on_board = world.house.board.agent(AgentId("anna"))
    assert on_board is not None
    talk = ReservationId(on_board.reservation or "")
    recording.start(world.house, AgentId("anna"), talk, world.now, caller_agreed=True)
    caller.waits("90s").hangs_up().waits("5s")
    page = desks.open("anna")
    page.goto(f"{desks.address}/recordings")
    at = page.locator("audio").evaluate("""async one => {
        one.muted = true;
        await one.play();
        one.currentTime = 60;
        await new Promise(then => one.addEventListener("seeked", then, {once: true}));
        one.pause();
        return [Math.round(one.duration), Math.round(one.currentTime)];
    }""")
    assert at == [90, 60]


def keep(page: Page, name: str) -> None:
    """Nobody is kept out, light or dark; and for whoever wants to look: where a folder is named, a picture."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
        assert findings(page) == [], (name, scheme)
    if folder := os.environ.get("RECORDING_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
