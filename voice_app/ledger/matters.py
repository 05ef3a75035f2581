"""What there is to talk about under a promise: one matter for each need, and for each thing that was said of it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from routing.skills import AgentId, CallSid, PromiseId
from voice_app.ledger.ids import RecordingSid
from voice_app.ledger.rows import many
from voice_app.ledger.tables import promise_matters


@dataclass(frozen=True, slots=True)
class Matter:
    """A need (None: whatever it is about), the person's own words if any, and the call in which it came up.

    `recording_sid`: what the person said into a recording. `made_by`: the agent who promised to call about it.
    """

    need: str | None
    note: str | None = field(repr=False)
    call_sid: CallSid | None
    at: datetime
    recording_sid: RecordingSid | None = None
    made_by: AgentId | None = None


def add_matter(connection: Connection, promise_id: PromiseId, matter: Matter) -> bool:
    """Note the matter, unless it says nothing that is not noted already."""
    if any(_says_no_more(matter, than=known) for known in matters_of(connection, promise_id)):
        return False
    connection.execute(insert(promise_matters).values(promise_id=promise_id, **asdict(matter)))
    return True


def matters_of(connection: Connection, promise_id: PromiseId) -> tuple[Matter, ...]:
    """All matters of this promise, oldest first; the first is what it was made for."""
    rows = promise_matters.c
    said = select(rows.need, rows.note, rows.call_sid, rows.at, rows.recording_sid, rows.made_by)
    return many(Matter, connection, said.where(rows.promise_id == promise_id).order_by(rows.id))


def came_up_in(connection: Connection, sid: CallSid) -> bool:
    """Was a promise made in this call, or joined by it, whatever became of it since?"""
    first = select(promise_matters.c.id).where(promise_matters.c.call_sid == sid).limit(1)
    return connection.execute(first).first() is not None


def _says_no_more(matter: Matter, *, than: Matter) -> bool:
    said = (matter.note, matter.recording_sid)
    is_said = matter.need == than.need and said in ((None, None), (than.note, than.recording_sid))
    return is_said and matter.made_by in (None, than.made_by)
