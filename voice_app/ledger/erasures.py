"""Erasures on record: each run by the calendar, and each time that somebody asked for a person's data to go.

A person is named by the pseudonym of the number (`opt_outs`), so the record says that an erasure happened, who asked,
and what kinds of things went, and nothing of whose they were. One that stands waits for promises and calls, by id.
Deliberately erases nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import STANDING, erasures, retention_runs

R, E = retention_runs.c, erasures.c

UNENDED = select(retention_runs).where(R.ended_at.is_(None)).order_by(R.day).limit(1)
BEGUN = (
    select(retention_runs).where(R.begun_at <= bindparam("now")).order_by(R.begun_at.desc()).limit(bindparam("most"))
)
"""Both are asked every few seconds, so built once."""


# ── by the calendar ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Run:
    """One day's run: everything kept since before `before_at` goes. `at_rule`, `at_row`: how far it has come; None:
    not begun with the first rule, or row. `counts`: rows by rule. `ended_at`: None while it goes on."""

    day: str
    before_at: datetime
    begun_at: datetime
    ended_at: datetime | None
    at_rule: str | None
    at_row: str | None
    counts: Mapping[str, int]


def begin_run(connection: Connection, day: str, before_at: datetime, now: datetime) -> bool:
    """One run a day, whoever begins it."""
    return insert_once(connection, retention_runs, day=day, before_at=before_at, begun_at=now, counts={})


def last_runs(connection: Connection, limit: int) -> tuple[Run, ...]:
    """The newest first."""
    return many(Run, connection, select(retention_runs).order_by(R.day.desc()).limit(limit))


def runs_by(connection: Connection, now: datetime, limit: int) -> tuple[Run, ...]:
    """The same, without those that a clock which was ahead has begun."""
    return many(Run, connection, BEGUN, now=now, most=limit)


def unended_run(connection: Connection) -> Run | None:
    """The oldest that has not come to its end."""
    return one(Run, connection, UNENDED)


def advance(
    connection: Connection, run: Run, to: tuple[str, str | None] | None, counts: Mapping[str, int], now: datetime
) -> bool:
    """It has come so far: to this rule and row; None: to its end. False where another process was faster."""
    as_it_was = (R.day == run.day, R.ended_at.is_(None))
    table, row = to if to is not None else (run.at_rule, run.at_row)
    new = {"at_rule": table, "at_row": row, "counts": dict(counts), "ended_at": None if to is not None else now}
    same = (R.at_rule.is_not_distinct_from(run.at_rule), R.at_row.is_not_distinct_from(run.at_row))
    return changes(connection, update(retention_runs).where(*as_it_was, *same).values(**new))


# ── because somebody asked ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Erasure:
    """One. `who`: the number's pseudonym. `asked_by`: an agent's id, or a code. `waits_for`: what stands in the way,
    like `promise:…` and `call:…`. `counts`: rows by table that were emptied. `recordings`: those that are to be gone at
    the carrier. `done_at`: None while it stands."""

    id: str
    who: str
    asked_at: datetime
    asked_by: str
    waits_for: Sequence[str]
    counts: Mapping[str, int]
    recordings: Sequence[str]
    done_at: datetime | None


def standing_of(connection: Connection, who: str) -> Erasure | None:
    """The erasure of this person that is not done yet."""
    return one(Erasure, connection, select(erasures).where(STANDING, E.who == who))


def standing(connection: Connection, limit: int) -> tuple[Erasure, ...]:
    """Those that wait for something, oldest first."""
    return many(Erasure, connection, select(erasures).where(STANDING).order_by(E.asked_at).limit(limit))


def get(connection: Connection, id_: str) -> Erasure | None:
    """One of them."""
    return one(Erasure, connection, select(erasures).where(E.id == id_))


def latest(connection: Connection, limit: int) -> tuple[Erasure, ...]:
    """The newest first."""
    return many(Erasure, connection, select(erasures).order_by(E.asked_at.desc(), E.id.desc()).limit(limit))


def of_person(connection: Connection, who: str) -> tuple[Erasure, ...]:
    """All that were asked for of this person, newest first."""
    theirs = select(erasures).where(E.who == who)
    return many(Erasure, connection, theirs.order_by(E.asked_at.desc(), E.id.desc()))


def counted(connection: Connection) -> int:
    """How many stand."""
    return connection.execute(select(func.count()).select_from(erasures).where(STANDING)).scalar_one()


def record(connection: Connection, erasure: Erasure) -> bool:
    """Put it on record, or go on with the one that stands."""
    row = {name: getattr(erasure, name) for name in Erasure.__slots__}
    row |= {
        "waits_for": list(erasure.waits_for),
        "counts": dict(erasure.counts),
        "recordings": list(erasure.recordings),
    }
    if insert_once(connection, erasures, **row):
        return True
    new = {name: row[name] for name in ("waits_for", "counts", "recordings", "done_at")}
    return changes(connection, update(erasures).where(E.id == erasure.id, STANDING).values(**new))
