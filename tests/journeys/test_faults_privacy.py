"""What callers and agents are called, dial, key and say is in no log line and in no URL, however a call goes."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from carrier.record import requests
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tools.stage import settings_of_the_stage
from voice_app.log import configure

CALLER = "+31622233344"
TYPED = "0655566677"
SAID = "mijn rekening van 4711 klopt niet"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, as production is configured."""
    stream = StringIO()
    configure(settings_of_the_stage().model_copy(update={"log_format": "json"}), stream)
    yield stream
    structlog.reset_defaults()


def spellings(phone: str) -> Iterator[re.Pattern[str]]:
    """A number as anybody might write it: E.164, national, spaced, encoded, without its plus."""
    significant = re.sub(r"\D", "", phone)[-9:]
    yield re.compile(r"(?:[ .,()/+\-]|%20|%2B)*".join(significant), re.IGNORECASE)


NAME, CUSTOMER = "Kanarie", "K-4712"


@pytest.fixture
def world(world_of: WorldOf) -> World:
    """A line whose firm knows its callers, and says so; now and then it breaks."""
    world = world_of(customers={"lookup_url": "https://crm.example/whose-phone"})
    world.whose_phone.knows(CALLER, id=CUSTOMER, name=NAME, details={"Contract": "Goud"})
    world.whose_phone.answers["+31622211100"] = {"id": 7, "name": [NAME]}
    return world


def live_through_much(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    world.signs_off("bram")
    anna.accepts()
    first = world.caller("+31622211100", "Wilhelmina").dials(world.carrier.line).hears("Welkom").says(SAID)
    anna.is_talking_to(first)
    caller = world.caller(CALLER).dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Liever niet wachten", within="90s").presses("1").hears("We bellen u terug")
    caller.presses("2").hears("Toets het nummer in").presses(f"{TYPED}#").hears("Klopt dat").presses("1")
    caller.hears("Afgesproken").hangs_up()
    bram.dials(world.carrier.line).hears("Dag Bram").presses("2").waits("10s")
    world.carrier.exchange.faults.rest("POST", "Calls", answer=500, times=1)
    first.hangs_up()
    world.caller("+31655566677", "the other phone").answers_and_says_nothing()
    world.passes("5m")
    breaks_inside(world)


def breaks_inside(world: World) -> None:
    """A mistake of ours, with everything in it that a traceback can show."""
    world.loses("web")
    ledger = world.house.ledger
    object.__setattr__(world.house, "ledger", None)  # no outage: what follows is an AttributeError
    world.carrier.exchange.tolerate(11200)
    world.caller(CALLER).dials(world.carrier.line).waits("2s")
    object.__setattr__(world.house, "ledger", ledger)
    world.regains("web")


@pytest.mark.threat("T7", "T22")
def test_nothing_personal_is_logged(world: World, log: StringIO) -> None:
    live_through_much(world)
    written = log.getvalue()
    assert "hook.broken" in written, "a log that says nothing proves nothing"
    for phone in (CALLER, TYPED, "+31622211100", *(agent.reach for agent in world.house.roster.values())):
        if any(digit.isdigit() for digit in phone):
            for spelling in spellings(phone):
                assert not spelling.search(written), spelling.pattern
    for personal in ("Wilhelmina", "Anna", "Bram", "Chloë", SAID, "4711", NAME, CUSTOMER, "Goud"):
        assert personal not in written
    for secret in world.house.settings.secrets:
        assert secret not in written
    assert [line for line in written.splitlines() if not line.startswith("{")] == []


@pytest.mark.threat("T7")
def test_no_url_of_ours_carries_a_number(world: World, log: StringIO) -> None:
    live_through_much(world)
    urls = " ".join(hook.url for hook in requests(world.carrier.exchange.record))
    assert "/voice/waiting?" in urls
    for phone in (CALLER, TYPED, "+31622211100", *(agent.reach for agent in world.house.roster.values())):
        if any(digit.isdigit() for digit in phone):
            for spelling in spellings(phone):
                assert not spelling.search(urls), spelling.pattern
    for personal in ("Wilhelmina", "Anna", "Bram", "rekening", "4711", NAME, CUSTOMER, "Goud"):
        assert personal not in urls
