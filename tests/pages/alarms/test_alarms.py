"""The alarms as supervisors see them: what stands, who was told, who sees to it, a test of each channel, what was."""

import html
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from routing.alarms import MEANS, Rule
from routing.skills import AgentId
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.conftest import WorldOf
from tests.journeys.test_alarms import CHIEF, SECRET, texts_to_chief
from tests.journeys.world import World
from tests.pages.looking import in_chromium, shut_out
from tests.pages.visitors import Visitor, signed_in
from tests.workers.conftest import hook, mail
from tests.workers.sinks import MailServer, Receiver
from tools.ports import free_port
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger import accounts, alarms
from voice_app.pages import create_pages
from voice_app.pages.alarms.wording import RULES
from voice_app.runtime import Runtime

__all__ = ["hook", "mail"]


@pytest.fixture
def world(world_of: WorldOf, mail: MailServer, hook: Receiver) -> World:
    """A line whose supervisors are told by text, by e-mail and by webhook."""
    section = {"text": [CHIEF], "email": ["chief@example.org"], "sender": "line@example.org", "webhook": hook.url}
    env = {"SMTP_URL": mail.url, "ALARM_SECRET": SECRET, "PAGES_PORT": str(free_port())}
    return world_of(env=env, alarms=section, supervisors=("chloe", "bram"))


def english(house: Runtime, app: Flask, who: str) -> Visitor:
    with house.ledger.write() as ledger:
        accounts.choose_language(ledger, AgentId(who), "en")
    return signed_in(house, app, who)


def shown(visitor: Visitor, path: str = "/alarms") -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text[:300]
    main = answer.text[answer.text.find('<main id="main"') :] if "<main" in answer.text else answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(main)).split())


def raised(world: World, rule: Rule, subject: str, because: str | None = None, **codes: str) -> str:
    with world.house.ledger.write() as ledger:
        assert raise_alarm(ledger, world.house, rule, subject, world.now, because=because, **codes)
        return next(alarm.id for alarm in alarms.standing(ledger) if alarm.subject == subject)


def end(world: World, *which: tuple[Rule, str]) -> None:
    with world.house.ledger.write() as ledger:
        for rule, subject in which:
            end_alarm(ledger, rule, subject, world.now)


def test_every_rule_has_words_and_something_to_do() -> None:
    assert set(RULES) == set(Rule) == set(MEANS)
    assert all(words.name and words.means and words.to_do for words in RULES.values())


def test_a_line_without_alarms_says_so(house: Runtime, app: Flask) -> None:
    said = shown(english(house, app, "chloe"))
    assert "No alarm stands." in said
    assert "There is none like that." in said


def test_what_stands_is_said_with_what_it_is_about_who_was_told_and_whether_it_arrived(
    world: World, house: Runtime, app: Flask
) -> None:
    chloe = english(house, app, "chloe")
    caller = asks_for_a_callback(world)
    promise = world.promise()
    raised(world, Rule.PROMISE_AT_RISK, promise.id, because="too_few_agents", need="billing")
    raised(world, Rule.CARRIER_SILENT, "carrier")
    world.passes("35s")
    said = shown(chloe)
    assert said.index("The phone company does not answer us") < said.index("A promise may not be kept in time")
    assert "a bill." in said
    assert "Cause: more was owed than the agents had time for." in said
    assert re.search(r"✓ arrived Text message \S*55", said), said
    assert "…@example.org" in said
    assert "127.0.0.1" in said
    page = chloe.get("/alarms").text
    assert f'href="/promises/{promise.id}"' in page
    for secret in (CHIEF, CHIEF[3:], "chief@example.org", caller.address, caller.address.removeprefix("+31")):
        assert secret not in page, "nobody's number, and of a target only what tells it from others"
    end(world, (Rule.PROMISE_AT_RISK, promise.id), (Rule.CARRIER_SILENT, "carrier"))


def test_who_sees_to_an_alarm_is_on_record_by_name_and_the_first_stays(
    world: World, house: Runtime, app: Flask
) -> None:
    chloe, bram = english(house, app, "chloe"), english(house, app, "bram")
    id_ = raised(world, Rule.TEXT_UNREAD, "T1")
    assert "I see to it" in shown(chloe)
    assert chloe.post(f"/alarms/{id_}/acknowledge").status_code == 303
    assert bram.post(f"/alarms/{id_}/acknowledge").status_code == 303
    said = shown(bram)
    assert "Chloë sees to it" in said
    assert "I see to it" not in said
    with house.ledger.read() as ledger:
        alarm = alarms.get(ledger, alarms.standing(ledger)[0].id)
    assert alarm is not None
    assert (alarm.acknowledged_by, alarm.acknowledged_at) == ("chloe", world.now)
    end(world, (Rule.TEXT_UNREAD, "T1"))


def test_of_one_that_is_over_there_is_nothing_to_see_to(world: World, house: Runtime, app: Flask) -> None:
    chloe = english(house, app, "chloe")
    id_ = raised(world, Rule.TEXT_UNREAD, "T1")
    end(world, (Rule.TEXT_UNREAD, "T1"))
    answer = chloe.post(f"/alarms/{id_}/acknowledge")
    assert (answer.status_code, "over already" in answer.text) == (409, True)
    assert chloe.post("/alarms/no-such/acknowledge").status_code == 404


def test_a_test_goes_through_every_channel_and_shows_what_arrived(
    world: World, house: Runtime, app: Flask, mail: MailServer, hook: Receiver
) -> None:
    chloe = english(house, app, "chloe")
    assert chloe.post("/alarms/test").location == "/alarms#test"
    world.passes("35s")
    said = shown(chloe, "/alarms/now")
    assert said.count("✓ arrived") == 3
    assert texts_to_chief(world) == ["Voorbeeld: dit is een proefalarm; er is niets aan de hand."]
    (letter,) = mail.letters
    assert f"{house.settings.pages_base_url}/alarms" in letter.get_content()
    assert len(hook.posted) == 1
    assert "No alarm stands." in said, "a test is no alarm"
    assert "alarm stands" not in shown(chloe, "/banner").replace("No alarm stands", "")
    world.passes("11m")
    world.passes("1s")
    with house.ledger.read() as ledger:
        assert alarms.standing(ledger) == (), "it is over by itself"
    assert "Your last test:" in shown(chloe, "/alarms/now")


def test_a_second_test_within_a_minute_waits_for_its_end(world: World, house: Runtime, app: Flask) -> None:
    chloe = english(house, app, "chloe")
    chloe.post("/alarms/test")
    world.passes("5s")
    chloe.post("/alarms/test")
    world.passes("5s")
    assert len(texts_to_chief(world)) == 1
    assert "is being told" in shown(chloe, "/alarms/now")
    world.passes("90s")
    assert len(texts_to_chief(world)) == 2
    world.passes("11m")


def test_who_would_be_told_and_what_is_missing_is_said(world_of: WorldOf) -> None:
    section = {"text": [CHIEF], "email": ["chief@example.org"], "webhook": "https://hooks.example.org/x?key=hidden"}
    world = world_of(alarms=section, supervisors=("chloe",), env={"PAGES_PORT": str(free_port())})
    chloe = english(world.house, create_pages(world.house), "chloe")
    said = shown(chloe)
    assert "No SMTP_URL is set." in said
    assert "No ALARM_SECRET is set." in said
    assert "hidden" not in said


def test_the_history_is_filtered_by_what_the_address_says(world: World, house: Runtime, app: Flask) -> None:
    chloe = english(house, app, "chloe")
    for count in range(3):
        raised(world, Rule.TEXT_UNREAD, f"T{count}")
    raised(world, Rule.CAPS_REACHED, "global")
    end(world, (Rule.TEXT_UNREAD, "T0"))
    rows = {
        path: chloe.get(path).text.count('<th scope="row">')
        for path in (
            "/alarms",
            "/alarms?rule=text_unread",
            "/alarms?rule=text_unread&state=over",
            "/alarms?state=raised",
            "/alarms?state=acknowledged",
        )
    }
    assert list(rows.values()) == [4, 3, 1, 3, 0]
    assert '<option value="text_unread" selected>' in chloe.get("/alarms?rule=text_unread").text
    for wrong in ("/alarms?state=nonsense", "/alarms?rule=nonsense", "/alarms?cursor=nonsense"):
        assert chloe.get(wrong).status_code == 400
    end(world, (Rule.TEXT_UNREAD, "T1"), (Rule.TEXT_UNREAD, "T2"), (Rule.CAPS_REACHED, "global"))


def test_a_long_history_is_paged(world: World, house: Runtime, app: Flask) -> None:
    chloe = english(house, app, "chloe")
    for count in range(105):
        raised(world, Rule.TEXT_UNREAD, f"T{count}")
    assert "and 55 more: see below." in shown(chloe)
    page = html.unescape(chloe.get("/alarms?state=raised").text)
    (older,) = re.findall(r'href="(/alarms\?state=raised[^"#]*cursor=[^"#]+)', page)
    assert chloe.get(older).text.count('<th scope="row">') == 5
    end(world, *((Rule.TEXT_UNREAD, f"T{count}") for count in range(105)))


def test_the_banner_leads_here(world: World, house: Runtime, app: Flask) -> None:
    raised(world, Rule.TEXT_UNREAD, "T1")
    assert '<a href="/alarms">1 alarm stands:</a>' in english(house, app, "chloe").get("/banner").text
    end(world, (Rule.TEXT_UNREAD, "T1"))


def test_in_a_browser_and_in_a_picture(
    world: World, house: Runtime, app: Flask, browser: Browser, tmp_path: Path
) -> None:
    """Seen to by a click, kept true by itself, open to everybody; drawn for the docs when asked for."""
    folder = Path(os.environ.get("GEHOOR_PICTURES", tmp_path))
    english(house, app, "chloe")
    english(house, app, "bram")
    asks_for_a_callback(world)
    promise = world.promise()
    raised(world, Rule.PROMISE_AT_RISK, promise.id, because="too_few_agents", need="billing")
    raised(world, Rule.CAPS_REACHED, "global")
    signed_in(house, app, "bram").post("/alarms/test")
    world.passes("35s")
    with in_chromium(browser, house, app, "chloe", locale="en-GB") as (page, address):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
            for size, suffix in (({"width": 1280, "height": 1000}, ""), ({"width": 390, "height": 844}, "-phone")):
                page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict is one
                page.goto(f"{address}/alarms")
                expect(page.locator(".alarm")).to_have_count(2)
                assert shut_out(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
                page.screenshot(path=folder / f"alarms{suffix}{'-dark' if scheme == 'dark' else ''}.png")
        page.locator(".alarm", has_text="may not be kept").get_by_role("button").click()
        expect(page.get_by_text("Chloë sees to it").first).to_be_visible()
        page.get_by_role("button", name="Send a test alarm").click()
        expect(page.get_by_text("Your last test:")).to_be_visible()
        end(world, (Rule.CAPS_REACHED, "global"))
        expect(page.locator(".alarm")).to_have_count(1)
    end(world, (Rule.PROMISE_AT_RISK, promise.id))
    world.passes("11m")
