"""Days on a wall clock: which one it is there, and when each begins. One may have 23 or 25 hours.

Deliberately knows no opening hours: `calendar` does.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

A_DAY: Final = timedelta(days=1)


def day_at(now: datetime, zone: ZoneInfo) -> date:
    """Today, there."""
    return now.astimezone(zone).date()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When this day begins there; in UTC, so that what lies between two of them is what has passed."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
