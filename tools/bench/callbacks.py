"""Callbacks beside live callers: a fortnight with our dispatcher, beside the other policies of POLICIES 2.5.

Eight equal agents, ten hours a day, 300 s a call, 180 s of patience; 48 % of those who are offered a callback take it,
25 % do not answer it; due within 24 hours. A breach: still owed when the time that was spoken was over. Deliberately
measures no machine: the same seeds give the same figures everywhere.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from statistics import fmean

from routing.calendar import Calendar, CallBetween, Calling, DaySpan, WeeklyHours
from routing.forecast import Arrivals
from routing.rules import Rules
from routing.skills import BEST
from routing.whatif.chance import Poisson
from routing.whatif.figures import Figures
from routing.whatif.world import ZONE, Callbacks, World
from tools.pictures import fortnight, where_to
from tools.strategies.callbacks import Beside, FixedReserve, LiveFirst, OneLine, Procrastinate
from tools.trials import MakeRouter, Trial, play_all, staff, world

RUNS = 1
"""Fortnights of each: eleven thousand calls."""
AGENTS = 8
OPEN = DaySpan(9 * 60, 19 * 60)
CALLING = Calling(Calendar(ZONE, WeeklyHours.daily(OPEN)), CallBetween(OPEN, (ZONE,)))
ENDLESS = timedelta(days=30)
STEPS = (timedelta(seconds=20), timedelta(seconds=60))


@dataclass(frozen=True)
class Setting:
    """`flooded`: weekdays on which so many call, Monday being 0. `absent`: agents whom the plan expects in the morning,
    and who do not come. `days`: fewer where more call than can ever be answered."""

    name: str
    calls_per_hour: float
    flood: float = 0.0
    flooded: tuple[int, ...] = ()
    absent: int = 0
    days: int = 14

    @property
    def arrivals(self) -> Arrivals:
        by_day = {day: self.flood if day in self.flooded else self.calls_per_hour for day in range(7)}
        return Arrivals(ZONE, {(day, hour): by_day[day] for day in range(7) for hour in range(24)})


SETTINGS = (
    Setting("66 calls/h", 66),
    Setting("78 calls/h", 78),
    Setting("92 calls/h", 92),
    Setting("78 calls/h, one agent ill", 78, absent=1),
    Setting("66 calls/h, 130 on Tuesdays", 66, flood=130, flooded=(1,)),
    Setting("130 calls/h, for five days", 130, days=5),
)


@dataclass(frozen=True)
class Row:
    """Of a fortnight, means over the runs; counts are sums. `to_contact`: hours, median, 95 % quantile and longest."""

    setting: str
    policy: str
    service_level: float
    abandoned: float
    made: int
    breaches: int
    to_contact: tuple[float, float, float]


def main() -> None:
    quick = "--quick" in sys.argv
    rows = run(RUNS, [replace(setting, days=2) for setting in SETTINGS[:1]] if quick else SETTINGS)
    for setting in dict.fromkeys(row.setting for row in rows):
        its = [row for row in rows if row.setting == setting]
        print(f"\n{setting}")
        print(
            f"{'':28}{'SL 20 s':>9}{'gave up':>9}{'promised':>10}{'breaches':>10}"
            f"{'hours to contact: median':>26}{'95 %':>6}{'longest':>9}"
        )
        for row in its:
            median, most, longest = row.to_contact
            print(
                f"{row.policy:28}{row.service_level:>9.1%}{row.abandoned:>9.1%}{row.made:>10,}{row.breaches:>10,}"
                f"{median:>26.1f}{most:>6.1f}{longest:>9.1f}"
            )
        best = max(its, key=lambda row: (not row.breaches, row.service_level))
        ours = next(row for row in its if row.policy == ZONES_ALONE)
        print(f"an endless head start: {best.service_level - ours.service_level:.1%} below the best without a breach")
    print("\naim: no breach with ours; with an endless head start within 2 points of the best")
    if folder := where_to():
        fortnight(list(map(_values, rows)), folder / "callbacks.svg")


def run(runs: int, settings: Sequence[Setting] = SETTINGS) -> list[Row]:
    """Every policy in every setting."""
    cells = [(setting, policy) for setting in settings for policy in POLICIES]
    trials = [Trial(_world(setting, POLICIES[policy][0]), POLICIES[policy][1]) for setting, policy in cells]
    return [
        _row(setting.name, policy, its)
        for (setting, policy), its in zip(cells, play_all(trials, range(runs)), strict=True)
    ]


def _world(setting: Setting, rules: Rules) -> World:
    agents = staff(*[{"any": BEST}] * AGENTS)
    agents[: setting.absent] = [replace(agent, is_absent=True) for agent in agents[: setting.absent]]
    its = world({"any": 0.0}, agents, rules, patience=180, hours=24 * setting.days)
    demands = tuple(replace(demand, calls=Poisson(setting.arrivals)) for demand in its.demands)
    return replace(its, demands=demands, calling=CALLING, callbacks=Callbacks())


def _row(setting: str, policy: str, runs: Sequence[Figures]) -> Row:
    everybody = [its["needs"]["all"] for its in runs]
    owed = [its["callbacks"] for its in everybody]
    return Row(
        setting,
        policy,
        fmean(its["service_level"]["20s"] for its in everybody),
        fmean(its["abandonment"] for its in everybody),
        sum(its["made"] for its in owed),
        sum(its["missed"] for its in owed),
        (
            fmean(its["seconds_to_contact"]["p50"] for its in owed) / 3600,
            fmean(its["seconds_to_contact"]["p95"] for its in owed) / 3600,
            max(its["seconds_to_contact"]["longest"] for its in owed) / 3600,
        ),
    )


def _values(row: Row) -> Mapping[str, object]:
    """Shares in per cent."""
    return {
        "setting": row.setting,
        "policy": row.policy,
        "service level": 100 * row.service_level,
        "gave up": 100 * row.abandoned,
        "hours": row.to_contact[0],
        "breaches": row.breaches,
    }


# the policies


def _ours(head_start: timedelta) -> tuple[Rules, None]:
    return Rules(STEPS, head_start), None


def _other(make: type[Beside], *given: object) -> tuple[Rules, MakeRouter]:
    return Rules(STEPS, ENDLESS), partial(_make, make, given)


def _make(make: type[Beside], given: Sequence[object], world: World, random: Random) -> Beside:
    return make(*given)


ZONES_ALONE = "ours, head start endless"
POLICIES: Mapping[str, tuple[Rules, MakeRouter | None]] = {
    "ours, head start 0": _ours(timedelta()),
    "ours, head start 2 min": _ours(timedelta(minutes=2)),
    "ours, head start 5 min": _ours(timedelta(minutes=5)),
    ZONES_ALONE: _ours(ENDLESS),
    "one line for all": _other(OneLine),
    "live strictly first": _other(LiveFirst),
    "fixed reserve 2": _other(FixedReserve, 2),
    "procrastinate": _other(Procrastinate),
}

if __name__ == "__main__":
    main()
