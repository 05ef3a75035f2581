"""Small worlds for the tests of this room, in a word each."""

from datetime import timedelta
from random import Random

from routing.calendar import Calendar, CallBetween, Calling, DaySpan, WeeklyHours
from routing.forecast import Arrivals
from routing.rules import Rules
from routing.skills import BEST, AgentId, Language, Level, Need, NeedName, Skills
from routing.whatif.chance import Calls, Distribution, Exponential, Poisson, Replay
from routing.whatif.engine import Run
from routing.whatif.figures import Asked, Figures, figures
from routing.whatif.router import Router
from routing.whatif.tally import Tally
from routing.whatif.world import START, ZONE, Demand, Staff, World

DUTCH = Language("nl")
HOUSE_RULES = Rules((timedelta(seconds=20), timedelta(seconds=60)), timedelta(minutes=3))


def need(name: str = "billing") -> Need:
    return Need(NeedName(name), DUTCH)


def hourly(calls: float) -> Poisson:
    return Poisson(Arrivals(ZONE, {(day, hour): calls for day in range(7) for hour in range(24)}))


def at(*seconds: float) -> Replay:
    """Calls so many seconds after the start."""
    return Replay([START + timedelta(seconds=s) for s in seconds])


def opened(start: int, end: int) -> Calling:
    """Every day from hour to hour."""
    span = DaySpan(start * 60, end * 60)
    return Calling(Calendar(ZONE, WeeklyHours.daily(span)), CallBetween(span, (ZONE,)))


def demand(calls: Calls, handling: Distribution, patience: Distribution | None = None, name: str = "billing") -> Demand:
    return Demand(name, need(name), calls, handling, patience)


def staff(name: str, **levels: int) -> Staff:
    return Staff(AgentId(name), Skills({NeedName(n): Level(level) for n, level in levels.items()}, (DUTCH,)))


def pool(agents: int, calls: float, handling: float, patience: float | None = None, **given: object) -> World:
    """Equal agents, Poisson calls per hour; means of exponential times, in seconds."""
    its = demand(hourly(calls), Exponential(handling), Exponential(patience) if patience else None)
    everybody = tuple(staff(f"a{n:04}", billing=BEST) for n in range(agents))
    return world(its, staff=everybody, **given)


def world(*demands: Demand, staff: tuple[Staff, ...], hours: float = 24, **given: object) -> World:
    facts = {"rules": HOUSE_RULES, "ends_at": START + timedelta(hours=hours), **given}
    return World(demands, staff, **facts)  # type: ignore[arg-type]  # the facts are the test's own


def run(given: World, seed: int = 1, router: Router | None = None) -> Tally:
    return Run(given, Random(seed), router).play()  # noqa: S311 - a simulation, no secret


def told(given: World, seed: int = 1, within: tuple[float, ...] = (20.0,)) -> Figures:
    return figures(run(given, seed), Asked([one.name for one in given.demands], within))
