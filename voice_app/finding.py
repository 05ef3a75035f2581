"""A finding: one thing to know about a line or an environment that is valid, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know: how bad, where (a path in the line file, or a variable), what, and what to do about it."""

    severity: Severity
    where: str
    what: str
    remedy: str


def warning(where: str, what: str, remedy: str) -> Finding:
    return Finding("warning", where, what, remedy)
