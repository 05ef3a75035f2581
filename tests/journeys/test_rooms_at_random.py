"""Callers put on hold and listened to at random, beside all that can happen to calls that are sent on: the oracle looks
after each step, and whoever is still on the line in the end has got to somebody, or stands in the line."""

from random import Random

import pytest

from routing.agents import Activity
from routing.skills import AgentId, ReservationId
from tests.journeys.any_history import AGENTS
from tests.journeys.conftest import WorldOf
from tests.journeys.test_listening import NOTICE
from tests.journeys.test_transfers_at_random import CALLERS, Chance
from tests.oracle import examine
from voice_app.under_way import holding, listening


class InRooms(Chance):
    """What may happen where callers hold and supervisors listen."""

    def happens(self) -> None:
        acts = [self.holds, self.holds, self.takes_back, self.listens, self.listens, self.leaves]
        if self.random.random() < 0.5:
            self.random.choice(acts)()
            self.world.passes(f"{self.random.choice([1, 2, 4, 9, 25])}s")
        else:
            super().happens()

    def holds(self) -> None:
        holding.hold(self.world.house, self._somebody(), self.world.now)

    def takes_back(self) -> None:
        holding.take_back(self.world.house, self._somebody(), self.world.now)

    def listens(self) -> None:
        talks = sorted(self.world.house.board.talks()) or ["none"]
        mode = self.random.choice(["listen", "whisper", "join"])
        who = AgentId(self.random.choice(["bram", "chloe"]))
        talk = ReservationId(self.random.choice(talks))
        listening.ask(self.world.house, who, talk, mode, self.world.now)  # type: ignore[arg-type] # one of the three

    def leaves(self) -> None:
        listening.leave(self.world.house, AgentId(self.random.choice(["bram", "chloe"])), self.world.now)

    def _somebody(self) -> AgentId:
        on_board = self.world.house.board.agents(self.world.house.roster).values()
        talking = [one.agent.id for one in on_board if one.agent.activity is Activity.TALKING]
        return self.random.choice(sorted(talking)) if talking else AgentId("anna")


@pytest.mark.parametrize("seed", range(6))
def test_nobody_is_left_in_a_room(world_of: WorldOf, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a repeatable history
    world = world_of(listening={"notice": NOTICE}, supervisors=("bram", "chloe"))
    world.signs_on(*AGENTS)
    for agent in AGENTS:
        world.agent(agent).accepts()
    chance = InRooms(world, random)
    for _ in range(40):
        chance.happens()
        examine(world.history())
    world.carrier.exchange.faults = type(world.carrier.exchange.faults)()
    for what in [*world.gone]:
        world.regains(what)
    for agent in AGENTS:
        world.agent(agent).accepts()
    world.signs_on(*AGENTS)
    world.passes("5m")
    examine(world.history())
    for phone in (world.caller(address) for address in CALLERS):
        leg = phone.leg
        if leg is not None and leg.is_live:
            is_waiting = world.house.board.call(leg.sid) is not None  # type: ignore[arg-type] # a leg's sid
            assert leg.partners or is_waiting, phone.transcript.show()
