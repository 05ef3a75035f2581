"""A recording's row: one under way per call, one process at a time, and a tale that nobody changes."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from routing.skills import CallSid, ReservationId
from tests.ledger.made import ANNA, NOW
from voice_app.ledger import Ledger, RecordingSid, TalkRecordingId
from voice_app.ledger import talk_recordings as kept
from voice_app.ledger.tables import talk_recording_events
from voice_app.ledger.talk_recordings import Agreed, TalkRecording, Word

SID = RecordingSid("RE" + "1" * 32)
A_WHILE = timedelta(seconds=20)


def yes(id_: str = "r1", call: str = "CA1") -> Agreed:
    talk = ReservationId("talk")
    return Agreed(TalkRecordingId(id_), CallSid(call), talk, False, ANNA.id, NOW, "nl", "Mag dit?", "v1")


def row(ledger: Ledger, id_: str = "r1") -> TalkRecording:
    with ledger.read() as connection:
        found = kept.get(connection, TalkRecordingId(id_))
    assert found is not None
    return found


def test_of_a_call_one_is_under_way_and_after_its_end_another_may_be(ledger: Ledger) -> None:
    with ledger.write() as connection:
        assert kept.agree(connection, yes())
        assert not kept.agree(connection, yes("r2"))
        assert kept.agree(connection, yes("r3", "CA2"))
        assert kept.fail(connection, TalkRecordingId("r1"), "unanswered", NOW)
        assert kept.agree(connection, yes("r2"))
        assert [one.id for one in kept.of_call(connection, CallSid("CA1"))] == ["r2", "r1"]


def test_one_process_at_a_time_speaks_to_the_carrier_and_a_dead_one_is_waited_for(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept.agree(connection, yes())
        assert kept.claim(connection, TalkRecordingId("r1"), A_WHILE, NOW)
        assert not kept.claim(connection, TalkRecordingId("r1"), A_WHILE, NOW + A_WHILE / 2)
        assert kept.claim(connection, TalkRecordingId("r1"), A_WHILE, NOW + A_WHILE)


def test_the_carrier_is_asked_once_and_not_for_what_is_not_wanted(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept.agree(connection, yes())
        assert kept.asking(connection, TalkRecordingId("r1"), NOW)
        assert not kept.asking(connection, TalkRecordingId("r1"), NOW)
        kept.agree(connection, yes("r2", "CA2"))
    with ledger.write() as connection:
        assert kept.forget(connection, TalkRecordingId("r2"), "withdrawn", "anna", NOW)
        assert not kept.asking(connection, TalkRecordingId("r2"), NOW)


def test_what_began_after_it_was_given_up_is_to_be_gone(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept.agree(connection, yes())
        kept.asking(connection, TalkRecordingId("r1"), NOW)
        kept.fail(connection, TalkRecordingId("r1"), "unanswered", NOW)
        assert kept.told(connection, TalkRecordingId("r1"), Word(SID, "in-progress", None, NOW))
    assert (row(ledger).known, row(ledger).wanted, row(ledger).sid) == ("on", "gone", SID)


def test_the_agent_s_own_pause_outlasts_another_s(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept.agree(connection, yes())
        assert kept.pause(connection, TalkRecordingId("r1"), "hold", NOW)
        assert kept.pause(connection, TalkRecordingId("r1"), "agent", NOW)
        assert not kept.resume(connection, TalkRecordingId("r1"), "hold", NOW)
    assert (row(ledger).wanted, row(ledger).paused_by) == ("paused", "agent")


def test_its_tale_is_never_changed(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept.agree(connection, yes())
    for change in (update(talk_recording_events).values(event="x"), delete(talk_recording_events)):
        with pytest.raises(DBAPIError), ledger.write() as connection:
            connection.execute(change)
    with ledger.read() as connection:
        assert [entry.event for entry in kept.tale(connection, TalkRecordingId("r1"))] == ["agreed"]
