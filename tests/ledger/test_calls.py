import pytest
from sqlalchemy import Connection

from routing.skills import CallSid
from tests.ledger.made import ANNA, BEA, CALL, DAY, EVA, HOUR, JAN, LINE, NOW, SECOND, asked
from voice_app.ledger import calls, promises
from voice_app.ledger.calls import Call

STRANGE = CallSid("CA-nobody-began")


@pytest.fixture(autouse=True)
def _begun(connection: Connection) -> None:
    assert calls.begin(connection, CALL, JAN, LINE, NOW)


def the_call(connection: Connection) -> Call:
    call = calls.get(connection, CALL)
    assert call is not None
    return call


def test_a_call_begins_once(connection: Connection) -> None:
    assert not calls.begin(connection, CALL, EVA, LINE, NOW + HOUR)
    call = the_call(connection)
    assert (call.phone, call.arrived_at, call.line_version, call.ended_at) == (JAN, NOW, LINE, None)


def test_what_the_caller_chose_keyed_and_typed_is_kept(connection: Connection) -> None:
    assert calls.note_need(connection, CALL, "technical", "en")
    assert calls.note_need(connection, CALL, "billing", "nl")
    assert calls.note_entered(connection, CALL, "1")
    assert calls.note_entered(connection, CALL, "de\nfactuur")
    assert calls.candidate(connection, CALL) is None
    assert calls.keep_candidate(connection, CALL, EVA)
    call = the_call(connection)
    assert (call.need, call.language, calls.entered_lines(call)) == ("billing", "nl", ("1", "de factuur"))
    assert calls.candidate(connection, CALL) == EVA


def test_the_first_agent_to_accept_is_who_answered(connection: Connection) -> None:
    assert calls.answered(connection, CALL, ANNA.id, NOW + SECOND)
    assert not calls.answered(connection, CALL, BEA.id, NOW + 2 * SECOND)
    assert (the_call(connection).answered_by, the_call(connection).answered_at) == (ANNA.id, NOW + SECOND)
    assert calls.last_of_agent(connection, ANNA.id) == the_call(connection)
    assert calls.last_of_agent(connection, BEA.id) is None


def test_a_call_of_which_no_end_is_known_is_overdue_until_it_ends(connection: Connection) -> None:
    assert calls.overdue(connection, NOW - SECOND) == ()
    assert calls.overdue(connection, NOW) == (the_call(connection),)
    calls.end(connection, CALL, "left", NOW + HOUR)
    assert calls.overdue(connection, NOW + HOUR) == ()


def test_a_call_ends_once_and_takes_nothing_more(connection: Connection) -> None:
    assert calls.end(connection, CALL, "abandoned", NOW + SECOND)
    ended = the_call(connection)
    assert (ended.ended_at, ended.outcome) == (NOW + SECOND, "abandoned")
    late = (
        calls.end(connection, CALL, "answered", NOW + HOUR),
        calls.note_need(connection, CALL, "billing", "nl"),
        calls.note_entered(connection, CALL, "1"),
        calls.keep_candidate(connection, CALL, EVA),
        calls.note_offer(connection, CALL, NOW + HOUR),
        calls.answered(connection, CALL, ANNA.id, NOW + HOUR),
    )
    assert not any(late)
    assert the_call(connection) == ended


def test_hooks_of_an_unknown_call_write_no_row(connection: Connection) -> None:
    assert not calls.end(connection, STRANGE, "abandoned", NOW)
    assert not calls.note_need(connection, STRANGE, "billing", "nl")
    assert not calls.take_late_key(connection, STRANGE, NOW)
    assert calls.get(connection, STRANGE) is None


def test_a_call_that_was_taken_to_be_over_goes_on(connection: Connection) -> None:
    assert not calls.goes_on(connection, CALL), "it has not ended"
    calls.end(connection, CALL, "abandoned", NOW + SECOND)
    assert calls.goes_on(connection, CALL)
    assert (the_call(connection).ended_at, the_call(connection).outcome) == (None, None)
    assert calls.note_need(connection, CALL, "billing", "nl")
    assert calls.end(connection, CALL, "left", NOW + HOUR)


def test_a_call_that_an_agent_had_stays_over(connection: Connection) -> None:
    calls.answered(connection, CALL, ANNA.id, NOW)
    calls.end(connection, CALL, "answered", NOW + SECOND)
    assert not calls.goes_on(connection, CALL)
    assert not calls.goes_on(connection, STRANGE)


def test_of_some_calls_those_are_told_that_the_ledger_has_seen(connection: Connection) -> None:
    assert calls.some(connection, [CALL, STRANGE]) == (the_call(connection),)
    assert calls.some(connection, []) == ()


def test_a_key_that_arrives_after_the_end_counts_once(connection: Connection) -> None:
    calls.note_offer(connection, CALL, NOW)
    calls.end(connection, CALL, "abandoned", NOW + SECOND)
    assert calls.take_late_key(connection, CALL, NOW + 61 * SECOND)
    assert not calls.take_late_key(connection, CALL, NOW + 61 * SECOND)


def test_a_late_key_counts_for_a_minute_only(connection: Connection) -> None:
    calls.note_offer(connection, CALL, NOW)
    calls.end(connection, CALL, "abandoned", NOW)
    assert not calls.take_late_key(connection, CALL, NOW + 61 * SECOND)
    assert not calls.take_late_key(connection, CALL, NOW + DAY)


def test_a_late_key_without_an_offer_counts_for_nothing(connection: Connection) -> None:
    calls.end(connection, CALL, "abandoned", NOW)
    assert not calls.note_offer(connection, CALL, NOW)
    assert not calls.take_late_key(connection, CALL, NOW + SECOND)


def test_a_live_call_has_no_late_key(connection: Connection) -> None:
    calls.note_offer(connection, CALL, NOW)
    assert not calls.take_late_key(connection, CALL, NOW)


def test_only_who_answered_wraps_up_and_once(connection: Connection) -> None:
    calls.answered(connection, CALL, ANNA.id, NOW)
    calls.end(connection, CALL, "answered", NOW)
    assert not calls.wrap(connection, CALL, BEA.id, "resolved", NOW, note=None)
    assert calls.wrap(connection, CALL, ANNA.id, "follow_up", NOW + SECOND, note="Belt terug over de factuur")
    assert not calls.wrap(connection, CALL, ANNA.id, "resolved", NOW + HOUR, note=None)
    call = the_call(connection)
    assert (call.disposition, call.note, call.wrapped_at) == ("follow_up", "Belt terug over de factuur", NOW + SECOND)


def test_contacts_are_the_earlier_calls_of_this_phone_newest_first(connection: Connection) -> None:
    for sid, phone, at in (("CB", JAN, NOW - DAY), ("CC", EVA, NOW - DAY), ("CD", JAN, NOW - HOUR), ("CE", None, NOW)):
        calls.begin(connection, CallSid(sid), phone, LINE, at)
    assert [call.sid for call in calls.contacts(connection, JAN, NOW)] == ["CD", "CB"]
    assert [call.sid for call in calls.contacts(connection, JAN, NOW, limit=1)] == ["CD"]
    assert [call.sid for call in calls.earlier_if_not_owed(connection, JAN, NOW, 5)] == ["CD", "CB"]
    promises.open_promise(connection, asked())
    assert calls.earlier_if_not_owed(connection, JAN, NOW, 5) == ()
    assert [call.sid for call in calls.earlier_if_not_owed(connection, EVA, NOW, 5)] == ["CC"]


def test_what_is_personal_is_not_in_the_repr(connection: Connection) -> None:
    calls.note_entered(connection, CALL, "klant 4711")
    assert JAN not in repr(the_call(connection))
    assert "4711" not in repr(the_call(connection))
