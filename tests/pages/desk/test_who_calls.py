"""Who calls, on the desk: how that is known, the firm's own records, and a code by text that the caller reads out."""

import re
from typing import Any

import pytest
from flask import Flask

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.talking import CALLER, talks
from tests.pages.visitors import Visitor, signed_in
from tools.ports import free_port
from voice_app.ledger import Phone as Number
from voice_app.ledger import customers, texts
from voice_app.ledger.customers import Customer, Listed
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

LINK = {"link": "https://crm.example/customers/{id}"}
CODE = re.compile(r"\b\d{6}\b")


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(customers=LINK, env={"PAGES_PORT": str(free_port())})


def is_listed(world: World, *listed: Customer) -> None:
    with world.house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(one, (Number(CALLER),)) for one in listed], world.now)


def page(anna: Visitor) -> str:
    return anna.get("/desk").get_data(as_text=True)


def sends(anna: Visitor, world: World) -> str:
    """Ask for a code; what the page says then."""
    answer = anna.post(
        "/desk/verify/send", data={"reservation": world.reservation("anna")}, headers={"HX-Request": "true"}
    )
    world.passes("2s")
    return answer.get_data(as_text=True)


def checks(anna: Visitor, world: World, code: str) -> str:
    form = {"reservation": world.reservation("anna"), "code": code}
    return anna.post("/desk/verify/check", data=form, headers={"HX-Request": "true"}).get_data(as_text=True)


def code_of(caller: Phone) -> str:
    found = CODE.search(caller.texts[-1].body)
    assert found
    return found[0]


def known(world: World) -> Any:
    return world.api("GET", "/api/agents/anna").json["call"]["known"]


def test_the_card_says_who_it_is_how_that_is_known_and_where_to_read_on(
    house: Runtime, app: Flask, world: World
) -> None:
    is_listed(world, Customer("K 1", "Anna de Vries", {"Contract": "Goud"}))
    talks(world)
    shown = page(signed_in(house, app, "anna"))
    assert "Nummer herkend" in shown
    assert "<bdi>Goud</bdi>" in shown
    assert 'href="https://crm.example/customers/K%201" target="_blank" rel="noopener noreferrer"' in shown


def test_of_several_with_one_phone_none_is_the_one(house: Runtime, app: Flask, world: World) -> None:
    is_listed(world, Customer("K1", "Eva"), Customer("K2", "Jan"))
    talks(world)
    shown = page(signed_in(house, app, "anna"))
    assert shown.index("<bdi>Eva</bdi>") < shown.index("<bdi>Jan</bdi>")
    assert "customer-link" not in shown


MARKUP = ['"><script>window.__pwned=1</script>', "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "javascript:alert(1)"]


@pytest.mark.threat("T8")
@pytest.mark.parametrize("evil", MARKUP)
def test_whatever_the_firm_says_of_a_customer_is_text(house: Runtime, app: Flask, world: World, evil: str) -> None:
    is_listed(world, Customer(evil[:64], evil, {evil[:40]: evil}))
    talks(world)
    shown = page(signed_in(house, app, "anna"))
    assert evil not in shown.replace("&#34;", "?") or "<" not in evil
    assert "<script>window" not in shown
    assert "<img src=x" not in shown
    (link,) = re.findall(r'id="customer-link[^"]*" href="([^"]*)"', shown)
    assert link.startswith("https://crm.example/customers/")


def test_a_code_that_the_caller_reads_out_verifies_this_call(house: Runtime, app: Flask, world: World) -> None:
    caller, anna = talks(world), signed_in(house, app, "anna")
    sends(anna, world)
    caller.received_text("Wie u belt en erom vraagt, is niet van ons")
    assert known(world) == "new"
    code = code_of(caller)
    checks(anna, world, f" {code[:3]} {code[3:]} ")
    assert known(world) == "verified"
    assert "act-verify-check" not in page(anna)
    caller.hangs_up()
    world.passes("2m")
    world.agent("anna").lets_it_ring()
    caller.dials(world.carrier.line).hears("toets 1").presses("1")
    world.agent("anna").rings()
    shown = world.api("GET", "/api/agents/anna").json["call"]
    assert (shown["known"], [before["is_verified"] for before in shown["contacts"]]) == ("recognised", [True])


def test_neither_the_code_nor_its_digest_stays_on_the_ledger(house: Runtime, app: Flask, world: World) -> None:
    caller, anna = talks(world), signed_in(house, app, "anna")
    sends(anna, world)
    code = code_of(caller)
    with house.ledger.read() as ledger:
        rows = ledger.exec_driver_sql("SELECT body, phrase, state FROM texts").all()
        (kept,) = ledger.exec_driver_sql("SELECT code_hash FROM verifications").scalars()
    assert rows == [(None, "text_code", "sent")]
    assert code not in kept
    checks(anna, world, code)
    with house.ledger.read() as ledger:
        assert ledger.exec_driver_sql("SELECT code_hash FROM verifications").scalars().all() == [None]


@pytest.mark.threat("T6")
def test_three_guesses_and_no_more(house: Runtime, app: Flask, world: World) -> None:
    caller, anna = talks(world), signed_in(house, app, "anna")
    sends(anna, world)
    code = code_of(caller)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for guess in (wrong, "", "no idea"):
        checks(anna, world, guess)
    assert "act-verify-check" in page(anna)
    checks(anna, world, code)
    assert known(world) == "new"
    world.passes("20s")
    sends(anna, world)
    checks(anna, world, code)
    assert known(world) == ("verified" if code_of(caller) == code else "new")
    checks(anna, world, code_of(caller))
    assert known(world) == "verified"


def test_a_code_is_good_for_ten_minutes(house: Runtime, app: Flask, world: World) -> None:
    caller, anna = talks(world), signed_in(house, app, "anna")
    sends(anna, world)
    world.passes("10m")
    checks(anna, world, code_of(caller))
    assert known(world) == "new"
    assert "act-verify-check" not in page(anna)


@pytest.mark.threat("T6")
def test_two_clicks_are_one_text_and_a_call_has_three_at_most(house: Runtime, app: Flask, world: World) -> None:
    caller, anna = talks(world), signed_in(house, app, "anna")
    for _ in range(2):
        sends(anna, world)
    assert len(caller.texts) == 1
    for _ in range(4):
        world.passes("20s")
        sends(anna, world)
    assert len(caller.texts) == 3


@pytest.mark.threat("T2")
def test_a_number_gets_five_a_day(house: Runtime, app: Flask, world: World) -> None:
    anna = signed_in(house, app, "anna")
    for most in (3, 5):
        caller = talks(world)
        for _ in range(3):
            sends(anna, world)
            world.passes("20s")
        caller.hangs_up()
        assert len(caller.texts) == most
        world.signs_off("anna")
        world.passes("61m")


@pytest.mark.threat("T2")
def test_a_range_of_numbers_gets_as_many_an_hour_as_promises(house: Runtime, app: Flask, world: World) -> None:
    anna = signed_in(house, app, "anna")
    for phone, most in (("+31622220001", 3), ("+31622220002", 2), ("+31633330003", 3)):
        caller = talks(world, phone)
        for _ in range(3):
            sends(anna, world)
            world.passes("20s")
        caller.hangs_up()
        assert len(caller.texts) == most
        world.passes("1m")


@pytest.mark.threat("T14")
def test_only_who_talks_with_the_caller_may(house: Runtime, app: Flask, world: World) -> None:
    caller, bram = talks(world), signed_in(house, app, "bram")
    sends(bram, world)
    caller.received_no_text()
    anna, was = signed_in(house, app, "anna"), world.reservation("anna")
    caller.hangs_up()
    world.passes("1s")
    anna.post("/desk/verify/send", data={"reservation": was})
    anna.post("/desk/verify/send", data={"reservation": "another"})
    anna.post("/desk/verify/send", data={})
    world.passes("5s")
    caller.received_no_text()


def has_no_button(house: Runtime, app: Flask, world: World, caller: Phone) -> None:
    """Neither is a code offered, nor sent to whoever asks all the same."""
    anna = signed_in(house, app, "anna")
    assert "act-verify-send" not in page(anna)
    sends(anna, world)
    caller.received_no_text()


def test_an_anonymous_caller_gets_none(house: Runtime, app: Flask, world: World) -> None:
    has_no_button(house, app, world, talks(world, shows="anonymous"))


@pytest.mark.parametrize("phone", ["+31201112233", "+4915123456789", "+31900123456"])
def test_a_landline_and_a_number_outside_policy_get_none(house: Runtime, app: Flask, world: World, phone: str) -> None:
    has_no_button(house, app, world, talks(world, phone))


def test_a_number_that_many_share_gets_none(world_of: WorldOf) -> None:
    world = world_of(callers={"shared": [CALLER]}, env={"PAGES_PORT": str(free_port())})
    has_no_button(world.house, create_pages(world.house), world, talks(world))


def test_who_is_called_back_gets_none_and_the_card_says_why(house: Runtime, app: Flask, world: World) -> None:
    world.api("POST", "/api/promises", phone=CALLER, need="billing")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    customer = world.caller().accepts()
    anna.is_talking_to(customer)
    assert "Dit nummer bellen we zelf." in page(signed_in(house, app, "anna"))
    has_no_button(house, app, world, customer)


def test_a_text_that_could_not_be_sent_is_told(house: Runtime, app: Flask, world: World) -> None:
    talks(world)
    anna = signed_in(house, app, "anna")
    world.loses("worker")
    sends(anna, world)
    with house.ledger.write() as ledger:
        text = texts.claim(ledger, world.now)
        assert text is not None
        texts.failed(ledger, text.id, "carrier_30006", world.now)
    world.regains("worker")
    assert world.api("GET", "/api/agents/anna").json["call"]["verifying"]["is_undelivered"]
    assert "De sms kon niet worden verzonden." in page(anna)
