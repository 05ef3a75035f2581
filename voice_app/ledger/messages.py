"""What people said into recordings, each under a promise and known by its sid; the sound stays with the carrier.

A recording that was announced is *expected*, in a row of its own under the call, until it is *left*; so one whose
hooks were all lost can be asked for. Deliberately keeps no address: one is made of the sid, by whoever listens.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select, update

from routing.skills import CallSid, PromiseId
from voice_app.ledger import promises
from voice_app.ledger.ids import RecordingSid
from voice_app.ledger.matters import Matter, add_matter
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import recordings
from voice_app.ledger.timeline import tell

LEFT = recordings.c.state == "left"
EXPECTED = recordings.c.state == "expected"
DISCARDED = recordings.c.state == "discarded"
CAN_BE_HEARD = (LEFT, recordings.c.deleted_at.is_(None))


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `seconds`: None where the carrier did not tell. `deleted_at`: since when it can be heard no more."""

    sid: RecordingSid
    call_sid: CallSid
    promise_id: PromiseId
    seconds: int | None
    at: datetime
    state: str = "left"
    deleted_at: datetime | None = None


def expect(connection: Connection, promise_id: PromiseId, call_sid: CallSid, words: str, now: datetime) -> None:
    """The person is told, in this version of the words, that what they say from now on is recorded."""
    expected = {"call_sid": call_sid, "promise_id": promise_id, "state": "expected", "at": now}
    insert_once(connection, recordings, sid=call_sid, **expected)
    tell(connection, promise_id, "recording_announced", now, call=call_sid, words=words)


def take(connection: Connection, said: Message) -> bool:
    """A message was left: it becomes a matter of its promise, once. False: it is there already, or there is no such
    promise."""
    owed = promises.get(connection, said.promise_id)
    if owed is None or not insert_once(connection, recordings, **asdict(said)):
        return False
    expect_no_more(connection, said.call_sid)
    add_matter(connection, owed.id, Matter(owed.need, None, said.call_sid, said.at, said.sid))
    about = {"recording": said.sid, "call": said.call_sid, "seconds": said.seconds}
    tell(connection, owed.id, "message_left", said.at, **about)
    return True


def expect_no_more(connection: Connection, call_sid: CallSid) -> None:
    """What this call was expected to leave has come, or never will."""
    connection.execute(delete(recordings).where(EXPECTED, recordings.c.sid == call_sid))


def discard(connection: Connection, message: Message, by: str, now: datetime) -> bool:
    """Nobody is to hear it any more; the carrier is told to delete it."""
    still = (LEFT, recordings.c.sid == message.sid, recordings.c.deleted_at.is_(None))
    if not changes(connection, update(recordings).where(*still).values(state="discarded")):
        return False
    tell(connection, message.promise_id, "message_discarded", now, recording=message.sid, by=by)
    return True


def to_be_deleted(connection: Connection, left_before: datetime, limit: int) -> tuple[Message, ...]:
    """The messages that were kept since then, or were discarded, longest first."""
    old = or_(DISCARDED, and_(LEFT, recordings.c.at <= left_before))
    still = select(recordings).where(old, recordings.c.deleted_at.is_(None))
    return many(Message, connection, still.order_by(recordings.c.at).limit(limit))


def deleted(connection: Connection, message: Message, now: datetime) -> bool:
    """The carrier has it no longer: its list does not show it."""
    because = "discarded" if message.state == "discarded" else "kept_long_enough"
    still = (or_(LEFT, DISCARDED), recordings.c.sid == message.sid, recordings.c.deleted_at.is_(None))
    if not changes(connection, update(recordings).where(*still).values(deleted_at=now)):
        return False
    tell(connection, message.promise_id, "message_deleted", now, recording=message.sid, because=because)
    return True


def listened(connection: Connection, message: Message, by: str, now: datetime) -> None:
    """Somebody listens to it, by id."""
    tell(connection, message.promise_id, "message_heard", now, recording=message.sid, by=by)


def get(connection: Connection, sid: RecordingSid) -> Message | None:
    """One message."""
    return one(Message, connection, select(recordings).where(LEFT, recordings.c.sid == sid))


def of_promise(connection: Connection, promise_id: PromiseId) -> tuple[Message, ...]:
    """The messages under this promise that can still be heard, oldest first."""
    its = select(recordings).where(*CAN_BE_HEARD, recordings.c.promise_id == promise_id)
    return many(Message, connection, its.order_by(recordings.c.at))


def last(connection: Connection, limit: int) -> tuple[Message, ...]:
    """The newest that can still be heard, newest first."""
    its = select(recordings).where(*CAN_BE_HEARD).order_by(recordings.c.at.desc()).limit(limit)
    return many(Message, connection, its)


def expected(connection: Connection, before: datetime) -> tuple[Message, ...]:
    """What was announced before that instant and has not come, oldest first; `sid` is the call's."""
    overdue = select(recordings).where(EXPECTED, recordings.c.at <= before).order_by(recordings.c.at)
    return many(Message, connection, overdue)
