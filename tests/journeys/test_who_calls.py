"""Who calls, as far as the firm knows: on the card, in the whisper, on phones that show things; and nobody ever waits
for it."""

from collections.abc import Callable
from typing import Any

import pytest

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import LookUpId, customers, look_ups
from voice_app.ledger import Phone as Number
from voice_app.ledger.customers import Customer, Listed

CALLER = "+31622222222"
LOOK_UP = {"lookup_url": "https://crm.example/whose-phone", "link": "https://crm.example/customers/{id}"}
SIP = [
    {
        "id": "dora",
        "name": "Dora",
        "reach": "sip:dora@pbx.example",
        "languages": ["nl"],
        "skills": {"billing": 3, "technical": 3},
    }
]
CLIENT = [{**SIP[0], "id": "cleo", "name": "Cleo", "reach": "client:cleo"}]
ANNA_DE_VRIES = {"id": "K1023", "name": "Anna de Vries", "details": {"Contract": "Goud"}}


@pytest.fixture
def world(world_of: WorldOf) -> World:
    """A line whose firm has a program that knows its customers."""
    return world_of(customers=LOOK_UP)


RINGS_AFTER = 3.428571
"""Seconds from the arrival: so long it takes to hear how the menu begins."""


def is_listed(world: World, *listed: Customer, phone: str = CALLER) -> None:
    with world.house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(one, (Number(phone),)) for one in listed], world.now)


def is_rung(world: World, agent: str = "anna") -> Phone:
    """An agent whose phone the caller makes ring, and who does not answer it."""
    world.agent(agent).lets_it_ring()
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    return world.agent(agent).rings()


def card(world: World, agent: str = "anna") -> Any:
    return world.api("GET", f"/api/agents/{agent}").json["call"]


def test_who_is_on_the_firms_list_is_named_to_the_agent(world_of: WorldOf) -> None:
    world = world_of(customers={"link": "https://crm.example/customers/{id}?from=phone"})
    is_listed(world, Customer("K/10 23", "Anna de Vries", {"Contract": "Goud"}))
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.hears("Anna de Vries, een rekening. Toets 1").is_talking_to(caller)
    shown = card(world)
    assert (shown["name"], shown["known"], shown["one_of"]) == ("Anna de Vries", "recognised", [])
    assert shown["customer"] == {
        "id": "K/10 23",
        "name": "Anna de Vries",
        "details": {"Contract": "Goud"},
        "link": "https://crm.example/customers/K%2F10%2023?from=phone",
    }


def test_the_firms_program_is_asked_as_the_call_joins_and_its_answer_shown_when_it_is_there(world: World) -> None:
    world.whose_phone.knows(CALLER, **ANNA_DE_VRIES)
    world.whose_phone.takes = "1s"
    world.signs_on("anna")
    is_rung(world)
    assert (card(world)["name"], card(world)["known"]) == (None, "new")
    world.passes("1s")
    assert (card(world)["name"], card(world)["known"]) == ("Anna de Vries", "recognised")
    assert card(world)["customer"]["link"] == "https://crm.example/customers/K1023"


def test_an_answer_is_good_for_the_next_call_too(world: World) -> None:
    world.whose_phone.knows(CALLER, **ANNA_DE_VRIES)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    for _ in range(2):
        caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").is_talking_to(anna)
        caller.hangs_up()
        world.passes("2m")
    assert world.whose_phone.asked == [CALLER]
    world.signs_off("anna")
    world.passes("25h")
    world.signs_on("anna")
    is_rung(world)
    assert world.whose_phone.asked == [CALLER] * 2


def test_of_whom_the_list_tells_nobody_is_asked(world: World) -> None:
    is_listed(world, Customer("K1", "Jan"))
    world.signs_on("anna")
    is_rung(world)
    world.passes("2s")
    assert world.whose_phone.asked == []


@pytest.mark.parametrize("callers", [{"shared": [CALLER]}])
def test_nobody_is_asked_about_a_number_that_many_share(world_of: WorldOf, callers: dict[str, Any]) -> None:
    world = world_of(customers=LOOK_UP, callers=callers)
    is_listed(world, Customer("K1", "Jan"))
    world.signs_on("anna")
    is_rung(world)
    world.passes("2s")
    assert world.whose_phone.asked == []
    assert (card(world)["name"], card(world)["customer"], card(world)["known"]) == (None, None, "shared")


def test_nobody_is_guessed_where_several_have_the_phone(world: World) -> None:
    is_listed(world, Customer("K2", "Jan Visser"), Customer("K1", "Eva Visser"))
    (anna,) = world.signs_on("anna")
    anna.answers_and_says_nothing()
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.hears("Een rekening, Nederlands. Toets 1")
    shown = card(world)
    assert (shown["name"], shown["customer"], shown["known"]) == (None, None, "recognised")
    assert [one["name"] for one in shown["one_of"]] == ["Eva Visser", "Jan Visser"]


def test_a_callback_is_whispered_and_shown_with_the_name(world: World) -> None:
    world.whose_phone.knows(CALLER, **ANNA_DE_VRIES)
    world.api("POST", "/api/promises", phone=CALLER, need="billing")
    (anna,) = world.signs_on("anna")
    anna.accepts()
    customer = world.caller().accepts()
    world.passes("1s")
    anna.hears("Terugbellen, Anna de Vries, een rekening").is_talking_to(customer)
    assert card(world)["customer"]["id"] == "K1023"


# ── in which language ──────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_known_to_want_another_language_is_greeted_in_it(world: World) -> None:
    is_listed(world, Customer("K1", "Bob", language="en"))
    world.caller().dials(world.carrier.line).hears("Welcome to Voorbeeld")


@pytest.mark.parametrize("languages", [("en", None), ("en", "nl"), ("fr",), (None,)])
def test_where_that_is_not_clear_or_not_ours_the_number_tells(world: World, languages: tuple[str | None, ...]) -> None:
    is_listed(world, *(Customer(f"K{count}", "Bob", language=one) for count, one in enumerate(languages)))
    world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld")


# ── nobody waits for it ─────────────────────────────────────────────────────────────────────────────────────────────


def breaks(world: World) -> None:
    world.whose_phone.status = 500


def says_nonsense(world: World) -> None:
    world.whose_phone.answers[CALLER] = b"<html>" * 500


def lies(world: World) -> None:
    world.whose_phone.answers[CALLER] = {"id": 7, "name": ["Anna"], "details": "x" * 9000}


def takes_a_minute(world: World) -> None:
    world.whose_phone.takes = "1m"


def dies(world: World) -> None:
    world.loses("worker")


def answers(world: World) -> None:
    world.whose_phone.knows(CALLER, **ANNA_DE_VRIES)


@pytest.mark.parametrize("does", [None, answers, breaks, says_nonsense, lies, takes_a_minute, dies])
def test_the_phone_rings_at_the_same_instant_whatever_becomes_of_the_look_up(
    world_of: WorldOf, does: Callable[[World], None] | None
) -> None:
    world = world_of(customers=LOOK_UP) if does else world_of()
    if does:
        does(world)
    world.signs_on("anna")
    rang_at = is_rung(world).legs[-1].created_at
    assert (rang_at - world.call(world.caller()).arrived_at).total_seconds() == RINGS_AFTER
    world.passes("10s")
    assert card(world)["name"] == ("Anna de Vries" if does is answers else None)
    assert bool(world.whose_phone.asked) == (does not in (None, dies))


def test_one_that_failed_is_asked_again_a_little_later_and_what_it_said_before_stays(world: World) -> None:
    world.whose_phone.knows(CALLER, **ANNA_DE_VRIES)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1").is_talking_to(anna).hangs_up()
    world.signs_off("anna")
    world.passes("25h")
    world.signs_on("anna")
    world.whose_phone.status = 503
    is_rung(world)
    world.passes("5s")
    assert card(world)["name"] == "Anna de Vries"
    assert len(world.whose_phone.asked) == 2


def test_a_call_goes_on_while_the_ledger_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.whose_phone.knows(CALLER, **ANNA_DE_VRIES)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    monkeypatch.setattr(look_ups, "get", gone)
    monkeypatch.setattr(look_ups, "ask", gone)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)


def gone(*_: object) -> None:
    from voice_app.ledger import LedgerGone

    raise LedgerGone("away")


# ── phones that show things ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_sip_phone_is_told_who_it_is_and_what_about(world_of: WorldOf) -> None:
    world = world_of(customers=LOOK_UP, agent=SIP)
    is_listed(world, Customer("K1023", "Zoë & Søn"))
    world.signs_on("dora")
    dora = is_rung(world, "dora")
    sid = world.caller().legs[-1].sid
    assert {name: value for name, value in dora.details.items() if name != "X-Gehoor-Waited"} == {
        "X-Gehoor-Call": sid,
        "X-Gehoor-Need": "billing",
        "X-Gehoor-Language": "nl",
        "X-Gehoor-Known": "recognised",
        "X-Gehoor-Customer": "K1023",
        "X-Gehoor-Name": "Zoë & Søn",
        "X-Gehoor-Entered": "1",
    }


def test_so_is_a_phone_in_the_browser_and_of_a_promise_made_in_the_call(world_of: WorldOf) -> None:
    world = world_of(customers=LOOK_UP, agent=CLIENT)
    is_listed(world, Customer("K1023", "Anna"))
    (cleo,) = world.signs_on("cleo")
    cleo.accepts()
    other = world.caller("+31633333333", "another caller")
    other.dials(world.carrier.line).hears("toets 1").presses("1").is_talking_to(cleo)
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1").waits("40s").presses("1").hears("bellen")
    owed = world.promise()
    cleo.lets_it_ring()
    other.hangs_up()
    cleo.rings()
    assert (cleo.details["promise"], cleo.details["name"], cleo.details["customer"]) == (owed.id, "Anna", "K1023")


def test_an_ordinary_phone_is_told_nothing_and_costs_no_look(world: World) -> None:
    world.signs_on("anna")
    assert is_rung(world).details == {}


HOSTILE = [
    "</Say><Dial>+31612345678</Dial>",
    '"><script>window.__pwned=1</script>',
    "\u202e\u0000\u0007Anna",
    "=HYPERLINK(1)",
    "a&X-Evil=1?b=2;c\r\nX-Evil: 1",
    "😀" * 40,
    "李" * 80,
]


@pytest.mark.threat("T9")
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("agent", [SIP, CLIENT], ids=["sip", "client"])
def test_a_name_is_text_wherever_it_goes(world_of: WorldOf, name: str, agent: list[dict[str, Any]]) -> None:
    world = world_of(customers=LOOK_UP, agent=agent)
    world.whose_phone.knows(CALLER, id="K1", name=name, details={name[:40]: name})
    id_ = agent[0]["id"]
    phone = world.agent(id_).accepts()
    world.signs_on(id_)
    caller = world.caller().dials(world.carrier.line).hears("toets 1")
    is_known(world, name)
    caller.presses("1")
    phone.is_talking_to(caller)
    assert not [name for name in phone.details if "Evil" in name]
    assert {"X-Gehoor-Name", "name"} & set(phone.details) or len(name) > 40
    shown = card(world, id_)
    assert shown["name"] == " ".join(name.replace("\u202e", " ").replace("\u0000", " ").replace("\u0007", " ").split())
    assert len(world.carrier.exchange.calls) == 2


def is_known(world: World, name: str) -> None:
    """As if the answer of an earlier call were there already."""
    import json

    from voice_app.customers.answer import read_answer

    answer = read_answer(200, json.dumps({"id": "K1", "name": name}).encode())
    with world.house.ledger.write() as ledger:
        look_ups.ask(ledger, LookUpId("before"), Number(CALLER), None, world.now)
        look_ups.answered(ledger, LookUpId("before"), "found", answer, world.now)
