"""What came of a question, as it is kept and shown: figures as it is and with the change, all day and by the hour.

Deliberately words nothing: pages do.
"""

from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any, Final

from routing.whatif.figures import ALL, Figures
from routing.whatif.intervals import Estimate
from voice_app.whatif.answers import Answers

FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "within_20": ("service_level", "20s"),
    "within_60": ("service_level", "60s"),
    "wait": ("wait_of_all", "mean"),
    "gave_up": ("abandonment",),
    "answered": ("answered",),
    "callbacks": ("callbacks", "made"),
    "met_closed": ("met_closed",),
}
"""What is kept of all callers, and where it stands among the figures."""
SHARES: Final = frozenset({"within_20", "within_60", "gave_up", "occupancy"})
FEWER_IS_BETTER: Final = frozenset({"wait", "gave_up", "met_closed"})


def kept(answers: Answers) -> dict[str, Any]:
    """`answers` is whole."""
    (brought,) = answers.brought
    base: Figures = answers.base or {}
    return {
        "runs": answers.runs,
        "warnings": list(answers.warnings),
        "base": _whole(base),
        "then": _whole(brought.figures),
        "more": _whole(brought.more),
        "by_hour": {hour: _hour(base, brought.figures, hour) for hour in base["needs"][ALL].get("by_hour", {})},
    }


def _whole(figures: Figures) -> dict[str, Any]:
    its = figures["needs"][ALL]
    return {name: _written(_at(its, path)) for name, path in FIGURES.items()} | {
        "occupancy": _written(figures["occupancy"])
    }


def _hour(base: Figures, then: Figures, hour: str) -> dict[str, Any]:
    of = {"base": base["needs"][ALL]["by_hour"][hour], "then": then["needs"][ALL]["by_hour"][hour]}
    return {
        name: {"within_60": _written(_at(its, ("service_level", "60s"))), "arrived": _written(its.get("arrived"))}
        for name, its in of.items()
    }


def _at(figures: Figures, path: tuple[str, ...]) -> Any:
    found: Any = figures
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _written(found: Estimate | None) -> dict[str, float] | None:
    """A figure with its interval; without one where it is not known."""
    if found is None:
        return None
    its = asdict(found)
    return {name: round(its[name], 6) for name in ("mean", "low", "high") if isfinite(its[name])}


def is_sure(more: Mapping[str, float] | None) -> bool:
    """Does the whole interval of a difference lie on one side of nothing?"""
    return bool(more) and "low" in (more or {}) and ((more or {})["low"] > 0 or (more or {})["high"] < 0)
