"""How long most of them took, and how long the slow ones did: as every benchmark says it.

Between two durations that were measured a quantile lies in proportion, and never beyond the longest. Deliberately
measures nothing.
"""

import statistics
from collections.abc import Sequence

USUAL = (50, 95, 99)


def p99(took: Sequence[float]) -> float:
    """Longer than that took one in a hundred. There must be two of them."""
    return _cuts(took)[98]


def quantiles(took: Sequence[float], percents: Sequence[int] = USUAL, unit: str = "ms") -> str:
    """In columns, so that one stands beneath the other."""
    if len(took) < 2:  # noqa: PLR2004 - between one and itself lies nothing
        return "too few"
    cuts = _cuts(took)
    return "   ".join(f"p{percent} {cuts[percent - 1]:7.2f} {unit}" for percent in percents)


def _cuts(took: Sequence[float]) -> list[float]:
    return statistics.quantiles(took, n=100, method="inclusive")
