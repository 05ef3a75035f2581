"""The line at a glance: is it open, what comes next, what do callers hear, who changed what, what should be known.

Deliberately changes nothing: each part leads to the page that does.
"""

from datetime import datetime
from typing import Final

from flask.typing import ResponseReturnValue

from routing.calendar import IN_SIGHT
from routing.days import day_at
from voice_app import versions
from voice_app.editing.hearing import closed_of, menu_of
from voice_app.editing.month import out_of_the_ordinary
from voice_app.pages.line import room, saving
from voice_app.pages.page import Page, Visit, Who
from voice_app.runtime import Runtime

AHEAD: Final = 62
"""Days of which the special ones are shown."""
MOST_DAYS: Final = 6


def show(visit: Visit) -> ResponseReturnValue:
    newest = versions.newest(visit.house)
    line, today = newest.line, day_at(visit.now, newest.line.timezone)
    house = visit.house.newest()
    hours = house.terms.hours(visit.now)
    concerns = saving.concerns_of(visit, line)
    return room.page(
        visit,
        "line/glance.html",
        line=line,
        base=newest.id,
        is_open=hours.is_open(visit.now),
        until=ends_at(house, visit.now),
        opens_at=hours.next_opening(visit.now),
        closure=room.closed_now(line, visit.now),
        days=out_of_the_ordinary(line, today, AHEAD, visit.language)[:MOST_DAYS],
        heard=menu_of(line, visit.now),
        heard_closed=() if hours.is_open(visit.now) else closed_of(line, visit.now),
        behind=saving.who_is_behind(visit, line),
        newest=room.told_of(visit, newest),
        concerns=[one for one in concerns if not one.is_technical],
        technical=[one for one in concerns if one.is_technical],
    )


def ends_at(house: Runtime, now: datetime) -> datetime | None:
    """When the stretch of opening ends that is under way; None: the line is closed, or never closes in sight."""
    hours = house.terms.hours(now)
    first = next(hours.open_spans(now, now + IN_SIGHT), None)
    return first.end_at if first is not None and first.start_at <= now and first.end_at < now + IN_SIGHT else None


PAGES = (Page("GET", "/line", show, Who.SUPERVISOR),)
