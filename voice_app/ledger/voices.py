"""What the carrier has of one person's voice: recordings of talks, and messages.

Reads only. Deliberately deletes nothing: `talk_recordings` and `recordings` note that it is to be, a worker asks.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from voice_app.ledger.erasing import open_of
from voice_app.ledger.ids import RecordingSid, TalkRecordingId
from voice_app.ledger.keeping import Whose
from voice_app.ledger.tables import recordings, talk_recordings


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording at the carrier: of a talk, or a message. `is_owed`: what its colleague is to hear before calling."""

    talk: TalkRecordingId | None
    message: RecordingSid | None
    is_owed: bool

    @property
    def id(self) -> str:
        return str(self.talk or self.message)


_t, _m = talk_recordings.c, recordings.c


def of_person(connection: Connection, whose: Whose) -> tuple[Voice, ...]:
    """What the carrier may still have of this person. A message under an open promise is owed."""
    kept = select(_t.id).where(whose.is_leg(_t.call_sid), _t.known != "gone", _t.wanted != "gone")
    talks = [Voice(TalkRecordingId(id_), None, is_owed=False) for id_ in connection.scalars(kept)]
    theirs = _m.call_sid.in_(whose.calls) | _m.promise_id.in_(whose.promises)
    left = (theirs, _m.state == "left", _m.deleted_at.is_(None))
    owed = set(open_of(connection, whose))
    found = connection.execute(select(_m.sid, _m.promise_id).where(*left)).all()
    return (*talks, *(Voice(None, RecordingSid(row.sid), is_owed=row.promise_id in owed) for row in found))


def left(connection: Connection, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these recordings of which the carrier's list has not yet shown that they are gone."""
    talks = select(_t.id).where(_t.id.in_(ids), _t.sid.is_not(None), _t.gone_at.is_(None))
    messages = select(_m.sid).where(_m.sid.in_(ids), _m.deleted_at.is_(None))
    return (*connection.scalars(talks), *connection.scalars(messages))
