"""What came to be on the ledger in a stretch of time, for figures that only grow.

Each row is found by an index on when it began, and counts in the stretch in which what is told of it happened.
Deliberately adds nothing up over longer: whoever asks keeps the sums.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, select

from voice_app.ledger.ids import PromiseState
from voice_app.ledger.instants import Instant
from voice_app.ledger.tables import DIALLED, DONE, alarms, attempts, calls, promises, texts

HOUR, NO_TIME = timedelta(hours=1), timedelta()
LONGEST_CALL: Final = timedelta(hours=5)
"""How long before its end a call may have begun: the carrier ends it after four hours."""
LONGEST_LEFT_LYING: Final = timedelta(days=1)
"""How long after its deadline a promise is marked, and how long a text lies in the outbox, at most."""
REACHES: Final = (NO_TIME, LONGEST_CALL, LONGEST_LEFT_LYING)


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

    bound = {"to_at": to_at, **{_since(back): from_at - back for back in REACHES}}

    def counted(of: str) -> Counter[str | None]:
        return Counter({key: int(number) for key, number in connection.execute(COUNTS[of], bound)})

    return Increments(
        arrived=sum(counted("arrived").values()),
        offered=counted("offered"),
        answered=tuple(_waits(connection.execute(ANSWERED, bound))),
        ended=tuple(_waits(connection.execute(ENDED, bound))),
        made=counted("made"),
        closed=tuple(_closed(connection.execute(CLOSED, bound))),
        missed=counted("missed"),
        attempts=counted("attempts"),
        texts=counted("texts"),
        alarms=counted("alarms"),
    )


def _waits(rows: Iterable[Row[Any]]) -> Iterator[Wait]:
    for row in rows:
        has_waited = row.joined_at is not None and (row.answered_at is None or row.until == row.answered_at)
        seconds = max((row.until - row.joined_at).total_seconds(), 0.0) if has_waited else None
        outcome = "answered" if row.answered_at is not None else row.outcome or "unknown"
        yield Wait(row.need, outcome, seconds)


def _closed(rows: Iterable[Row[Any]]) -> Iterator[Closed]:
    for row in rows:
        yield Closed(row.need, row.state, row.made_at, row.due_by, row.kept_at)


# ── what is asked, built once: four times a minute, as long as the house stands ─────────────────────────────────────


def _since(reaching_back: timedelta) -> str:
    return f"since_{reaching_back // HOUR}"


def _within(column: ColumnElement[Any], reaching_back: timedelta = NO_TIME) -> ColumnElement[bool]:
    since, until = bindparam(_since(reaching_back), type_=Instant()), bindparam("to_at", type_=Instant())
    return (column >= since) & (column < until)


def _counts(by: ColumnElement[Any], *those: Any) -> Select[Any]:
    return select(by, func.count()).where(*those).group_by(by)


def _calls(until: ColumnElement[datetime]) -> Select[Any]:
    c = calls.c
    columns = (c.need, c.outcome, c.answered_at, c.joined_at, until.label("until"))
    return select(*columns).where(_within(c.arrived_at, LONGEST_CALL), _within(until))


_c, _p, _a, _t = calls.c, promises.c, attempts.c, texts.c
COUNTS: Final = {
    "arrived": _counts(_c.outcome, _within(_c.arrived_at)),
    "offered": _counts(_c.need, _within(_c.arrived_at, LONGEST_CALL), _within(_c.offered_at)),
    "made": _counts(_p.need, _within(_p.made_at)),
    "missed": _counts(_p.broken_because, _within(_p.due_by, LONGEST_LEFT_LYING), _within(_p.broken_at)),
    "attempts": _counts(_a.outcome, DIALLED, _within(_a.gated_at, LONGEST_CALL), _within(_a.ended_at)),
    "texts": _counts(_t.state, _within(_t.queued_at, LONGEST_LEFT_LYING), _within(_t.closed_at)),
    "alarms": _counts(alarms.c.rule, _within(alarms.c.raised_at)),
}
ANSWERED, ENDED = _calls(_c.answered_at), _calls(_c.ended_at)
CLOSED: Final = select(_p.need, _p.state, _p.made_at, _p.due_by, _p.kept_at).where(DONE, _within(_p.closed_at))
