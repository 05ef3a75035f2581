"""Why nobody was rung for a call or a promise, and how the circle of agents for it widened: a note when that changes.

Whoever looks every few seconds would else write every few seconds: what was said last is not written again, and no call
or promise has more than `MOST` notes. Ids and codes only. Who was rung instead, `reservations` tells.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, func, insert, select

from routing.queues import FLOORS, Step, Work
from routing.skills import AgentId, CallSid
from voice_app.ledger.rows import many, one, take_turn
from voice_app.ledger.tables import match_notes

MOST = 100
"""Of one call or promise; what comes after them is left out."""

Event = Literal["not_matched", "widened", "emergency"]


@dataclass(frozen=True, slots=True)
class MatchNote:
    """What is so since `at`. `why`: the code of the reason, from `routing.reasons`.

    `step`: how far the circle has widened; `again_at`: when waiting alone lets more agents take it; `agent_id`: whom it
    is about, if it is about one.
    """

    at: datetime
    event: Event
    why: str
    step: int | None = None
    again_at: datetime | None = None
    agent_id: AgentId | None = None

    def repeats(self, earlier: "MatchNote") -> bool:
        """Says nothing new: a circle is only told of when it is wider than it ever was."""
        if self.step is not None and earlier.step is not None and self.event == "widened":
            return FLOORS[Step(self.step)] >= FLOORS[Step(earlier.step)]
        return (self.why, self.agent_id) == (earlier.why, earlier.agent_id)


_c = match_notes.c
_COLUMNS = (_c.at, _c.event, _c.why, _c.step, _c.again_at, _c.agent_id)


def note(connection: Connection, work: Work, said: MatchNote) -> bool:
    """Write this down about a call or a promise, unless it repeats what stands there last of its kind; says whether it
    was written."""
    take_turn(connection, "match_notes")
    its = _of(work)
    newest = select(*_COLUMNS).where(its, _c.event == said.event).order_by(_c.id.desc()).limit(1)
    last = one(MatchNote, connection, newest)
    if last is not None and said.repeats(last):
        return False
    if connection.execute(select(func.count()).where(its)).scalar_one() >= MOST:
        return False
    subject = {"call_sid": work.id} if work.kind == "call" else {"promise_id": work.id}
    connection.execute(insert(match_notes).values(**subject, **asdict(said)))
    return True


def notes_of(connection: Connection, work: Work) -> tuple[MatchNote, ...]:
    """All notes about a call or a promise, in the order of writing."""
    return many(MatchNote, connection, select(*_COLUMNS).where(_of(work)).order_by(_c.id))


def was_emergency(connection: Connection, sid: CallSid) -> bool:
    """Did this caller speak of somebody in danger?"""
    return any(said.event == "emergency" for said in notes_of(connection, Work("call", sid)))


def _of(work: Work) -> ColumnElement[bool]:
    return _c.call_sid == work.id if work.kind == "call" else _c.promise_id == work.id
