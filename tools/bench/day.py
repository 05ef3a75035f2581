"""How the dispatcher fares on a virtual clock: the loads of POLICIES 2.5, eight agents, ten hours a day.

Beside the three zones: the same days with a fixed reserve, and with live callers strictly first. Deliberately measures
no machine: the same seed gives the same figures everywhere.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import fmean

from routing.policy import Rules
from tools.day import Days
from tools.scenario import Line, Tally, World

DAYS, RUNS = 5, 4
LOADS = (66.0, 78.0, 92.0, 130.0)
LINES = {
    "three zones": Line(),
    "zones alone": replace(Line(), rules=Rules(Line().rules.widen_after, timedelta(days=30))),
    "fixed reserve 2": replace(Line(), keep_free=2),
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"8 agents, {DAYS} days of 10 hours in a row, {runs} times; 48 % accept a callback, 25 % do not answer it\n")
    print(f"{'rule':17}{'calls/h':>8}{'SL 20 s':>9}{'gave up':>9}{'made':>7}{'later':>7}{'breached':>10}{'untried':>9}")
    for name, line in LINES.items():
        for load in LOADS:
            print(f"{name:17}{load:>8.0f}{_figures([_run(load, line, seed) for seed in range(runs)])}", flush=True)


def _run(load: float, line: Line, seed: int) -> Tally:
    return Days(World(load), line, Random(seed)).play(DAYS)  # noqa: S311 - chance, not a secret


def _figures(tallies: list[Tally]) -> str:
    level, gave_up = (
        fmean(shares) for shares in zip(*((t.service_level, t.abandonment) for t in tallies), strict=True)
    )
    made, late, breached, untried = (
        sum(counts) for counts in zip(*((t.made, t.made_late, t.breached, t.untried) for t in tallies), strict=True)
    )
    return f"{level:>9.1%}{gave_up:>9.1%}{made:>7,}{late:>7,}{breached:>10}{untried:>9}"


if __name__ == "__main__":
    main()
