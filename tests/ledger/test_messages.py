"""Messages on the ledger: announced, left once, and a matter of their promise."""

from datetime import timedelta

from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId
from tests.ledger.made import NOW, owed
from voice_app.ledger import messages
from voice_app.ledger.ids import RecordingSid
from voice_app.ledger.matters import matters_of
from voice_app.ledger.messages import Message
from voice_app.ledger.timeline import of_promise

SID = RecordingSid("RE" + "0123456789abcdef" * 2)
CALL = CallSid("CA" + "0" * 32)


def left(promise: PromiseId, sid: RecordingSid = SID, seconds: int | None = 12) -> Message:
    return Message(sid, CALL, promise, seconds, NOW)


def told(connection: Connection, promise: PromiseId) -> list[str]:
    return [entry.event for entry in of_promise(connection, promise)][1:]


def test_a_message_is_a_matter_of_its_promise_however_often_it_is_told_of(connection: Connection) -> None:
    promise = owed(connection).id
    assert messages.take(connection, left(promise))
    assert not messages.take(connection, left(promise))
    assert messages.get(connection, SID) == left(promise)
    assert messages.of_promise(connection, promise) == (left(promise),)
    assert [matter.recording_sid for matter in matters_of(connection, promise)] == [None, SID]
    assert told(connection, promise) == ["message_left"]


def test_a_message_under_no_promise_is_not_kept(connection: Connection) -> None:
    assert not messages.take(connection, left(PromiseId("nobody's")))
    assert messages.get(connection, SID) is None


def test_what_was_announced_is_expected_until_it_comes(connection: Connection) -> None:
    promise = owed(connection).id
    messages.expect(connection, promise, CALL, "5f3a9c01", NOW)
    messages.expect(connection, promise, CALL, "5f3a9c01", NOW)
    assert messages.expected(connection, NOW - timedelta(seconds=1)) == ()
    (expected,) = messages.expected(connection, NOW)
    assert (expected.call_sid, expected.promise_id) == (CALL, promise)
    assert messages.of_promise(connection, promise) == ()
    assert messages.get(connection, RecordingSid(CALL)) is None
    assert messages.take(connection, left(promise))
    assert messages.expected(connection, NOW) == ()
    assert told(connection, promise) == ["recording_announced", "recording_announced", "message_left"]


def test_who_listens_is_on_the_timeline(connection: Connection) -> None:
    promise = owed(connection).id
    messages.take(connection, left(promise))
    messages.listened(connection, left(promise), "api", NOW)
    entry = of_promise(connection, promise)[-1]
    assert (entry.event, dict(entry.data)) == ("message_heard", {"recording": SID, "by": "api"})
