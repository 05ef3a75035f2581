"""Days that are over, counted once: so that a report on years reads a row a day, and says what the rows themselves say.

A day is tallied when nothing in it is open and a week and a day have passed, because until then callers may come back.
Wherever a row of it is changed after that, by whatever code, a trigger throws its tally away (migration 0020), and it
is counted from the rows again until the next tally. Deliberately knows no report.
"""

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, delete, func, insert, select, text
from sqlalchemy.exc import OperationalError

from routing.days import A_DAY, day_at, midnight
from voice_app.ledger.counting import count, folded, instant_of
from voice_app.ledger.figures import Figures, counts_of
from voice_app.ledger.needs import COMES_BACK_WITHIN
from voice_app.ledger.tables import COUNTED, LIVE, OWED, calls, promises, tallied_days, tallies

Slice = Literal["all", "need", "agent", "hour"]
"""How a tally is parted. `hour`: of the day, on the line's clock: "00" to "23"."""

FINAL_AFTER: Final = COMES_BACK_WITHIN + A_DAY
GIVE_WAY_AFTER: Final = "200ms"
"""How long a tally waits for those who write, in PostgreSQL, where everybody would then wait behind it."""


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day of the line's clock: 23, 24 or 25 hours."""

    day: date
    from_at: datetime
    to_at: datetime


def local_day(day: date, zone: ZoneInfo) -> LocalDay:
    """This day there; in UTC."""
    return LocalDay(day, midnight(day, zone), midnight(day + A_DAY, zone))


def tally(connection: Connection, day: LocalDay, zone: ZoneInfo, now: datetime) -> bool:
    """Count this day for good, if it can be; nobody writes meanwhile. Says whether it was."""
    if day.to_at > now - FINAL_AFTER:
        return False
    if not _hold_still(connection) or _is_open(connection, day):
        return False
    connection.execute(delete(tallies).where(tallies.c.day == day.day.isoformat()))
    rows = list(_rows(connection, day, zone, now))
    if rows:
        connection.execute(insert(tallies), rows)
    there = {"day": day.day.isoformat(), "zone": zone.key, "from_at": day.from_at, "to_at": day.to_at}
    connection.execute(delete(tallied_days).where(tallied_days.c.day == day.day.isoformat()))
    connection.execute(insert(tallied_days).values(**there))
    return True


def _hold_still(connection: Connection) -> bool:
    """Until this transaction ends nobody writes what is counted; says whether all others let us. SQLite's writers stand
    in line anyway; in PostgreSQL we would not see what others have not committed, and they not what we count."""
    if connection.dialect.name != "postgresql":
        return True
    try:
        with connection.begin_nested():
            connection.execute(text(f"SET LOCAL lock_timeout = '{GIVE_WAY_AFTER}'"))
            connection.execute(text("LOCK TABLE calls, promises, promise_matters, follow_ups IN SHARE MODE"))
    except OperationalError:
        return False
    return True


def _is_open(connection: Connection, day: LocalDay) -> bool:
    its_promises = (OWED, promises.c.made_at >= day.from_at, promises.c.made_at < day.to_at)
    its_calls = (LIVE, calls.c.arrived_at >= day.from_at, calls.c.arrived_at < day.to_at)
    owed = select(promises.c.id).where(*its_promises).limit(1)
    live = select(calls.c.sid).where(*its_calls).limit(1)
    return connection.execute(owed).first() is not None or connection.execute(live).first() is not None


def _rows(connection: Connection, day: LocalDay, zone: ZoneInfo, now: datetime) -> Iterator[dict[str, Any]]:
    quarters = count(connection, day.from_at, day.to_at, now, "quarter")
    parted: dict[Slice, dict[str, Figures]] = {
        "all": folded(quarters, lambda _: ""),
        "hour": folded(quarters, lambda key: hour_of(key, zone)),
        "need": folded(count(connection, day.from_at, day.to_at, now, "need"), str),
        "agent": folded(count(connection, day.from_at, day.to_at, now, "agent"), str),
    }
    for by, its in parted.items():
        for key, figures in its.items():
            yield {
                **{name: figures[name] for name in COUNTED},
                "day": day.day.isoformat(),
                "by": by,
                "key": key,
                "contacts": _packed(figures.contacts),
                "causes": dict(figures.causes) or None,
            }


def hour_of(key: str | datetime, zone: ZoneInfo) -> str:
    """The hour of the day in which an instant lies there."""
    return f"{instant_of(key).astimezone(zone).hour:02d}"


def _packed(contacts: "array[int]") -> bytes | None:
    if not contacts:
        return None
    packed = array("q", contacts)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpacked(packed: bytes | None) -> "array[int]":
    contacts = array("q")
    contacts.frombytes(packed or b"")
    if sys.byteorder == "big":
        contacts.byteswap()
    return contacts


# ── what is there ───────────────────────────────────────────────────────────────────────────────────────────────────


def tallied(connection: Connection, from_at: datetime, to_at: datetime, zone: ZoneInfo) -> list[LocalDay]:
    """The days that lie whole in [from_at, to_at) and are tallied, in order."""
    rows = tallied_days.c
    within = (rows.zone == zone.key, rows.from_at >= from_at, rows.to_at <= to_at)
    found = connection.execute(select(rows.day, rows.from_at, rows.to_at).where(*within).order_by(rows.from_at))
    return [LocalDay(date.fromisoformat(row.day), row.from_at, row.to_at) for row in found]


def untallied(connection: Connection, zone: ZoneInfo, now: datetime, most: int) -> list[LocalDay]:
    """Days that could be by now, newest first, so many at most; tallies of another zone count for nothing."""
    first_at = first_of_all(connection)
    if first_at is None:
        return []
    done = set(connection.execute(select(tallied_days.c.day).where(tallied_days.c.zone == zone.key)).scalars())
    day, first = day_at(now - FINAL_AFTER, zone) - A_DAY, day_at(first_at, zone)
    found = list[LocalDay]()
    while day >= first and len(found) < most:
        if day.isoformat() not in done and not _is_open(connection, local_day(day, zone)):
            found.append(local_day(day, zone))
        day -= A_DAY
    return found


def first_of_all(connection: Connection) -> datetime | None:
    """When the first call came or the first promise was made."""
    first_call = connection.execute(select(func.min(calls.c.arrived_at))).scalar()
    first_promise = connection.execute(select(func.min(promises.c.made_at))).scalar()
    return min((at for at in (first_call, first_promise) if at is not None), default=None)


_SUMS: Final = tuple(func.sum(tallies.c[name]).label(name) for name in COUNTED)


def read_days(connection: Connection, days: Sequence[LocalDay], zone: ZoneInfo) -> dict[str, Figures]:
    """What was counted of each of these days, by day."""
    if not days:
        return {}
    columns = [tallies.c[name] for name in ("day", *COUNTED, "contacts", "causes")]
    its = select(*columns).where(tallies.c.by == "all", tallies.c.day.in_(_between(days, zone))).order_by(tallies.c.day)
    return {
        row["day"]: Figures(counts_of(row), _unpacked(row["contacts"]), Counter(row["causes"] or {}))  # type: ignore[arg-type]  # of columns that have these names
        for row in connection.execute(its).mappings()
    }


def read_slice(connection: Connection, days: Sequence[LocalDay], zone: ZoneInfo, by: Slice) -> dict[str, Figures]:
    """The same of all these days together, by need, agent or hour."""
    found = defaultdict[str, Figures](Figures)
    if not days:
        return {}
    there = [tallies.c.by == by, tallies.c.day.in_(_between(days, zone))]
    for row in connection.execute(select(tallies.c.key, *_SUMS).where(*there).group_by(tallies.c.key)).mappings():
        found[row["key"]].counts.update(counts_of(row))  # type: ignore[arg-type]  # of columns that have these names
    contacts = select(tallies.c.key, tallies.c.contacts).where(*there, tallies.c.contacts.is_not(None))
    for key, packed in connection.execute(contacts):
        found[key].contacts.extend(_unpacked(packed))
    causes = select(tallies.c.key, tallies.c.causes).where(*there, tallies.c.causes.is_not(None))
    for key, its in connection.execute(causes):
        found[key].causes.update(its)
    return dict(found)


def _between(days: Sequence[LocalDay], zone: ZoneInfo) -> Select[tuple[str]]:
    """All that are tallied from the first to the last of these, which are all that there are."""
    rows = tallied_days.c
    within = (rows.from_at >= days[0].from_at, rows.to_at <= days[-1].to_at)
    return select(rows.day).where(rows.zone == zone.key, *within)
