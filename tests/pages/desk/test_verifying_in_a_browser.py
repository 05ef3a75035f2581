"""Verifying a caller at the desk, in Chromium: by keys alone, with a half-written note beside it that stays."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.desk.conftest import Desks
from tests.pages.desk.test_who_calls import code_of, is_listed
from tests.pages.talking import talks
from tools.ports import free_port
from voice_app.ledger.customers import Customer


@pytest.fixture
def world(world_of: WorldOf) -> World:
    link = {"link": "https://crm.example/customers/{id}"}
    return world_of(customers=link, env={"PAGES_PORT": str(free_port())})


def test_a_code_is_sent_read_out_and_typed_without_losing_the_note(world: World, desks: Desks) -> None:
    is_listed(world, Customer("K-1023", "Anna de Vries", {"Contract": "Goud", "Open storing": "geen"}))
    caller = talks(world)
    page = desks.open("anna")
    customer = page.locator(".customer")
    expect(page.get_by_role("heading", name="Anna de Vries")).to_be_visible()
    expect(customer).to_contain_text("Nummer herkend; dat bewijst nog niets")
    expect(customer.get_by_role("link", name="Klant openen")).to_have_attribute("rel", "noopener noreferrer")

    page.keyboard.press("n")
    page.keyboard.type("Half a note")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator("#told-act-verify")).to_contain_text("Er is een code onderweg")
    world.passes("2s")
    page.get_by_label("De code die werd voorgelezen").fill("123")
    page.keyboard.press("Enter")
    expect(page.locator("#told-act-verify")).to_contain_text("Dat is de code niet")
    page.get_by_label("De code die werd voorgelezen").fill(code_of(caller))
    page.keyboard.press("Enter")

    expect(customer).to_contain_text("Bevestigd met een code per sms")
    expect(page.locator("#verify-code")).to_have_count(0)
    expect(page.locator("textarea[id^=note-]")).to_have_value("Half a note")
