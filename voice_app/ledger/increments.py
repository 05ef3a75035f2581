"""What came to be on the ledger in a stretch of time, for figures that only grow.

Each row is found by an index on when it began, and counts in the stretch in which what is told of it happened.
Deliberately adds nothing up over longer: whoever asks keeps the sums.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from voice_app.ledger.ids import PromiseState
from voice_app.ledger.tables import DIALLED, DONE, alarms, attempts, calls, promises, texts

LONGEST_CALL: Final = timedelta(hours=5)
"""How long before its end a call may have begun: the carrier ends it after four hours."""
LONGEST_LEFT_LYING: Final = timedelta(days=1)
"""How long after its deadline a promise is marked, and how long a text lies in the outbox, at most."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that waits no more. `seconds`: None where it never asked for anybody."""

    need: str | None
    outcome: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A promise that is owed no more."""

    need: str | None
    state: PromiseState
    made_at: datetime
    due_by: datetime
    kept_at: datetime | None


@dataclass(frozen=True, slots=True)
class Increments:
    """All of it. `answered`: whoever was answered in this stretch; `ended`: whoever's call ended, answered or not."""

    arrived: int
    offered: Counter[str | None]
    answered: tuple[Wait, ...]
    ended: tuple[Wait, ...]
    made: Counter[str | None]
    closed: tuple[Closed, ...]
    missed: Counter[str | None]
    attempts: Counter[str | None]
    texts: Counter[str | None]
    alarms: Counter[str | None]


def between(connection: Connection, from_at: datetime, to_at: datetime) -> Increments:
    """Of [from_at, to_at)."""

    def within(column: ColumnElement[Any], reaching_back: timedelta = timedelta()) -> ColumnElement[bool]:
        return (column >= from_at - reaching_back) & (column < to_at)

    c, p = calls.c, promises.c
    lately = within(c.arrived_at, LONGEST_CALL)
    not_long_ago = (within(p.due_by, LONGEST_LEFT_LYING), within(p.broken_at))
    dialled = (DIALLED, within(attempts.c.gated_at, LONGEST_CALL), within(attempts.c.ended_at))
    sent = (within(texts.c.queued_at, LONGEST_LEFT_LYING), within(texts.c.closed_at))
    return Increments(
        arrived=sum(_counted(connection, c.outcome, within(c.arrived_at)).values()),
        offered=_counted(connection, c.need, lately, within(c.offered_at)),
        answered=tuple(_waits(connection, c.answered_at, lately, within(c.answered_at))),
        ended=tuple(_waits(connection, c.ended_at, lately, within(c.ended_at))),
        made=_counted(connection, p.need, within(p.made_at)),
        closed=tuple(_closed(connection, DONE, within(p.closed_at))),
        missed=_counted(connection, p.broken_because, *not_long_ago),
        attempts=_counted(connection, attempts.c.outcome, *dialled),
        texts=_counted(connection, texts.c.state, *sent),
        alarms=_counted(connection, alarms.c.rule, within(alarms.c.raised_at)),
    )


def _counted(connection: Connection, by: ColumnElement[Any], *those: Any) -> Counter[str | None]:
    found = connection.execute(select(by, func.count()).where(*those).group_by(by))
    return Counter({key: int(number) for key, number in found})


def _waits(connection: Connection, until: ColumnElement[datetime], *those: Any) -> Iterator[Wait]:
    c = calls.c
    columns = (c.need, c.outcome, c.answered_at, c.joined_at, until.label("until"))
    for row in connection.execute(select(*columns).where(*those)):
        has_waited = row.joined_at is not None and (row.answered_at is None or row.until == row.answered_at)
        seconds = max((row.until - row.joined_at).total_seconds(), 0.0) if has_waited else None
        outcome = "answered" if row.answered_at is not None else row.outcome or "unknown"
        yield Wait(row.need, outcome, seconds)


def _closed(connection: Connection, *those: Any) -> Iterator[Closed]:
    p = promises.c
    for row in connection.execute(select(p.need, p.state, p.made_at, p.due_by, p.kept_at).where(*those)):
        yield Closed(row.need, row.state, row.made_at, row.due_by, row.kept_at)
