"""What supervisors ask of days that have not been, one row each: asked, run by one process, answered and kept a while.

    asked      the row is committed, the bell is rung
    running    one process plays it; how far it is, and when it was last seen to go on
    done       its figures are there
    cancelled  somebody wanted it no more
    failed     it could not be played, and `cause` says why
    lost       its process is gone

Deliberately plays nothing, and knows no scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from routing.skills import AgentId
from voice_app.ledger.rows import changes, insert_once, many, one, take_turn
from voice_app.ledger.tables import UNANSWERED, what_ifs

State = Literal["asked", "running", "done", "cancelled", "failed", "lost"]
KEPT_FOR: Final = timedelta(days=30)
LOST_AFTER: Final = timedelta(minutes=2)
"""Without a word of the process that plays it; a single day takes a second or a few."""
W = what_ifs.c


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One question. `runs`: how many days are to be played in all, `runs_done` of them were. `seen_at`: when it last
    went on. `result`: the figures, once done."""

    id: str
    asked_by: AgentId
    asked_at: datetime
    question: Mapping[str, Any]
    state: State
    runs: int
    runs_done: int
    begun_at: datetime | None = None
    seen_at: datetime | None = None
    ended_at: datetime | None = None
    result: Mapping[str, Any] | None = field(default=None, repr=False)
    cause: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("asked", "running")


def ask(connection: Connection, asked: WhatIf, most: int) -> bool:
    """Put it in line; False where so many wait or run already."""
    take_turn(connection, "what_ifs")
    waiting = connection.execute(select(func.count()).select_from(what_ifs).where(UNANSWERED)).scalar_one()
    if waiting >= most:
        return False
    row = {name: getattr(asked, name) for name in ("id", "asked_by", "asked_at", "state", "runs", "runs_done")}
    return insert_once(connection, what_ifs, **row, question=dict(asked.question))


def begin(connection: Connection, id_: str, now: datetime) -> bool:
    """May this process play it? Of several, one."""
    mine = update(what_ifs).where(W.id == id_, W.state == "asked")
    return changes(connection, mine.values(state="running", begun_at=now, seen_at=now))


def went_on(connection: Connection, id_: str, runs_done: int, now: datetime) -> bool:
    """So many days were played by now; False where nobody wants it any more."""
    running = update(what_ifs).where(W.id == id_, W.state == "running")
    return changes(connection, running.values(runs_done=runs_done, seen_at=now))


def answered(connection: Connection, id_: str, result: Mapping[str, Any], now: datetime) -> bool:
    """Here is what came of it; of one that was cancelled meanwhile nothing is kept."""
    done = update(what_ifs).where(W.id == id_, W.state == "running")
    return changes(connection, done.values(state="done", result=dict(result), runs_done=W.runs, ended_at=now))


def failed(connection: Connection, id_: str, cause: str, now: datetime) -> bool:
    """It cannot be played; `cause` is for a person to read, and names nobody."""
    mine = update(what_ifs).where(W.id == id_, UNANSWERED)
    return changes(connection, mine.values(state="failed", cause=cause, ended_at=now))


def cancel(connection: Connection, id_: str, now: datetime) -> bool:
    """Nobody wants it any more."""
    return changes(connection, update(what_ifs).where(W.id == id_, UNANSWERED).values(state="cancelled", ended_at=now))


def find_lost(connection: Connection, now: datetime) -> int:
    """Those whose process has said nothing for too long are lost; how many that were."""
    silent = update(what_ifs).where(W.state == "running", W.seen_at < now - LOST_AFTER)
    return connection.execute(silent.values(state="lost", ended_at=now)).rowcount


def waiting(connection: Connection) -> tuple[str, ...]:
    """Those that no process has taken up, oldest first."""
    asked = select(W.id).where(UNANSWERED, W.state == "asked").order_by(W.asked_at)
    return tuple(connection.scalars(asked))


def ahead_of(connection: Connection, one_: WhatIf) -> int:
    """How many are before this one."""
    earlier = or_(W.asked_at < one_.asked_at, and_(W.asked_at == one_.asked_at, W.id < one_.id))
    before = select(func.count()).select_from(what_ifs).where(UNANSWERED, earlier)
    return connection.execute(before).scalar_one()


def get(connection: Connection, id_: str) -> WhatIf | None:
    """One of them."""
    return one(WhatIf, connection, select(what_ifs).where(W.id == id_))


def latest(connection: Connection, limit: int) -> tuple[WhatIf, ...]:
    """The newest first."""
    newest = select(what_ifs).order_by(W.asked_at.desc(), W.id.desc()).limit(limit)
    return many(WhatIf, connection, newest)


def forget_before(connection: Connection, before: datetime) -> int:
    """Those that were asked before that instant and are over; how many that were."""
    over = (W.asked_at < before, W.ended_at.is_not(None))
    return connection.execute(delete(what_ifs).where(*over)).rowcount
