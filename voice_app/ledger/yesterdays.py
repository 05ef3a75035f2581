"""One day of the line: its calls, the callbacks that were promised and those that were due, what callers answered.

Reads only. Deliberately reckons nothing of what it finds.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from routing.promises import AT_RISK
from routing.skills import PromiseId
from voice_app.ledger.boomerangs import ASKED
from voice_app.ledger.rows import many
from voice_app.ledger.tables import OWED, calls, follow_ups, promises

HELPED_FROM = 4
"""Of five: whoever says so was helped."""


@dataclass(frozen=True, slots=True)
class CallOfDay:
    """A call that asked for somebody."""

    arrived_at: datetime
    answered_at: datetime | None
    need: str | None
    outcome: str | None
    is_resolved: bool | None


@dataclass(frozen=True, slots=True)
class DueOfDay:
    """Promises that are due in a stretch of time. They part it: due = in_time + late + owed + open + unreached +
    withdrawn. `owed`: still, though the time has passed; `open`: their time is to come."""

    due: int
    in_time: int
    late: int
    owed: int
    open: int
    unreached: int
    withdrawn: int

    @property
    def broken(self) -> int:
        return self.late + self.owed


@dataclass(frozen=True, slots=True)
class Endangered:
    """A promise that is owed and late already, or may be."""

    id: PromiseId
    need: str | None
    language: str
    due_by: datetime
    effective_due_by: datetime
    needs_approval: bool
    is_broken: bool


def calls_of(connection: Connection, from_at: datetime, to_at: datetime) -> tuple[CallOfDay, ...]:
    c = calls.c
    columns = (c.arrived_at, c.answered_at, c.need, c.outcome, c.is_resolved)
    return many(CallOfDay, connection, select(*columns).where(*_within(c.arrived_at, from_at, to_at), ASKED))


def made_in(connection: Connection, from_at: datetime, to_at: datetime) -> int:
    """How many callbacks were promised."""
    made = select(func.count()).select_from(promises).where(*_within(promises.c.made_at, from_at, to_at))
    return connection.execute(made).scalar_one()


def due_in(connection: Connection, from_at: datetime, to_at: datetime, now: datetime) -> DueOfDay:
    """What became of the promises whose deadline lies in [from_at, to_at), as they stand now."""
    p = promises.c
    kept, in_time = p.state == "kept", p.kept_at <= p.due_by
    counted = select(
        func.count().label("due"),
        _count(kept, in_time).label("in_time"),
        _count(kept, ~in_time).label("late"),
        _count(p.closed_at.is_(None), p.due_by <= now).label("owed"),
        _count(p.closed_at.is_(None), p.due_by > now).label("open"),
        _count(p.state == "unreached").label("unreached"),
        _count(p.state == "withdrawn").label("withdrawn"),
    ).where(*_within(p.due_by, from_at, to_at))
    return DueOfDay(**connection.execute(counted).one()._mapping)


def contacts_in(connection: Connection, from_at: datetime, to_at: datetime) -> list[float]:
    """How many seconds each person waited for the callback, of those that were due then and were made."""
    p = promises.c
    kept = select(p.made_at, p.kept_at).where(*_within(p.due_by, from_at, to_at), p.kept_at.is_not(None))
    return [(row.kept_at - row.made_at).total_seconds() for row in connection.execute(kept)]


def answers_in(connection: Connection, from_at: datetime, to_at: datetime) -> tuple[int, int]:
    """How many callers said by a score whether we helped, and how many of them that we did."""
    f = follow_ups.c
    scored = select(func.count(), _count(f.score >= HELPED_FROM))
    row = connection.execute(scored.where(*_within(f.answered_at, from_at, to_at), f.score.is_not(None))).one()
    return row[0], row[1]


def endangered(connection: Connection, now: datetime, until: datetime, most: int) -> tuple[tuple[Endangered, ...], int]:
    """What is owed and late, escalated whenever it is due (an alarm stands for each), or due by `until` with little
    time left: the worst first; and how many in all."""
    p = promises.c
    near = or_(
        p.due_by <= now,
        p.escalated_at.is_not(None),
        and_(p.effective_due_by < until, p.effective_due_by < now + AT_RISK),
    )
    columns = (p.id, p.need, p.language, p.due_by, p.effective_due_by, p.needs_approval)
    these = select(*columns, (p.due_by <= now).label("is_broken")).where(OWED, near)
    found = many(Endangered, connection, these.order_by(p.effective_due_by, p.id).limit(most))
    return found, connection.execute(select(func.count()).select_from(promises).where(OWED, near)).scalar_one()


def _count(*those: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*those)


def _within(at: Any, from_at: datetime, to_at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return at >= from_at, at < to_at
