"""Today in figures, for all wallboards: who asked for us and what came of it, and how our promises stand.

Two statements, each over its part of an index, because somebody looks each second all day. Deliberately judges nothing
and shows nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from routing.forecast import SHORT_ABANDON
from routing.promises import AT_RISK
from voice_app.ledger.instants import Elapsed, Instant
from voice_app.ledger.tables import OWED, calls, promises

HAIR = 0.002
"""Seconds: so exactly a length is known (`Elapsed`); who waited exactly so long as is asked is within it."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The callers who asked for an agent since then, each counted once, by what came of it. Who called while the line
    was closed was offered to nobody, and counts nowhere; who called within the hours and found nobody there does.

    `answered`: an agent talked with them. `abandoned`: hung up, and nothing was promised. `promised`: a callback
    instead. `missed`: met nothing, because we were away. `waiting`: none of these yet. `short`: hung up within moments,
    which count nowhere else. `answered_within`: for each length asked for, how many were answered so soon after they
    had asked; `are_due`: of how many that can be said already, all but those who have not waited so long yet.
    """

    answered: int
    abandoned: int
    promised: int
    missed: int
    waiting: int
    short: int
    answered_within: tuple[int, ...]
    are_due: tuple[int, ...]

    @property
    def offered(self) -> int:
        """All of them, short abandons left out."""
        return self.answered + self.abandoned + self.promised + self.missed + self.waiting

    @property
    def service_levels(self) -> tuple[float | None, ...]:
        """Answered within ÷ offered, for each length; None: of nobody."""
        both = zip(self.answered_within, self.are_due, strict=True)
        return tuple(within / due if due else None for within, due in both)


@dataclass(frozen=True, slots=True)
class Promises:
    """`made`, `kept`: since then. `broken`: whose time ran out since then, unkept. `open`: owed now, with time left;
    `at_risk`: those of them that were escalated, or can be kept for less than two hours more. `overdue`: owed now, and
    their time is over."""

    made: int
    kept: int
    broken: int
    open: int
    at_risk: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Today:
    """`since`: when the day began."""

    since: datetime
    calls: Calls
    promises: Promises


def read(connection: Connection, since: datetime, now: datetime, within: Sequence[timedelta]) -> Today:
    """The figures of [since, now]. `within`: the lengths for which a service level is asked."""
    return Today(since, _calls(connection, since, now, within), _promises(connection, since, now))


def _calls(connection: Connection, since: datetime, now: datetime, within: Sequence[timedelta]) -> Calls:
    c = calls.c
    asked = or_(c.joined_at.is_not(None), c.answered_at.is_not(None), c.outcome == "missed_while_down")
    answered, over = c.answered_at.is_not(None), and_(c.answered_at.is_(None), c.ended_at.is_not(None))
    # Who is missed, or was helped without ever having waited, has asked by calling.
    asked_at = func.coalesce(c.joined_at, c.arrived_at)
    long_enough = Elapsed(asked_at, c.ended_at) >= SHORT_ABANDON.total_seconds() - HAIR
    lost = and_(over, long_enough)
    waiting = and_(c.answered_at.is_(None), c.ended_at.is_(None))
    soon = [Elapsed(asked_at, c.answered_at) <= length.total_seconds() + HAIR for length in within]
    too_long = [and_(waiting, asked_at < now - length) for length in within]
    row = connection.execute(
        select(
            _count(answered).label("answered"),
            _count(lost, c.outcome.not_in(("promised", "missed_while_down"))).label("abandoned"),
            _count(lost, c.outcome == "promised").label("promised"),
            _count(lost, c.outcome == "missed_while_down").label("missed"),
            _count(waiting).label("waiting"),
            _count(over, ~long_enough).label("short"),
            *(_count(answered, one) for one in soon),
            *(_count(or_(answered, lost, one)) for one in too_long),
        ).where(c.arrived_at >= since, c.arrived_at <= now, asked)
    ).one()
    first = len(row) - 2 * len(within)
    of_lengths = tuple(row)[first:]
    return Calls(
        answered=row.answered,
        abandoned=row.abandoned,
        promised=row.promised,
        missed=row.missed,
        waiting=row.waiting,
        short=row.short,
        answered_within=of_lengths[: len(within)],
        are_due=of_lengths[len(within) :],
    )


def _promises(connection: Connection, since: datetime, now: datetime) -> Promises:
    p = promises.c
    late = or_(
        p.kept_at > p.due_by,
        and_(p.state != "kept", p.due_by <= func.coalesce(p.closed_at, literal(now, Instant()))),
    )
    in_time = p.due_by > now
    near = or_(p.escalated_at.is_not(None), p.effective_due_by < now + AT_RISK)
    owed = (
        select(_count(in_time).label("open"), _count(in_time, near).label("at_risk"), _count(~in_time).label("overdue"))
        .where(OWED)
        .subquery()
    )
    row = connection.execute(
        select(
            _number(p.made_at >= since, p.made_at <= now).label("made"),
            _number(p.kept_at >= since, p.kept_at <= now).label("kept"),
            _number(p.due_by >= since, p.due_by <= now, late).label("broken"),
            *owed.c,
        )
    ).one()
    return Promises(**row._mapping)


def _count(*those: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*those)


def _number(*those: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(promises).where(*those).scalar_subquery()
