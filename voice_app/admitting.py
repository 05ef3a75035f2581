"""By when a promise that is made now is due: as the calendar has it, or later where the plan has no more room by then.

It costs a caller's `1` little: the ticker has put the room on the board with its plan, and what was promised since is
counted in the ledger, in the same transaction. Deliberately refuses nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from routing.admission import later_than
from routing.board import BoardGone
from routing.calendar import IN_SIGHT, Calling
from routing.deadlines import Deadline, appointment, deadline
from routing.plan import Plan
from routing.skills import Language
from routing.spans import Span
from voice_app.ledger import promises
from voice_app.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Due:
    """As `routing.deadlines.Deadline`; `late_because`: why it is later than usual, if it is: nobody could call in time,
    or too few could."""

    due_by: datetime
    effective_due_by: datetime
    late_because: Literal["calendar", "capacity"] | None


def due(
    ledger: Connection,
    house: Runtime,
    calling: Calling,
    language: str,
    now: datetime,
    *,
    agreed: Span | None = None,
) -> Due:
    """When a promise to a person who can be called so is due, if it is made now. `agreed`: the time that an agent has
    agreed on with the person, which may lie beyond the usual deadline."""
    usual = _usual(ledger, house, calling, language, now)
    by_then = Deadline(usual.due_by, usual.effective_due_by, in_hole=False)
    later = appointment(agreed, by_then, calling, now) if agreed else None
    if later is None or later.due_by <= usual.due_by:
        return usual
    return Due(later.due_by, later.effective_due_by, late_because=None)


def _usual(ledger: Connection, house: Runtime, calling: Calling, language: str, now: datetime) -> Due:
    usual = _by_calendar(house, calling, now)
    plan = _plan(house)
    room = plan.room.get(Language(language))
    made_since = promises.made_since(ledger, plan.made_at or now) if room else 0
    later_by = later_than(usual.effective_due_by, room, made_since, calling, now)
    return usual if later_by is None else Due(later_by, later_by, late_because="capacity")


def _by_calendar(house: Runtime, calling: Calling, now: datetime) -> Due:
    """A line that nobody could call from for weeks owes it at the end of what is in sight."""
    usual = deadline(now, house.line.callback.due_within, calling)
    if usual is None:
        return Due(now + IN_SIGHT, now + IN_SIGHT, late_because="calendar")
    return Due(usual.due_by, usual.effective_due_by, late_because="calendar" if usual.in_hole else None)


def _plan(house: Runtime) -> Plan:
    """Without a board nobody knows of any room: what is usual is promised then."""
    try:
        return house.board.plan()
    except BoardGone:
        return Plan()
