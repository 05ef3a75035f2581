"""The PIN of an agent who signs on from another phone: set, cleared, and never on the ledger as it is."""

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world_of
from tests.journeys.world import World
from voice_app.accounts import pins
from voice_app.ledger import account_events, agents
from voice_app.ledger.agents import Agent

__all__ = ["WorldOf", "empty_ledger", "ledger", "world_of"]

ANNA = AgentId("anna")


def anna(world: World) -> Agent:
    with world.house.ledger.read() as ledger:
        found = agents.get(ledger, ANNA)
    assert found is not None
    return found


def test_whoever_has_none_is_asked_for_none(world_of: WorldOf) -> None:
    world = world_of()
    assert not pins.has_one(world.house, anna(world))
    assert not pins.is_owed(world.house, anna(world), None)


def test_one_that_a_supervisor_chose_is_asked_for_from_then_on(world_of: WorldOf) -> None:
    world = world_of()
    pins.choose(world.house, ANNA, "2580", "chloe", world.now)
    assert pins.has_one(world.house, anna(world))
    assert [pins.is_owed(world.house, anna(world), given) for given in (None, "", "2581", "2580")] == [
        True,
        True,
        True,
        False,
    ]
    assert "2580" not in (anna(world).pin_hash or "")
    with world.house.ledger.read() as ledger:
        assert [(event.event, event.by) for event in account_events.of(ledger, ANNA)] == [("pin_set", "chloe")]


def test_it_comes_before_that_of_the_line_file_and_so_does_none(world_of: WorldOf) -> None:
    world = world_of(agent_pins={"anna": "4711"})
    assert pins.is_owed(world.house, anna(world), None)
    pins.choose(world.house, ANNA, "2580", "chloe", world.now)
    assert pins.is_owed(world.house, anna(world), "4711")
    pins.choose(world.house, ANNA, "", "chloe", world.now)
    assert not pins.has_one(world.house, anna(world))
    assert not pins.is_owed(world.house, anna(world), None)


@pytest.mark.parametrize("bad", ["123", "123456789", "12a4", "٤٧١١"])
def test_what_cannot_be_keyed_in_is_refused(world_of: WorldOf, bad: str) -> None:
    world = world_of()
    with pytest.raises(pins.NoPin):
        pins.choose(world.house, ANNA, bad, "chloe", world.now)
    assert anna(world).pin_hash is None


def test_two_agents_of_one_pin_have_two_digests(world_of: WorldOf) -> None:
    world = world_of()
    for agent in ("anna", "bram"):
        pins.choose(world.house, AgentId(agent), "2580", "chloe", world.now)
    with world.house.ledger.read() as ledger:
        hashes = {agent.pin_hash for agent in agents.all(ledger)}
    assert len(hashes) == 3


def test_by_telephone(world_of: WorldOf) -> None:
    """Whoever borrows her number takes her off the line with it no more."""
    world = world_of()
    (phone,) = world.signs_on("anna")
    pins.choose(world.house, ANNA, "2580", "chloe", world.now)
    phone.dials(world.carrier.line).hears("Afmelden, 3").presses("3").waits("2s").presses("1111#").waits(
        "4s"
    ).hangs_up()
    assert world.declared("anna") == "ready"
    phone.dials(world.carrier.line).hears("Afmelden, 3").presses("3").waits("2s").presses("2580#").waits("4s")
    assert world.declared("anna") == "signed_out"
