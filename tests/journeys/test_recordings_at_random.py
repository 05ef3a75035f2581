"""Talks recorded at random, by agents and callers who change their minds, over a bad carrier: the oracle looks after
each step, and in the end nothing lies at the carrier that nobody agreed to, or that was taken back."""

from random import Random

import pytest

from routing.agents import Activity
from routing.skills import AgentId, ReservationId
from tests.journeys.any_history import AGENTS
from tests.journeys.conftest import WorldOf
from tests.journeys.test_transfers_at_random import Chance
from tests.journeys.world import World
from tests.oracle import examine
from voice_app.ledger import tables
from voice_app.sound import recording
from voice_app.under_way import holding


class Recorded(Chance):
    """What may happen in a world of transfers, and what people want of recordings."""

    def happens(self) -> None:
        acts = [*[self.says_yes] * 5, *[self.wants] * 4, *[self.holds] * 2, self.breaks_recording]
        if self.random.random() < 0.5:
            self.random.choice(acts)()
            self.world.passes(f"{self.random.choice([1, 2, 4, 9, 25])}s")
        else:
            super().happens()

    def talks(self) -> list[tuple[AgentId, ReservationId]]:
        on_board = self.world.house.board.agents(self.world.house.roster).values()
        return [
            (one.agent.id, ReservationId(one.reservation))
            for one in on_board
            if one.agent.activity in (Activity.TALKING, Activity.WRAPPING_UP) and one.reservation
        ]

    def says_yes(self) -> None:
        for agent, talk in self.talks():
            recording.start(self.world.house, agent, talk, self.world.now, caller_agreed=self.random.random() < 0.9)

    def wants(self) -> None:
        wishes: list[recording.Wish] = ["pause", "resume", "resume", "finish", "withdraw"]
        for agent, talk in self.talks():
            recording.want(self.world.house, agent, talk, self.random.choice(wishes), self.world.now)

    def holds(self) -> None:
        for agent, _ in self.talks():
            self.random.choice([holding.hold, holding.take_back])(self.world.house, agent, self.world.now)

    def breaks_recording(self) -> None:
        faults = self.world.carrier.exchange.faults
        method, resource = self.random.choice(
            [
                ("POST", "Calls/*/Recordings"),
                ("POST", "Calls/*/Recordings/*"),
                ("GET", "Recordings"),
                ("DELETE", "Recordings/*"),
            ]
        )
        how = self.random.choice([{"lose_answer": True}, {"answer": 503}, {"refuse_connection": True}])
        faults.rest(method, resource, times=self.random.randint(1, 3), **how)  # type: ignore[arg-type] # one of them


def lies_at_the_carrier(world: World) -> set[str]:
    """Of an `absent` one there is nothing to hear."""
    return {one.sid for one in world.carrier.exchange.recordings.by_sid.values() if one.status != "absent"}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_recorded_that_nobody_agreed_to(world_of: WorldOf, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a repeatable history
    world = world_of(recording={"mode": "ask"})
    world.signs_on(*AGENTS)
    for agent in AGENTS:
        world.agent(agent).accepts()
    chance = Recorded(world, random)
    chance.calls()
    chance.says_yes()
    for _ in range(40):
        chance.happens()
        examine(world.history())
    world.carrier.exchange.faults = type(world.carrier.exchange.faults)()
    for what in [*world.gone]:
        world.regains(what)
    for phone in world.carrier.phones.by_address.values():
        if phone.is_in_call and not phone.is_ringing:
            phone.hangs_up()
    world.passes("9m")
    world.passes("9m")
    examine(world.history())
    with world.house.ledger.read() as ledger:
        rows = ledger.execute(tables.talk_recordings.select()).all()
    assert rows, "nobody said yes in this history"
    assert {row.known for row in rows} <= {"ended", "failed", "gone"}
    assert lies_at_the_carrier(world) == {row.sid for row in rows if row.known == "ended"}
    assert not [row for row in rows if row.known == "ended" and row.wanted == "gone"]
