"""The number of a card is kept nowhere: not keyed, not texted, not noted; not on the ledger, the board or in a log."""

from io import StringIO
from pathlib import Path

import pytest

from tests.journeys.askings import asks_for_a_callback
from tests.journeys.conftest import WorldOf
from tests.journeys.test_faults_privacy import log
from tests.journeys.world import World

__all__ = ["log"]

CARD = "4111111111111111"
SPELLINGS = (CARD, "4111 1111 1111 1111", "4111-1111-1111-1111")


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of()


def is_nowhere(world: World, folder: Path, log: StringIO) -> None:
    written = b"".join(path.read_bytes() for path in folder.glob("ledger.db*")).decode("latin-1") + log.getvalue()
    client = world.house.board._client
    written += " ".join(f"{key} {client.dump(key)!r}" for key in client.scan_iter("*"))
    written += " ".join(event.url for event in world.carrier.exchange.record if hasattr(event, "url"))
    for spelling in SPELLINGS:
        assert spelling not in written


@pytest.mark.threat("T17")
def test_keyed_where_a_phone_number_is_asked_for(world: World, tmp_path: Path, log: StringIO) -> None:
    caller = world.caller().dials(world.carrier.line, shows="anonymous").hears("toets 1").presses("1")
    caller.hears("dan bellen we u terug").presses("1").hears("Toets het nummer in").presses(f"{CARD}#")
    caller.hears("Dat nummer kunnen we niet bellen").presses("0655566677#").hears("Klopt dat").presses("1")
    caller.hears("Afgesproken").hangs_up()
    assert world.promise().phone == "+31655566677"
    is_nowhere(world, tmp_path, log)


@pytest.mark.threat("T17")
def test_texted_said_and_noted(world: World, tmp_path: Path, log: StringIO) -> None:
    caller = asks_for_a_callback(world)
    caller.sends_text(f"betaald met {SPELLINGS[1]}", "+3197010200000")
    world.passes("10s")
    (anna,) = world.signs_on("anna")
    world.api("POST", "/api/promises", phone="+31633333333", need="billing", language="nl", note=f"kaart {CARD}, 12/27")
    world.api("POST", f"/api/promises/{world.promises()[0].id}/withdraw", reason=f"betaald met {SPELLINGS[2]}")
    anna.accepts()
    caller = world.caller("+31644444444", "another").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up().waits("2s")
    world.api("POST", "/api/agents/anna/wrapped", disposition="resolved", note=f"kaart {SPELLINGS[1]} cvc 123")
    assert world.call(caller).note == "kaart **** cvc 123"
    is_nowhere(world, tmp_path, log)
