"""The digest of one day as a value: reads the ledger, chooses the complaints.

Days on the line's own clock; no older ones than a month. Deliberately words nothing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from routing.days import A_DAY, day_at, midnight
from routing.spans import Span
from voice_app.digest.complaints import choose
from voice_app.digest.figures import Figures, figures_of
from voice_app.ledger import Ledger, boomerangs, complaints, yesterdays
from voice_app.ledger.complaints import Complaint
from voice_app.ledger.yesterdays import Endangered
from voice_app.line import Line

DAYS_BACK: Final = 31
MOST_ENDANGERED: Final = 10
MOST_READ: Final = 100
"""Complaints of each kind among which is chosen."""
MOST_RETURNING: Final = 100


@dataclass(frozen=True, slots=True)
class Digest:
    """`day`: the one that is told of. `endangered`: owed and late, or in danger: the worst of them, and how many
    in all; () for a day that is not the last."""

    day: date
    figures: Figures
    endangered: tuple[Endangered, ...]
    endangered_count: int
    complaints: tuple[Complaint, ...] = field(repr=False)


def digest_of(store: Ledger, line: Line, day: date, now: datetime) -> Digest:
    """Raises LedgerGone."""
    from_at, to_at = midnight(day, line.timezone), midnight(day + A_DAY, line.timezone)
    with store.read() as ledger:
        shared = line.callers.shared
        returning, total = boomerangs.between(ledger, from_at, to_at, shared, MOST_RETURNING)
        theirs = [c.id for one in returning for c in one.contacts if c.kind == "call" and c.at >= from_at]
        said = complaints.between(ledger, from_at, to_at, theirs, MOST_READ)
        figures = figures_of(ledger, line.timezone, Span(from_at, to_at), total, now)
        endangered: tuple[Endangered, ...] = ()
        count = 0
        if day == day_before(line.timezone, now):
            end = midnight(day + 2 * A_DAY, line.timezone)
            endangered, count = yesterdays.endangered(ledger, now, end, MOST_ENDANGERED)
    return Digest(day, figures, endangered, count, choose(said))


def day_before(zone: ZoneInfo, now: datetime) -> date:
    """Yesterday, by the line's clock."""
    return day_at(now, zone) - A_DAY


def is_shown(zone: ZoneInfo, day: date, now: datetime) -> bool:
    """Is it over, and no longer ago than a month?"""
    last = day_before(zone, now)
    return last - (DAYS_BACK - 1) * A_DAY <= day <= last
