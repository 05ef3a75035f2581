"""Nobody is rung at a bad hour, wherever the phone may be and whatever its clock does that day; and a deadline that
such hours leave no time for is before a supervisor while something can still be done.

Ten thousand hours, each by the plain rule: what does the wall show there? Half of them are of days on which the clock
there is changed.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from routing.calendar import ALL_DAY, Calendar, CallBetween, Calling, WeeklyHours
from routing.deadlines import deadline
from routing.escalation import BEFORE, Ladder
from routing.promises import is_at_risk
from tests.routing.timetables import calendar, day_span, promise

pytestmark = pytest.mark.threat("T19")

MANY = 10_000
FIRST, LAST = time(8), time(21)
BY_DAY = day_span("08:00-21:00")
ZONES = [ZoneInfo(name) for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc/")]
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
OPEN_ALWAYS = Calendar(ZoneInfo("UTC"), WeeklyHours.daily(ALL_DAY))


def hours_at_random(zones_at_most: int) -> Iterator[tuple[tuple[ZoneInfo, ...], datetime]]:
    chance = Random("quiet hours")  # noqa: S311 - no secret
    changes = [(zone, day) for zone in ZONES for day in _changes(zone)]
    for number in range(MANY):
        zones = tuple(chance.sample(ZONES, chance.randint(1, zones_at_most)))
        day = YEAR + chance.randrange(2 * 365) * A_DAY
        if number % 2:
            changed, day = chance.choice(changes)
            zones = (changed, *zones[1:])
        yield zones, day + timedelta(seconds=chance.randrange(86_400))


def _changes(zone: ZoneInfo) -> list[datetime]:
    days = [YEAR + number * A_DAY for number in range(2 * 365)]
    return [day for day in days if _offset(zone, day) != _offset(zone, day + A_DAY)]


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def is_decent(zone: ZoneInfo, now: datetime) -> bool:
    return FIRST <= now.astimezone(zone).time() < LAST


def test_a_phone_is_rung_only_when_it_is_a_decent_hour_everywhere_that_it_may_be() -> None:
    rung, changed = 0, 0
    for zones, now in hours_at_random(3):
        calling = Calling(OPEN_ALWAYS, CallBetween(BY_DAY, zones))
        is_allowed = calling.is_allowed(now, now + A_DAY)
        assert is_allowed == all(is_decent(zone, now) for zone in zones), (zones, now)
        rung += is_allowed
        changed += _offset(zones[0], now - A_DAY) != _offset(zones[0], now + A_DAY)
    assert rung > MANY / 10
    assert changed > MANY / 3


def test_the_first_hour_that_is_told_is_a_decent_one() -> None:
    for zones, now in list(hours_at_random(2))[::10]:
        first = Calling(OPEN_ALWAYS, CallBetween(BY_DAY, zones)).next_at(now, now + A_DAY)
        assert first is None or all(is_decent(zone, first) for zone in zones), (zones, now)


def test_where_the_hours_end_before_the_deadline_it_is_in_front_of_somebody_an_hour_before_that() -> None:
    """A line in Amsterdam, a person anywhere: what can be called in is little, and ends before 24 hours are over."""
    conflicts = 0
    for zones, made_at in list(hours_at_random(1))[::10]:
        calling = Calling(calendar(), CallBetween(BY_DAY, zones))
        due = deadline(made_at, A_DAY, calling)
        if due is None:  # nobody can ever call there: nothing is promised, a colleague decides
            continue
        assert due.effective_due_by <= due.due_by
        just_before = due.effective_due_by - timedelta(seconds=1)
        assert is_decent(zones[0], just_before), (zones, made_at)
        owed = promise(made_at=made_at, due_by=due.due_by, effective_due_by=due.effective_due_by)
        assert is_at_risk(owed, due.effective_due_by - AN_HOUR)
        assert is_at_risk(owed, due.due_by - AN_HOUR)
        conflicts += due.effective_due_by < due.due_by
    assert conflicts > MANY / 100
    assert BEFORE[Ladder.TOLD] >= AN_HOUR
