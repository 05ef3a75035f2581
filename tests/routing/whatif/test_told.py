"""What callers are told of the wait, where the house's own rules decide who takes which call and circles widen."""

from datetime import datetime, timedelta

import pytest

from routing.agents import Agent
from routing.expectation import Standing, expect, views
from routing.forecast import Expectation, Pace, Paces
from routing.queues import WaitingCall, Work
from routing.skills import AgentId, CallSid
from routing.whatif.chance import Exponential
from routing.whatif.floor import Floor
from routing.whatif.router import House
from routing.whatif.world import START, Demand, Staff, World
from tests.routing.whatif.worlds import HOUSE_RULES, hourly, need, run, staff

HANDLING, PATIENCE = 300.0, 270.0
PACE = Pace(timedelta(seconds=HANDLING), timedelta(seconds=PATIENCE))


class Teller:
    """The house's router, which notes what each caller who must wait and never gives up is told, and how long that one
    then waited, in seconds."""

    def __init__(self, world: World) -> None:
        self._house, self._rules = House(world.rules), world.rules
        self._views = views([one.skills for one in world.agents], world.needs, Paces(PACE))
        self._told: dict[CallSid, tuple[datetime, Expectation]] = {}
        self.met: list[tuple[Expectation, float]] = []

    def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | datetime | None:
        who = self._house.for_call(call, floor, now)
        if isinstance(who, str):
            self._takes(call.sid, now)
        elif call.arrived_at == now and int(call.sid[-1]) % 2:
            self._told[call.sid] = now, self._expect(call, floor, now)
        return who

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | datetime | None:
        work = self._house.for_agent(agent, floor, now)
        if isinstance(work, Work):
            self._takes(CallSid(work.id), now)
        return work

    def _takes(self, sid: CallSid, now: datetime) -> None:
        if sid in self._told:
            told_at, expected = self._told.pop(sid)
            self.met.append((expected, (now - told_at).total_seconds()))

    def _expect(self, call: WaitingCall, floor: Floor, now: datetime) -> Expectation:
        ahead = dict(floor.queues) | {call.need: floor.queues[call.need] - 1}
        staffing, view = floor.staffing(call.need), self._views[call.need]
        standing = Standing(call, staffing, ahead[call.need], ahead, idle=floor.idle(call.need), view=view)
        return expect(standing, self._rules, timedelta(minutes=15), now)


def callers(name: str, per_hour: float) -> tuple[Demand, Demand]:
    """Those who may give up, and a few who never do, because they alone meet the wait that everybody is told of."""
    impatient, patient = hourly(0.9 * per_hour), hourly(0.1 * per_hour)
    handling = Exponential(HANDLING)
    return (
        Demand(name, need(name), impatient, handling, Exponential(PATIENCE)),
        Demand(f"{name}, patient", need(name), patient, handling),
    )


LEVELS: list[dict[str, int]] = [
    *[{"billing": 3, "moving": 1}] * 2,
    *[{"billing": 2, "moving": 2}] * 2,
    *[{"moving": 3, "billing": 1}] * 3,
    {"billing": 2},
]
SPECIALISTS: list[dict[str, int]] = [*[{"billing": 3}] * 4, *[{"moving": 3}] * 4]


@pytest.mark.parametrize("agents", [SPECIALISTS, LEVELS], ids=["specialists", "levels"])
def test_the_wait_that_widening_circles_make_is_known_without_bias(agents: list[dict[str, int]]) -> None:
    per_hour = 0.9 * len(agents) / HANDLING * 3600
    people: tuple[Staff, ...] = tuple(staff(f"a{n}", **levels) for n, levels in enumerate(agents))
    demands = (*callers("billing", 0.6 * per_hour), *callers("moving", 0.4 * per_hour))
    world = World(demands, people, rules=HOUSE_RULES, ends_at=START + timedelta(hours=200))
    teller = Teller(world)

    run(world, router=teller)

    met = teller.met
    mean = sum(waited for _, waited in met) / len(met)
    assert len(met) > 700
    assert sum(told.mean.total_seconds() for told, _ in met) / len(met) == pytest.approx(mean, rel=0.07)
    assert sum(waited <= told.p80.total_seconds() for told, waited in met) / len(met) == pytest.approx(0.8, abs=0.06)
    assert sum(waited <= told.p90.total_seconds() for told, waited in met) / len(met) == pytest.approx(0.9, abs=0.04)
