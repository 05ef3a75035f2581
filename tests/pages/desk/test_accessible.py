"""axe-core finds nothing serious, in any stage, light or dark, wide or narrow."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.house.sources import ROOT
from tests.journeys.world import World
from tests.pages.desk.conftest import NARROW, WIDE, Desks

AXE = ROOT / "node_modules/axe-core/axe.min.js"
GRAVE = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """Injected by the browser itself, which the page's own policy does not bind."""
    if not page.evaluate("'axe' in window"):
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE.read_text()})
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(all => all.violations)"
    )
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def examine(page: Page, stage: str) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-stage", stage)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
            assert findings(page) == [], f"{stage}, {scheme}, {size['width']} wide"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility was not looked at")
def test_no_stage_of_the_desk_keeps_anybody_out(world: World, desks: Desks) -> None:
    anna, _ = world.signs_on("anna", "bram")
    page = desks.open("anna")
    examine(page, "idle")

    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings()
    examine(page, "ringing")

    anna.answers().hears("Een rekening").presses("1").is_talking_to(caller)
    expect(page.locator("#desk")).to_have_attribute("data-stage", "talking")
    page.keyboard.press("t")
    expect(page.locator("#act-send")).to_be_visible()
    examine(page, "talking")

    caller.hangs_up()
    world.passes("1s")
    examine(page, "wrapping_up")
    page.keyboard.press("?")
    assert findings(page) == [], "help"
    page.keyboard.press("Escape")

    page.route("**/desk/live", lambda route: route.abort())
    page.locator("#connect-now").evaluate("button => button.click()")
    expect(page.locator("#out-of-date")).to_be_visible()
    examine(page, "wrapping_up")
