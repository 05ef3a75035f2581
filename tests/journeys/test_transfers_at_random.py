"""Calls sent on at random, by agents and callers who come, go and change their minds, over a bad carrier: the oracle
looks after each step, and whoever is still on the line in the end has got to somebody, or stands in the line."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from routing.agents import Activity
from tests.journeys.any_history import AGENTS, DESTINATIONS, HOOK_FAULTS, REST_FAULTS
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.oracle import examine

CALLERS = ("+31622222221", "+31622222222", "+31622222223")
WAYS = ("accepts", "accepts", "accepts", "refuses", "lets_it_ring", "rejects", "hangs_up_in_whisper")
BODILY = ("an account closed",)
"""Faults that stop all dialling until somebody has looked: nothing for a history of minutes."""


class Chance:
    """What may happen next in a world, by one random source."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random, self.transfer = world, random, "none"

    def happens(self) -> None:
        acts: list[Callable[[], object]] = [
            *[self.calls] * 3,
            *[self.sends_on] * 6,
            *[self.decides] * 3,
            *[self.hangs_up] * 3,
            *[self.behaves] * 2,
            self.comes_or_goes,
            self.wraps_up,
            self.fails,
            self.loses,
            self.wipes,
        ]
        self.random.choice(acts)()
        self.world.passes(f"{self.random.choice([1, 2, 4, 9, 25])}s")

    def calls(self) -> None:
        caller = self.world.caller(self.random.choice(CALLERS))
        if not caller.is_in_call:
            caller.dials(self.world.carrier.line).waits("2s").presses(self.random.choice("12"))
            self.world.passes("12s")

    def sends_on(self) -> None:
        on_board = self.world.house.board.agents(self.world.house.roster).values()
        talking = [one.agent.id for one in on_board if one.agent.activity is Activity.TALKING] or [*AGENTS]
        wanted = {"to": self.random.choice(DESTINATIONS), "mode": self.random.choice(["cold", "consult", "consult"])}
        answer = self.world.api("POST", f"/api/agents/{self.random.choice(talking)}/transfer", **wanted)
        assert answer.status_code in (202, 409, 422), answer.json
        if answer.status_code == 202:
            self.transfer = answer.json["id"]

    def decides(self) -> None:
        how = self.random.choice(["complete", "cancel"])
        answer = self.world.api("POST", f"/api/transfers/{self.transfer}/{how}")
        assert answer.status_code in (200, 202, 404, 409), answer.json

    def hangs_up(self) -> None:
        phones = [phone for phone in self.world.carrier.phones.by_address.values() if phone.is_in_call]
        speaking = [phone for phone in phones if not phone.is_ringing]
        if speaking:
            self.random.choice(speaking).hangs_up()

    def behaves(self) -> None:
        getattr(self.world.agent(self.random.choice(AGENTS)), self.random.choice(WAYS))()

    def comes_or_goes(self) -> None:
        self.random.choice([self.world.signs_on, self.world.signs_on, self.world.signs_off])(self.random.choice(AGENTS))

    def wraps_up(self) -> None:
        for agent in AGENTS:
            self.world.api("POST", f"/api/agents/{agent}/wrapped", disposition="transferred")

    def fails(self) -> None:
        faults: Any = self.world.carrier.exchange.faults
        if self.random.random() < 0.5:
            fault = self.random.choice([name for name in REST_FAULTS if name not in BODILY])
            faults.rest("POST", "Calls*", times=self.random.randint(1, 2), **REST_FAULTS[fault])
        else:
            fault = self.random.choice(["twice", "never", "shuffled"])
            faults.status_hooks(times=self.random.randint(1, 3), seed=self.random.randint(0, 9), **HOOK_FAULTS[fault])

    def loses(self) -> None:
        for what in [*self.world.gone] or [self.random.choice(["worker", "ticker"])]:
            (self.world.regains if what in self.world.gone else self.world.loses)(what)

    def wipes(self) -> None:
        self.world.house.board._client.flushall()
        self.world.loses("board")
        self.world.regains("board")


@pytest.mark.parametrize("seed", range(8))
def test_nobody_falls_between_two_chairs(world_of: WorldOf, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a repeatable history
    world = world_of()
    world.signs_on(*AGENTS)
    for agent in AGENTS:
        world.agent(agent).accepts()
    chance = Chance(world, random)
    for _ in range(30):
        chance.happens()
        examine(world.history())
    world.carrier.exchange.faults = type(world.carrier.exchange.faults)()
    for what in [*world.gone]:
        world.regains(what)
    for agent in AGENTS:
        world.agent(agent).accepts()
    world.signs_on(*AGENTS)
    world.passes("4m")
    examine(world.history())
    for phone in (world.caller(address) for address in CALLERS):
        if phone.is_in_call:
            assert phone.leg is not None
            assert phone.leg.partners or world.house.board.call(phone.leg.sid), phone.transcript.show()  # type: ignore[arg-type] # a leg's sid
