"""How the dispatcher fares on a virtual clock: the loads of POLICIES 2.5, eight agents, ten hours a day.

Beside the three zones: the same days with a fixed reserve, and with live callers strictly first. Deliberately measures
no machine: the same seed gives the same figures everywhere.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import fmean

from routing.calendar import Calendar, CallBetween, Calling, DaySpan, WeeklyHours
from routing.forecast import Arrivals
from routing.policy import Rules
from routing.skills import BEST, AgentId, Language, Need, NeedName, Skills
from routing.whatif.chance import Exponential, Poisson
from routing.whatif.engine import Run
from routing.whatif.figures import ALL, Asked, Figures, figures
from routing.whatif.world import START, ZONE, Callbacks, Demand, Staff, World

DAYS, RUNS = 5, 4
LOADS = (66.0, 78.0, 92.0, 130.0)
BILLING, DUTCH = NeedName("billing"), Language("nl")
RULES = Rules((timedelta(seconds=20), timedelta(minutes=1)), timedelta(minutes=3))
LINES = {
    "three zones": (RULES, Callbacks()),
    "zones alone": (replace(RULES, head_start=timedelta(days=30)), Callbacks()),
    "fixed reserve 2": (RULES, Callbacks(keep_free=2)),
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"8 agents, {DAYS} days of 10 hours in a row, {runs} times; 48 % accept a callback, 25 % do not answer it\n")
    print(f"{'rule':17}{'calls/h':>8}{'SL 20 s':>9}{'gave up':>9}{'made':>7}{'later':>7}{'missed':>10}{'untried':>9}")
    for name, (rules, callbacks) in LINES.items():
        for load in LOADS:
            found = [_run(_world(load, rules, callbacks), seed) for seed in range(runs)]
            print(f"{name:17}{load:>8.0f}{_row(found)}", flush=True)


def _world(load: float, rules: Rules, callbacks: Callbacks) -> World:
    hours = DaySpan(9 * 60, 19 * 60)
    arrivals = Arrivals(ZONE, {(day, hour): load for day in range(7) for hour in range(24)})
    need, skills = Need(BILLING, DUTCH), Skills({BILLING: BEST}, (DUTCH,))
    return World(
        demands=(Demand("billing", need, Poisson(arrivals), Exponential(300), Exponential(180)),),
        agents=tuple(Staff(AgentId(f"agent{n}"), skills) for n in range(8)),
        rules=rules,
        ends_at=START + timedelta(days=DAYS),
        calling=Calling(Calendar(ZONE, WeeklyHours.daily(hours)), CallBetween(hours, (ZONE,))),
        callbacks=callbacks,
    )


def _run(world: World, seed: int) -> Figures:
    tally = Run(world, Random(seed)).play()  # noqa: S311 - chance, not a secret
    its: Figures = figures(tally, Asked(["billing"], [20]))["needs"][ALL]
    return its


def _row(found: Sequence[Figures]) -> str:
    level, gave_up = (
        fmean(shares) for shares in zip(*((f["service_level"]["20s"], f["abandonment"]) for f in found), strict=True)
    )
    names = ("made", "made_for_later", "missed", "missed_untried")
    made, later, missed, untried = (sum(f["callbacks"][name] for f in found) for name in names)
    return f"{level:>9.1%}{gave_up:>9.1%}{made:>7,}{later:>7,}{missed:>10}{untried:>9}"


if __name__ == "__main__":
    main()
