"""What on the ledger asks for an act at this instant: one look for all the duties of a tick, which mostly find nothing.

An answer may be yes for nothing, because each duty looks for itself; it is never no for something. Deliberately reads
rows by their narrow indexes only, and says neither which nor how many.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Executable, TextClause, bindparam, or_, select

from routing.escalation import BEFORE, Ladder
from voice_app.ledger.instants import Instant
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
    ends = {_ends_within(step): now + BEFORE[step] for step in STEPS}
    found = connection.execute(LOOK, {"now": now, **ends}).one()
    return Pulse(**{name: bool(answer) for name, answer in found._mapping.items()})


def _look() -> Executable:
    p, now = promises.c, bindparam("now", type_=Instant())
    looks: dict[str, ColumnElement[bool]] = {
        "due": _any(OPEN, p.not_before <= now),
        "endangered": or_(_any(UNESCALATED, _is_near(Ladder.TOLD)), *map(_climbs, STEPS[1:])),
        "is_broken": _any(UNBROKEN, p.due_by <= now),
        "poisoned": _any(POISONED, OPEN),
        "outage": select(outages.c.of).exists(),
        "sent_on": select(transfers.c.id).where(OWED).exists(),
        "recorded": select(talk_recordings.c.id).where(UNDER_WAY).exists(),
        "in_a_room": or_(select(rooms.c.id).where(OWED).exists(), select(listenings.c.id).where(LIVE).exists()),
    }
    return select(*(look.label(name) for name, look in looks.items()))


def _climbs(step: Ladder) -> ColumnElement[bool]:
    return _any(CLIMBING, _is_near(step), promises.c.escalation < step.value)


def _any(*conditions: ColumnElement[bool] | TextClause) -> ColumnElement[bool]:
    return select(promises.c.id).where(*conditions).exists()


def _is_near(step: Ladder) -> ColumnElement[bool]:
    return promises.c.effective_due_by <= bindparam(_ends_within(step), type_=Instant())


def _ends_within(step: Ladder) -> str:
    return f"before_step_{step.value}"


STEPS: Final = (Ladder.TOLD, Ladder.ANY_AGENT, Ladder.SUPERVISORS)
LOOK: Final = _look()
"""Built once: that took longer each second than the look itself."""
