"""What is reported on, in the line's own days: which stretch, in which steps, all of it seen at one instant.

Deliberately counts nothing (`ledger.compliance`) and shows nothing.
"""

from datetime import date, datetime, timedelta

from routing.days import A_DAY, midnight
from routing.spans import Span
from voice_app.ledger.compliance import GroupBy, Report, report_on
from voice_app.runtime import Runtime

MOST_DAYS, MOST_WEEKS = 400, 400
"""So many groups at most: then steps are longer."""


def days(house: Runtime, first: date, last: date) -> Span:
    """From the beginning of one day of the line's clock to the end of another."""
    zone = house.line.timezone
    return Span(midnight(first, zone), midnight(last + A_DAY, zone))


def coarse_enough(span: Span, group_by: GroupBy) -> GroupBy:
    """Days, or the longer steps in which so long a stretch can still be read."""
    if group_by == "day" and span.length > timedelta(days=MOST_DAYS):
        group_by = "week"
    if group_by == "week" and span.length > timedelta(weeks=MOST_WEEKS):
        group_by = "month"
    return group_by


def report(house: Runtime, span: Span, now: datetime, group_by: GroupBy) -> Report:
    """Raises LedgerGone."""
    with house.ledger.at_one_instant() as ledger:
        return report_on(ledger, span.start_at, span.end_at, now, house.line.timezone, group_by=group_by)
