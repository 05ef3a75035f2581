"""Somebody borrows an agent's number and keys in PINs, call after call; or reads out codes until one is right."""

from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tools.stage import BASE_URL
from voice_app.accounts import pins
from voice_app.accounts.throttle import PINS_OF_ALL, PINS_OF_AN_AGENT
from voice_app.ledger import sign_in_failures
from voice_app.signature import sign

pytestmark = pytest.mark.threat("T6")

ANNA, PIN = AgentId("anna"), "4711"
GUESSES = 10_000


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever a PIN is held against."""
    seen: list[str] = []
    is_owed = pins.is_owed

    def watched(house: object, agent: object, given: str | None) -> bool:
        if given is not None and len(given) > 1:
            seen.append(given)
        return is_owed(house, agent, given)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(pins, "is_owed", watched)
    return seen


def keys_in(world: World, call: int, guess: str) -> str:
    """What the carrier asks of us when these digits were typed for the PIN, and what it is answered."""
    url = f"{BASE_URL}/voice/pin_typed?{urlencode({'l': 'nl', 's': 'signed_out'})}"
    form = MultiDict(
        {
            "AccountSid": ACCOUNT_SID,
            "CallSid": f"CA{call:032}",
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "From": world.house.roster[ANNA].reach.removeprefix("tel:"),
            "Digits": guess,
        }
    )
    headers = {"X-Twilio-Signature": sign(url, form, AUTH_TOKEN)}
    answer = world.app.test_client().post(url.removeprefix(BASE_URL), data=form, headers=headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_of_ten_thousand_guesses_a_handful_is_looked_at(world_of: WorldOf, looked_at: list[str]) -> None:
    """Every PIN of four digits there is, the right one among them: nobody finds it."""
    world = world_of(agent_pins={"anna": PIN})
    world.signs_on("anna")
    for guess in range(GUESSES):
        pins.note_try(world.house, ANNA, f"{guess:04}", world.now)
    assert looked_at == [f"{guess:04}" for guess in range(PINS_OF_AN_AGENT)]
    assert world.declared("anna") == "ready"


def test_beyond_the_bound_the_right_one_is_answered_to_the_byte_as_a_wrong_one(
    world_of: WorldOf, looked_at: list[str]
) -> None:
    world = world_of(agent_pins={"anna": PIN})
    world.signs_on("anna")
    before = [keys_in(world, call, f"{call:04}") for call in range(PINS_OF_AN_AGENT - 1)]
    assert all("Die klopt niet" in answer for answer in before)
    looked_at.clear()
    answers = {keys_in(world, 100 + call, guess) for call, guess in enumerate(("0000", "1234", PIN, "99999999"))}
    assert len(answers) == 1
    assert "te vaak een verkeerde pincode" in answers.pop()
    assert PIN not in looked_at
    assert world.declared("anna") == "ready"


def test_somebody_who_calls_again_and_again_is_asked_for_no_pin_any_more(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": PIN})
    world.signs_on("anna")
    borrowed = world.agent("anna")
    borrowed.dials(world.carrier.line).hears("Dag Anna").presses("3")
    for _ in range(2):
        borrowed.hears("Toets uw pincode").presses("0000#").hears("Die klopt niet")
    borrowed.presses("0000#").hears("Meld u aan op de webpagina").was_hung_up()
    borrowed.dials(world.carrier.line).hears("Dag Anna").presses("2").hears("Toets uw pincode").presses("1111#")
    borrowed.hears("Die klopt niet").presses("2222#").hears("te vaak een verkeerde pincode").was_hung_up()
    borrowed.dials(world.carrier.line).hears("Dag Anna").presses("3").hears("te vaak een verkeerde").was_hung_up()
    assert world.declared("anna") == "ready"

    world.passes("25h")
    borrowed.dials(world.carrier.line).hears("Dag Anna").presses("3").hears("Toets uw pincode").presses(f"{PIN}#")
    borrowed.hears("U bent afgemeld").was_hung_up()


def test_who_keys_in_the_right_one_begins_anew(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": PIN})
    for _ in range(3):
        for guess in ("0000", "1111", "2222", "3333"):
            pins.note_try(world.house, ANNA, guess, world.now)
        pins.note_try(world.house, ANNA, PIN, world.now)
    anna = world.agent("anna").dials(world.carrier.line).hears("Dag Anna").presses("2").hears("Toets uw pincode")
    anna.presses(f"{PIN}#").hears("U hebt pauze").was_hung_up()


def test_a_supervisor_who_sets_another_pin_lets_the_agent_in_again(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": PIN})
    for guess in range(PINS_OF_AN_AGENT):
        pins.note_try(world.house, ANNA, f"{guess:04}", world.now)
    pins.choose(world.house, ANNA, "2580", "chloe", world.now)
    anna = world.agent("anna").dials(world.carrier.line).hears("Dag Anna").presses("2").hears("Toets uw pincode")
    anna.presses("2580#").hears("U hebt pauze").was_hung_up()


def test_a_hundred_wrong_ones_in_an_hour_are_enough_for_everybody(world_of: WorldOf) -> None:
    """Whoever has a list of agents' numbers goes from one to the next."""
    world = world_of(agent_pins={"anna": PIN, "bram": PIN})
    with world.house.ledger.write() as ledger:
        for _ in range(PINS_OF_ALL - 1):
            sign_in_failures.add(ledger, pins.OF_ALL, world.now)
    pins.note_try(world.house, AgentId("bram"), "0000", world.now)
    with world.house.ledger.read() as ledger:
        assert pins.is_barred(ledger, ANNA, world.now)
    world.passes("61m")
    with world.house.ledger.read() as ledger:
        assert not pins.is_barred(ledger, ANNA, world.now)


def test_whoever_has_no_pin_is_counted_by_nobody(world: World) -> None:
    for _ in range(20):
        pins.note_try(world.house, ANNA, "0000", world.now)
    with world.house.ledger.read() as ledger:
        assert not pins.is_barred(ledger, ANNA, world.now)
    world.declares("anna", Presence.READY)
