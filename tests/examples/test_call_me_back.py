"""The form as a visitor meets it, in a browser, with the whole house behind it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from flask import Flask
from playwright.sync_api import Browser, Page

from examples.call_me_back import server
from examples.call_me_back.server import call_me_back
from tests.journeys.world import World
from tests.serving import serving
from tools.stage import API_TOKEN

FORM = Path(server.__file__).with_name("form.html")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def line(world: World) -> Iterator[str]:
    """The line's web process, reached over loopback."""
    with serving(world.app) as address:
        yield address


@pytest.fixture
def site(line: str) -> Iterator[str]:
    """A site with the form on its first page."""
    app = Flask("site")
    app.register_blueprint(call_me_back(line, API_TOKEN, AMSTERDAM))
    app.add_url_rule("/", view_func=lambda: f"<!doctype html><html lang=en><body>{FORM.read_text()}</body></html>")
    with serving(app) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(site)
    yield page
    page.close()


def asks(page: Page, phone: str, note: str = "") -> str:
    page.get_by_label("Your phone number").fill(phone)
    page.get_by_label("What is it about?").fill(note)
    page.get_by_role("button", name="Call me back").click()
    page.wait_for_selector("[data-went]")
    return page.get_by_role("status").inner_text()


def test_a_visitor_is_told_the_time_that_stands_on_the_ledger(page: Page, world: World) -> None:
    said = asks(page, "06 12 34 56 70", "My bill <b>twice</b>")
    promise = world.promise()
    due_by = datetime.astimezone(promise.due_by, AMSTERDAM)
    assert said == f"Agreed. We will call you back, no later than {due_by:%A %H:%M}."
    assert (promise.phone, promise.source, promise.language) == ("+31612345670", "api", "en")
    assert world.matters(promise.id)[0].note == "My bill <b>twice</b>"


def test_who_mistypes_is_told_and_may_try_again(page: Page, world: World) -> None:
    assert asks(page, "12") == "We cannot call that number. Please check it."
    assert world.promises() == ()
    assert asks(page, "+31612345670").startswith("Agreed.")


def test_a_number_outside_policy_is_noted(page: Page, world: World) -> None:
    assert asks(page, "+12425550123").startswith("Noted. A colleague will decide")
    assert world.promise().needs_approval


def test_without_its_script_the_answer_is_a_page(site: str, world: World) -> None:
    answer = requests.post(f"{site}/call-me-back", data={"phone": "0612345670", "language": "nl"}, timeout=10)
    assert answer.status_code == 200
    assert "<p>Agreed. We will call you back" in answer.text
    assert world.promise().language == "nl"


def test_a_program_that_fills_in_everything_gets_nothing(site: str, world: World) -> None:
    answer = requests.post(
        f"{site}/call-me-back", data={"phone": "0612345670", "site": "https://x.example"}, timeout=10
    )
    assert answer.status_code == 400
    assert world.promises() == ()


def test_a_line_that_is_away_is_admitted(site: str) -> None:
    app = Flask("elsewhere")
    app.register_blueprint(call_me_back("http://127.0.0.1:9", API_TOKEN, AMSTERDAM))
    answer = app.test_client().post(
        "/call-me-back", data={"phone": "0612345670"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.get_json()) == (502, {"message": "That did not work. Please call us instead."})
