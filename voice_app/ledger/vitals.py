"""Whether our own processes live, and what alarms stand: all of it by one statement, because every open page asks.

Reads by narrow indexes only, and counts. Deliberately judges nothing: `voice_app.vitals` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import CompoundSelect, Connection, func, literal, select, union_all

from voice_app.ledger.tables import RAISED, alarms, heartbeats

BEAT, ALARM = "beat", "alarm"


@dataclass(frozen=True, slots=True)
class Raised:
    """The alarms of one rule that stand. `unseen`: how many of them nobody has acknowledged; `since_at`: when the first
    of them was raised."""

    rule: str
    count: int
    unseen: int
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Signs:
    """`beats`: when each process last gave a sign of life."""

    beats: Mapping[str, datetime]
    raised: tuple[Raised, ...]


def read(connection: Connection) -> Signs:
    """The signs as they are now."""
    beats, raised = dict[str, datetime](), list[Raised]()
    for row in connection.execute(SIGNS):
        if row.kind == BEAT:
            beats[row.name] = row.at
        else:
            raised.append(Raised(row.name, row.count_, row.unseen, row.at))
    return Signs(beats, tuple(raised))


def _signs() -> CompoundSelect[tuple[str, str, datetime, int, int]]:
    of_processes = select(
        literal(BEAT).label("kind"),
        heartbeats.c.process.label("name"),
        heartbeats.c.at.label("at"),
        literal(1).label("count_"),
        literal(0).label("unseen"),
    )
    unseen = func.count().filter(alarms.c.acknowledged_at.is_(None))
    of_alarms = (
        select(literal(ALARM), alarms.c.rule, func.min(alarms.c.raised_at), func.count(), unseen)
        .where(RAISED)
        .group_by(alarms.c.rule)
    )
    return union_all(of_processes, of_alarms)


SIGNS: Final = _signs()
"""Built once."""
