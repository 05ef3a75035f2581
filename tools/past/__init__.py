"""A believable past for a ledger that has none: who called, who waited and was answered, what was promised and kept.

Weeks that look like weeks: mornings that are full, Mondays more so, agents with shifts, breaks and days of illness, who
call back when nobody waits. It is laid straight into the ledger, consistent as if the code had written it; and it is
made up, of nobody, the same again for the same `chance`. For tests, pictures, measurements, and whoever tries the
service for the first time. Deliberately never for a ledger that has calls already.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import Connection, func, select, update

from routing.calendar import Calendar
from routing.spans import Span
from tools.past import calling, keeping
from tools.past.ink import EPOCH, HOUR, MINUTE, Ink, micros
from tools.past.people import People
from tools.past.staff import staff_of
from tools.past.world import World
from voice_app.ledger import Ledger, agents, lines, opt_outs, tables
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.runtime import enrolments_of
from voice_app.terms import Terms

BY_HOUR: Final = (
    *(0.10, 0.06, 0.05, 0.05, 0.08, 0.2, 0.6, 1.8, 6.5, 10.0, 11.2, 10.2),
    *(7.6, 8.4, 9.0, 8.3, 6.8, 5.0, 3.6, 2.8, 2.0, 1.2, 0.6, 0.25),
)
BY_WEEKDAY: Final = (1.28, 1.08, 1.0, 0.97, 0.92, 0.3, 0.18)
WHEN_CLOSED: Final = 0.3
NOISE: Final = 0.12
"""By how much days differ that should be alike."""
A_BAD_DAY, AND_HOW = 0.03, 1.6
LAST_CALLS: Final = 40 * MINUTE
"""Before the end: so all calls are over by then."""
NEEDS_AT_MOST: Final = 4
LEFT_OPEN: Final = 2
"""Promises that are still owed at the end, beside one of each kind: few enough for nobody to be flooded."""
THE_LAST_NIGHT: Final = 14 * HOUR
AT_ONCE: Final = 200_000
"""Rows that are gathered before they are written."""
LOOKS_EVERY: Final = 15 * MINUTE


def lay_past(ledger: Ledger, line: Line, *, until: datetime, days: int, calls_a_day: int, chance: Random) -> None:
    """Fill a migrated ledger without calls with `days` × `calls_a_day` calls of this line, all over by `until`, and
    what came of them. Its agents are enrolled, and have gone home at the end. Raises ValueError if there are calls."""
    from_at = until - timedelta(days=days)
    ink = Ink()
    with ledger.write() as connection:
        world = _world(connection, line, ink, Span(from_at, until), calls=days * calls_a_day, chance=chance)
    for _ in _live_through(world, _arrivals(line, from_at, until, days * calls_a_day, chance)):
        with ledger.write() as connection:
            ink.lay(connection)
    world.staff.finish(world.until)
    keeping.finish(world, LEFT_OPEN)
    calling.leave_owed(world)
    with ledger.write() as connection:
        ink.lay(connection)
        _go_home(connection, world)


def _world(connection: Connection, line: Line, ink: Ink, within: Span, *, calls: int, chance: Random) -> World:
    if connection.execute(select(func.count()).select_from(tables.calls)).scalar_one():
        raise ValueError("this ledger has a past of its own")
    lines.keep(connection, content_of(line), base=None, source="file", now=within.start_at)  # where it has none
    version = lines.newest_id(connection) or 0
    agents.enrol(connection, enrolments_of(line), within.start_at)
    staff = staff_of(line, _hours(line, within.start_at, within.end_at), within, ink, chance)
    return World(
        terms=Terms.of(line),
        line_version=version,
        until=micros(within.end_at),
        ink=ink,
        chance=chance,
        people=People(line.region, calls),
        staff=staff,
        spoken=frozenset(language for agent in line.agents for language in agent.languages),
        needs=tuple(entry.need for entry in line.menu[:NEEDS_AT_MOST]),
        supervisor=next((one.id for one in line.agents if one.role == "supervisor"), line.agents[0].id),
        who=opt_outs.pseudonyms(connection, f"{chance.getrandbits(256):064x}"),
    )


def _hours(line: Line, from_at: datetime, until: datetime) -> Calendar:
    closed = line.holidays(from_at.date() - timedelta(days=1), until.date() + timedelta(days=1))
    return Calendar(line.timezone, line.weekly_hours, closed)


def _arrivals(line: Line, from_at: datetime, until: datetime, calls: int, chance: Random) -> Iterator[tuple[int, bool]]:
    """When somebody calls, in order, and whether the line is open then; and each quarter of an hour, so that time goes
    on where nobody calls: those have no call, which a negative instant says."""
    hours = _hours(line, from_at, until)
    spans = [(micros(span.start_at), micros(span.end_at)) for span in hours.open_spans(from_at, until)]
    last = micros(until) - LAST_CALLS
    starts = list(range(micros(from_at), last, HOUR))
    weights = _weights(line, hours, starts, chance)
    counted = dict.fromkeys(starts, 0)
    for start in chance.choices(starts, weights, k=calls):
        counted[start] += 1
    open_now = 0
    for start in starts:
        length = min(HOUR, last - start)
        calling_at = [start + int(chance.random() * length) for _ in range(counted[start])]
        looking_at = range(start, start + length, LOOKS_EVERY)
        for when, is_call in sorted([*((at, True) for at in calling_at), *((at, False) for at in looking_at)]):
            while open_now < len(spans) and spans[open_now][1] <= when:
                open_now += 1
            is_open = open_now < len(spans) and spans[open_now][0] <= when
            yield (when if is_call else -when), is_open


def _weights(line: Line, hours: Calendar, starts: list[int], chance: Random) -> list[float]:
    weights, moods = list[float](), dict[object, float]()
    for start in starts:
        at = datetime.fromtimestamp(start / 1_000_000, UTC)
        local = at.astimezone(line.timezone)
        if local.date() not in moods:
            bad = AND_HOW if chance.random() < A_BAD_DAY else 1.0
            moods[local.date()] = bad * max(0.4, chance.gauss(1, NOISE))
        weight = BY_HOUR[local.hour] * BY_WEEKDAY[local.weekday()] * moods[local.date()]
        weights.append(weight if hours.is_open(at) else weight * WHEN_CLOSED)
    return weights


def _live_through(world: World, arrivals: Iterator[tuple[int, bool]]) -> Iterator[None]:
    """Let all of it happen; stops wherever there is much to write."""
    for when, is_open in arrivals:
        now = abs(when)
        world.staff.look(now, world.chance)
        keeping.tend(world, now)
        if when > 0:
            may_promise = now < world.until - THE_LAST_NIGHT or world.open <= LEFT_OPEN
            calling.take(world, when, is_open=is_open, may_promise=may_promise)
        if len(world.ink) >= AT_ONCE:
            yield


def _go_home(connection: Connection, world: World) -> None:
    """What the roster says of everybody's presence is what was declared last."""
    for worker in world.staff.workers:
        if worker.gone_at:
            gone = {"presence": "signed_out", "presence_at": EPOCH + timedelta(microseconds=worker.gone_at)}
            gone |= {"presence_reason": None}
            connection.execute(update(tables.agents).where(tables.agents.c.id == worker.id).values(**gone))
