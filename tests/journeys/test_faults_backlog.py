"""A thousand people are owed a callback at once, by five agents: the first to fall due first, and what cannot be kept
is known nearly a day before."""

from datetime import timedelta

import pytest

from carrier.record import legs
from routing.skills import PromiseId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import Phone, promises
from voice_app.ledger.promise import Promise, Request
from workers.at_risk import look_ahead

A_THOUSAND = 1000
AGENTS = [
    {
        "id": f"agent{number}",
        "name": f"Agent {number}",
        "reach": f"tel:+3161000000{number}",
        "languages": ["nl"],
        "skills": {"billing": 3},
    }
    for number in range(5)
]


def request(number: int, world: World) -> Request:
    due_by = world.now + timedelta(hours=24, seconds=-number)
    return Request(
        id=PromiseId(f"P{number:04}"),
        phone=Phone(f"+3162{number:04}222"),
        need="billing",
        language="nl",
        source="api",
        made_at=world.now,
        due_by=due_by,
        effective_due_by=due_by,
        counts_from=world.now,
        not_before=world.now,
    )


def owe_them(world: World) -> None:
    """Whoever falls due last is written first, so that no order of rows helps."""
    with world.house.ledger.write() as ledger:
        for number in range(A_THOUSAND):
            promises.open_promise(ledger, request(number, world))


def in_order_of_deadline(world: World) -> list[Promise]:
    with world.house.ledger.read() as ledger:
        found = [promises.get(ledger, PromiseId(f"P{number:04}")) for number in range(A_THOUSAND)]
    return sorted((one for one in found if one is not None), key=lambda one: one.due_by)


@pytest.mark.fault("F35")
def test_a_thousand_promises_and_five_agents(world_of: WorldOf) -> None:
    world = world_of(agent=AGENTS)
    owe_them(world)
    for _ in range(3):  # five hundred at a time
        look_ahead(world.shop, world.now)
    in_order = in_order_of_deadline(world)
    assert len(in_order) == A_THOUSAND
    known = [one.escalated_at is not None for one in in_order]
    assert 0 < sum(known) < A_THOUSAND
    assert known == sorted(known), "those that fall due first have the room that there is"
    for one in in_order:
        assert one.escalated_at is None or one.due_by - one.escalated_at > timedelta(hours=23)

    for agent in world.signs_on(*(str(one["id"]) for one in AGENTS)):
        agent.lets_it_ring()
    world.passes("8s")
    rung = [leg for leg in legs(world.carrier.exchange.record) if leg.direction == "outbound-api"]
    assert len(rung) == len(AGENTS)
    assert all(world.attempts(one.id) for one in in_order[: len(AGENTS)])
    world.signs_off(*(str(one["id"]) for one in AGENTS))
