"""How long callers may wait: what is usual, and what laws and charters of a country ask, each with its source.

A measure, no advice: whom a rule binds, its text says. Where nothing is known of a country nothing is written here (a
general duty in the Belgian code of economic law was looked for and not found). Deliberately measures nothing:
`routing.forecast` says what a service level is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

USUAL: Final = timedelta(seconds=20)
"""What most lines of the field count by."""


@dataclass(frozen=True, slots=True)
class Norm:
    """One demand. `share`: of callers who are to be answered within `seconds`; None: all are to be, or be called back.
    `mean`: it is the mean wait that may be so long."""

    country: str
    seconds: int
    source: str
    share: float | None = None
    mean: bool = False

    @property
    def demanded(self) -> float:
        """The share that must be answered in time."""
        return 1.0 if self.share is None else self.share


NORMS: Final = (
    Norm("NL", 15, "NEN 8878, voluntary: 85 % within 15 seconds", share=0.85),
    Norm("PT", 60, "Decreto-Lei 134/2009: within 60 seconds, or leave a number and be called back"),
    Norm("BE", 150, "Charter of 2011, and the telecom act of December 2021: within 2.5 minutes, or be called back"),
    Norm("IT", 20, "AGCOM: 40 % within 20 seconds", share=0.40),
    Norm("IT", 150, "AGCOM: 150 seconds on average", mean=True),
    Norm("ES", 180, "Ley 10/2025: 95 % within 3 minutes, in full from 28 December 2026", share=0.95),
    Norm("ES", 180, "Ley 10/2025: less than 3 minutes on average", mean=True),
    Norm("HU", 300, "Utilities: within 5 minutes"),
)


def norms(own_country: str) -> Sequence[Norm]:
    """All of them, those of one's own country first."""
    return sorted(NORMS, key=lambda norm: norm.country != own_country)


def answer_within(country: str) -> tuple[timedelta, ...]:
    """The times by which a line in this country counts its service level, the usual one first."""
    own = (timedelta(seconds=norm.seconds) for norm in NORMS if norm.country == country)
    other = next((within for within in own if within != USUAL), None)
    return (USUAL,) if other is None else (USUAL, other)
