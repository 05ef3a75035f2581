"""The figures of one run, as a tree of numbers by name; and the same tree over many runs, with intervals.

A figure that a run does not have (no caller answered, so no mean wait of them) is None. Each name says of what it is a
share. Deliberately lets nothing happen: it reads what a run wrote down.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum, sqrt
from typing import Any
from zoneinfo import ZoneInfo

from routing.forecast import SHORT_ABANDON
from routing.skills import BEST, AgentId
from routing.whatif.intervals import estimate, quantile
from routing.whatif.tally import Callers, Outcome, Tally, Told

Figures = Mapping[str, Any]
"""A tree: names to numbers, None, or further trees; over many runs, to estimates."""

QUANTILES = (0.5, 0.8, 0.9, 0.95, 0.99)
ALL = "all"
"""The figures of all needs together stand under this name."""

OFFERED = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.PROMISED, Outcome.CLOSED_OUT)
"""Callers who wanted an agent, and of whom it is known what became. (Who still waits at the end, found no place to
wait or called while the line was closed is counted apart.)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a run: the names of its demands, in order; the seconds of each service level; the zone by whose
    hours the day is looked at, None: by no hours."""

    demands: Sequence[str]
    within: Sequence[float]
    zone: ZoneInfo | None = None


def figures(tally: Tally, asked: Asked) -> Figures:
    """The figures of a run."""
    names = [*dict.fromkeys(asked.demands), ALL]
    measured = (tally.ends_at - tally.measured_from) / timedelta(hours=1)
    return {
        "needs": {name: _of_need(tally, name, asked, measured) for name in names},
        "agents": {agent: _of_agent(tally, agent) for agent in sorted(tally.signed_on)},
        "occupancy": _share(sum(tally.busy.values()), sum(tally.signed_on.values())),
        "mean_waiting": tally.waiting_time / (measured * 3600),
    }


def _of_need(tally: Tally, name: str, asked: Asked, measured: float) -> Figures:
    callers = _together(
        [its for demand, its in zip(asked.demands, tally.callers, strict=True) if name in (ALL, demand)]
    )
    told = [one for one in tally.promises if name in (ALL, asked.demands[one.demand])]
    its: dict[str, Any] = {
        **_of_callers(callers, asked.within),
        "calls_per_hour": len(callers.waited) / measured,
        "callbacks": _of_promises(told),
    }
    if asked.zone is not None:
        its["by_hour"] = _by_hour(callers, told, tally.starts_at, asked)
    return its


def _together(several: Sequence[Callers]) -> Callers:
    if len(several) == 1:
        return several[0]
    whole = Callers()
    for its in several:
        whole.extend(its)
    return whole


def _of_callers(callers: Callers, within: Sequence[float]) -> dict[str, Any]:
    counts = {outcome: callers.outcomes.count(outcome) for outcome in Outcome}
    arrived, answered = len(callers.waited), counts[Outcome.ANSWERED]
    offered = sum(counts[outcome] for outcome in OFFERED)
    waits = {outcome: sorted(callers.waits(outcome)) for outcome in OFFERED}
    of_answered, of_all = waits[Outcome.ANSWERED], sorted(wait for some in waits.values() for wait in some)
    short = sum(wait < SHORT_ABANDON.total_seconds() for wait in waits[Outcome.ABANDONED])
    return {
        "arrived": arrived,
        "offered": offered,
        **{outcome.name.lower(): count for outcome, count in counts.items()},
        "short_abandoned": short,
        "wait_of_answered": _of_waits(of_answered),
        "wait_of_all": _of_waits(of_all),
        "waited_of_offered": _share(len(of_all) - bisect_right(of_all, 0.0), offered),
        "service_level": {
            seconds(limit): _share(bisect_right(of_answered, limit), offered - short) for limit in within
        },
        "answered_within_of_offered": {
            seconds(limit): _share(bisect_right(of_answered, limit), offered) for limit in within
        },
        "answered_within_of_arrived": {
            seconds(limit): _share(bisect_right(of_answered, limit), arrived) for limit in within
        },
        "abandonment": _share(counts[Outcome.ABANDONED] - short, offered - short),
        "abandoned_of_offered": _share(counts[Outcome.ABANDONED], offered),
        "blocked_of_arrived": _share(counts[Outcome.BLOCKED], arrived),
        "best_skill_of_answered": _share(callers.levels.count(BEST), answered),
    }


def _of_waits(in_order: Sequence[float]) -> Figures:
    mean = _share(fsum(in_order), len(in_order))
    spread = None if mean is None else sqrt(fsum((wait - mean) ** 2 for wait in in_order) / len(in_order))
    return {
        "mean": mean,
        "sd": spread,
        **{f"p{round(100 * share)}": quantile(in_order, share) for share in QUANTILES},
        "longest": in_order[-1] if in_order else None,
    }


def _of_promises(told: Sequence[Told]) -> Figures:
    kept = [(one.made_at, one.kept_at, one.missed) for one in told if one.kept_at]
    to_contact = sorted((kept_at - made_at).total_seconds() for made_at, kept_at, _ in kept)
    to_try = sorted((one.first_tried_at - one.made_at).total_seconds() for one in told if one.first_tried_at)
    late = sum(missed for _, _, missed in kept)
    unreached = sum(one.unreached_at is not None for one in told)
    return {
        "made": len(told),
        "made_for_later": sum(one.was_later for one in told),
        "kept": len(kept),
        "kept_in_time": len(kept) - late,
        "kept_late": late,
        "unreached": unreached,
        "open_at_end": len(told) - len(kept) - unreached,
        "at_risk": sum(one.at_risk_at is not None for one in told),
        "missed": sum(one.missed for one in told),
        "missed_untried": sum(one.missed_untried for one in told),
        "tries": sum(one.tries for one in told),
        "kept_in_time_of_made": _share(len(kept) - late, len(told)),
        "seconds_to_contact": _of_waits(to_contact),
        "seconds_to_first_try": _of_waits(to_try),
    }


def _by_hour(callers: Callers, told: Sequence[Told], starts_at: datetime, asked: Asked) -> Figures:
    """By the hour of the day on the wall clock, all days together: of callers when they arrived, of promises when it
    happened. Every hour is there, so that runs can be laid on each other."""

    def hour_of(at: datetime) -> int:
        return at.astimezone(asked.zone).hour

    by_hour = [Callers() for _ in range(24)]
    for arrived, waited, outcome, level in callers.each():
        by_hour[hour_of(starts_at + timedelta(seconds=arrived))].add(arrived, waited, outcome, level)
    made = Counter(hour_of(one.made_at) for one in told)
    kept = Counter(hour_of(one.kept_at) for one in told if one.kept_at)
    at_risk = Counter(hour_of(one.at_risk_at) for one in told if one.at_risk_at)
    return {
        f"{hour:02}": {
            **_of_callers(its, asked.within),
            "made": made[hour],
            "kept": kept[hour],
            "at_risk": at_risk[hour],
        }
        for hour, its in enumerate(by_hour)
    }


def _of_agent(tally: Tally, agent: AgentId) -> Figures:
    return {
        "occupancy": _share(tally.busy[agent], tally.signed_on[agent]),
        "calls": tally.calls_taken[agent],
        "signed_on_hours": tally.signed_on[agent] / 3600,
    }


def seconds(limit: float) -> str:
    """The name of a service level's T: "20s", "0.5s"."""
    return f"{limit:g}s"


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# ── many runs ───────────────────────────────────────────────────────────────────────────────────────────────────────


def over(runs: Sequence[Figures], confidence: float) -> Figures:
    """The same tree, with an `Estimate` for each number, or None where no run had one."""
    return {name: _over([run.get(name) for run in runs], confidence) for name in runs[0]}


def _over(values: Sequence[Any], confidence: float) -> Any:
    if any(isinstance(value, Mapping) for value in values):
        return over([value for value in values if value is not None], confidence)
    return estimate([value for value in values if value is not None], confidence)


def difference(ones: Sequence[Figures], others: Sequence[Figures]) -> list[Figures]:
    """What the others have more, run by run: of worlds that met the same callers, so that most of chance cancels."""
    return [_minus(other, one) for one, other in zip(ones, others, strict=True)]


def _minus(more: Any, less: Any) -> Any:
    if isinstance(more, Mapping) and isinstance(less, Mapping):
        return {name: _minus(more[name], less[name]) for name in more if name in less}
    return None if more is None or less is None else more - less
