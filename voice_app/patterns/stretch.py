"""Which weeks are looked at: whole ones on the line's own clock, up to a midnight that is over.

A day that still goes on would compare a morning with whole days. Deliberately reads no clock: `now` is given.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from routing.days import A_DAY, day_at, midnight

FEWEST_WEEKS: Final = 2
"""One to look at, one to hold it against."""
USUAL_WEEKS: Final = 4
MOST_WEEKS: Final = 13
A_WEEK: Final = timedelta(days=7)
HOW_FAR_BACK: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`weeks` weeks up to the midnight before `until`. `week_at`: the last seven days begin; `from_at`: all of them."""

    weeks: int
    until: date
    from_at: datetime
    week_at: datetime
    to_at: datetime

    @property
    def days(self) -> tuple[date, ...]:
        """All of them, oldest first."""
        first = self.until - self.weeks * A_WEEK
        return tuple(first + n * A_DAY for n in range(7 * self.weeks))


def stretch_of(zone: ZoneInfo, now: datetime, weeks: int = USUAL_WEEKS, until: date | None = None) -> Stretch:
    """Held within bounds: 2 to 13 weeks, up to today at the latest, ten years back at the earliest."""
    today = day_at(now, zone)
    end = max(min(until or today, today), today - HOW_FAR_BACK)
    weeks = max(FEWEST_WEEKS, min(weeks, MOST_WEEKS))
    return Stretch(weeks, end, *(midnight(end - n * A_WEEK, zone) for n in (weeks, 1, 0)))
