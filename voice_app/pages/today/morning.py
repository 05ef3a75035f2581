"""The morning page: one look at the ledger and one at the board; what takes longer is loaded after it.

People's own words are on it, so looking is on record. A store that is away leaves its part empty, and says so.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue

from routing.agents import Activity, Presence
from routing.board import BoardGone
from routing.days import A_DAY, day_at, midnight
from voice_app.desk.floor import floor_of
from voice_app.digest import day_before, digest_of
from voice_app.ledger import alarms, yesterdays
from voice_app.ledger.looks import Look, note
from voice_app.ledger.yesterdays import DueOfDay
from voice_app.pages.alarms.wording import RULES
from voice_app.pages.page import Visit
from voice_app.pages.patterns import wording
from voice_app.pages.today.digest import lines_of, shown_complaints
from voice_app.pages.words import N_
from voice_app.patterns import patterns_of, stretch_of

FIRST: Final = 5
"""Of promises in danger, of alarms, of findings, of complaints."""
DAWN, NOON, DUSK = time(5), time(12), time(18)


@dataclass(frozen=True, slots=True)
class Now:
    """At this moment. `longest`: since when the first of those who wait called."""

    waiting: int
    longest: datetime | None
    ready: int
    free: int


def today(visit: Visit) -> ResponseReturnValue:
    house, now, zone = visit.house, visit.now, visit.house.line.timezone
    day = day_at(now, zone)
    monday = day - day.weekday() * A_DAY
    before = day_before(zone, now)
    digest = digest_of(house.ledger, house.line, before, now)
    with house.ledger.read() as ledger:
        due: dict[str, DueOfDay] = {
            "yesterday": digest.figures.due,
            "week": yesterdays.due_in(ledger, midnight(monday, zone), now, now),
            "today": yesterdays.due_in(ledger, midnight(day, zone), midnight(day + A_DAY, zone), now),
        }
        standing = alarms.standing(ledger)
    complaints = shown_complaints(visit, digest.complaints[:FIRST])
    if complaints:
        with house.ledger.write() as ledger:
            note(ledger, Look(visit.me, "digest", None, now))
    return render_template(
        "today/today.html",
        visit=visit,
        greeting=greeting_at(now.astimezone(zone).time()),
        due=due,
        endangered=digest.endangered[:FIRST],
        endangered_count=digest.endangered_count,
        going_on=_now(visit),
        alarms=standing[:FIRST],
        alarms_count=len(standing),
        rules=RULES,
        lines=lines_of(visit, digest) if digest.figures.calls or digest.figures.due.due else (),
        complaints=complaints,
        complaints_count=len(digest.complaints),
        day=before,
    )


def going_wrong(visit: Visit) -> ResponseReturnValue:
    """The first findings of the patterns: a part of the morning page, or by itself."""
    found = patterns_of(visit.house, stretch_of(visit.house.line.timezone, visit.now))
    return render_template(
        "today/going_wrong.html", visit=visit, findings=found.findings[:FIRST], words=found.words[:FIRST], said=wording
    )


def greeting_at(clock: time) -> str:
    """For that time of the line's day. Somebody in the small hours has not slept: that is still an evening."""
    if NOON <= clock < DUSK:
        return N_("Good afternoon, %(name)s")
    return N_("Good morning, %(name)s") if DAWN <= clock < NOON else N_("Good evening, %(name)s")


def _now(visit: Visit) -> Now | None:
    """None: nobody can tell, because the board is away."""
    try:
        floor = floor_of(visit.house)
    except BoardGone:
        return None
    agents = [shown.agent for shown in floor.agents.values()]
    return Now(
        waiting=sum(queue.count for queue in floor.queues.values()),
        longest=min((queue.since for queue in floor.queues.values() if queue.since), default=None),
        ready=sum(agent.presence is Presence.READY for agent in agents),
        free=sum(agent.presence is Presence.READY and agent.activity is Activity.IDLE for agent in agents),
    )
