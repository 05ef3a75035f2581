"""What on the ledger asks for an act at this instant: one look for all the duties of a tick, which mostly find nothing.

An answer may be yes for nothing, because each duty looks for itself; it is never no for something. Deliberately reads
rows by their narrow indexes only, and says neither which nor how many.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, or_, select

from routing.escalation import BEFORE, Ladder
from voice_app.ledger.tables import (
    CLIMBING,
    LIVE,
    OPEN,
    OWED,
    POISONED,
    UNBROKEN,
    UNDER_WAY,
    UNESCALATED,
    listenings,
    outages,
    promises,
    rooms,
    talk_recordings,
    transfers,
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """`due`: a promise may be tried. `endangered`: one comes close to its end, and not everybody knows who should.
    `is_broken`: one has passed it, unmarked. `poisoned`: one breaks whoever handles it. `outage`: the carrier fails us.
    `sent_on`: a call is on its way to somebody else. `recorded`: a talk is being recorded, or is about to be.
    `in_a_room`: a caller holds, or a supervisor listens.
    """

    due: bool
    endangered: bool
    is_broken: bool
    poisoned: bool
    outage: bool
    sent_on: bool
    recorded: bool
    in_a_room: bool


def feel(connection: Connection, now: datetime) -> Pulse:
    """The pulse at `now`."""
    p = promises.c
    looks = {
        "due": _any(OPEN, p.not_before <= now),
        "endangered": or_(_any(UNESCALATED, _ends_within(Ladder.TOLD, now)), *_climbs(now)),
        "is_broken": _any(UNBROKEN, p.due_by <= now),
        "poisoned": _any(POISONED, OPEN),
        "outage": select(outages.c.of).exists(),
        "sent_on": select(transfers.c.id).where(OWED).exists(),
        "recorded": select(talk_recordings.c.id).where(UNDER_WAY).exists(),
        "in_a_room": or_(select(rooms.c.id).where(OWED).exists(), select(listenings.c.id).where(LIVE).exists()),
    }
    found = connection.execute(select(*(look.label(name) for name, look in looks.items()))).one()
    return Pulse(**{name: bool(answer) for name, answer in found._mapping.items()})


def _climbs(now: datetime) -> list[ColumnElement[bool]]:
    steps = (Ladder.ANY_AGENT, Ladder.SUPERVISORS)
    return [_any(CLIMBING, _ends_within(step, now), promises.c.escalation < step.value) for step in steps]


def _any(*conditions: ColumnElement[bool] | TextClause) -> ColumnElement[bool]:
    return select(promises.c.id).where(*conditions).exists()


def _ends_within(step: Ladder, now: datetime) -> ColumnElement[bool]:
    return promises.c.effective_due_by <= now + BEFORE[step]
