"""What came of calls by the hour, how the menu was answered, and what they turned out to be about."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update

from routing.skills import AgentId, CallSid
from tests.ledger.made import ANNA, BEA, DAY, HOUR, JAN, LINE, MINUTE, NOW, P1, owed
from voice_app.ledger import calls, tables, turnings
from voice_app.ledger.tables import attempts, transfers
from voice_app.ledger.tables import calls as rows
from voice_app.ledger.turnings import Hour, Turned

NINE = NOW - timedelta(minutes=30, seconds=NOW.second, microseconds=NOW.microsecond)
TO = NOW + DAY


def breaks(connection: Connection) -> None:
    late = update(tables.promises).where(tables.promises.c.id == P1)
    connection.execute(late.values(broken_at=NOW + 2 * HOUR, broken_because="capped"))


def declares(connection: Connection, agent: AgentId, presence: str, at: datetime) -> None:
    row = {"agent_id": agent, "presence": presence, "cause": "desk", "at": at}
    connection.execute(insert(tables.presence_changes).values(row))


def called(connection: Connection, sid: str, **other: object) -> None:
    row = {"sid": sid, "phone": JAN, "line_version": LINE, "arrived_at": NOW, "language": "nl", "need": "billing"}
    connection.execute(insert(rows).values(row | other))


def test_callers_are_counted_by_the_hour_and_need(connection: Connection) -> None:
    called(connection, "CA1", outcome="abandoned")
    called(connection, "CA2", outcome="answered")
    called(connection, "CA3", need=None)
    called(connection, "CA4", language=None)  # hung up in the menu
    called(connection, "CA5", arrived_at=NOW + HOUR)
    called(connection, "CA6", arrived_at=TO)
    assert set(turnings.hours(connection, NOW, TO)) == {
        Hour(NINE, "billing", 2, 1),
        Hour(NINE, None, 1, 0),
        Hour(NINE + HOUR, "billing", 1, 0),
    }


def test_how_the_menu_was_answered_is_noted_once(connection: Connection) -> None:
    for sid, keyed, need, choice in (
        ("CA1", "1", "billing", "need"),
        ("CA2", "0", None, "person"),
        ("CA3", "7", None, "key"),
        ("CA4", "iets heel anders", None, "words"),
        ("CA5", "", None, "silence"),
    ):
        calls.begin(connection, CallSid(sid), JAN, LINE, NOW)
        if keyed:
            calls.note_entered(connection, CallSid(sid), keyed)
        calls.note_first_need(connection, CallSid(sid), need, "nl", by_name=False)
        calls.note_first_need(connection, CallSid(sid), "technical", "nl", by_name=False)  # again, and another need
        found = calls.get(connection, CallSid(sid))
        assert found is not None
        assert (found.choice, found.need) == (choice, "technical")
    calls.begin(connection, CallSid("CA6"), JAN, LINE, NOW)
    calls.note_first_need(connection, CallSid("CA6"), None, "nl", by_name=True)
    assert turnings.mischosen(connection, NOW, TO) == {"key": 1, "words": 1, "silence": 1}
    assert turnings.mischosen(connection, NOW + HOUR, TO) == {}


def test_what_it_turned_out_to_be_by_transfer_and_by_word(connection: Connection) -> None:
    sent = {"is_callback": False, "from_agent": ANNA.id, "language": "nl", "mode": "cold", "wrong_choice": False}
    sent |= {"waits_since": NOW, "counts_from": NOW, "asked_at": NOW, "arrived_at": NOW, "state": "arrived"}
    for n, (before, to) in enumerate((("billing", "technical"), ("billing", "billing"), (None, "moving"))):
        row = {"id": f"T{n}", "call_sid": f"CA{n}", "talk": f"R{n}", "need_before": before, "to_need": to}
        connection.execute(insert(transfers).values(sent | row))
    connection.execute(
        insert(transfers).values(
            sent
            | {"id": "TX", "call_sid": "CAX", "talk": "RX", "need_before": "billing", "to_need": "x", "state": "asked"}
        )
    )
    called(connection, "CB1", turned_out="technical")
    called(connection, "CB2")
    owed(connection, P1)
    tried = {"id": "A1", "promise_id": P1, "n": 1, "agent_id": ANNA.id, "state": "ended", "presumed": False}
    tried |= {"started_at": NOW, "gated_at": NOW, "ended_at": NOW, "turned_out": "moving"}
    connection.execute(insert(attempts).values(tried))
    assert turnings.turned(connection, NOW, TO)[0] == Turned("billing", "technical", 2)
    assert set(turnings.turned(connection, NOW, TO)[1:]) == {Turned("billing", "moving", 1), Turned(None, "moving", 1)}


def test_the_causes_of_what_was_broken(connection: Connection) -> None:
    owed(connection, P1, due_by=NOW + HOUR)
    assert turnings.misses(connection, NOW, TO) == {}
    breaks(connection)
    assert turnings.misses(connection, NOW, TO) == {"capped": 1}
    assert turnings.misses(connection, NOW + 2 * HOUR, TO) == {}


def test_presences_begin_with_what_stood_before(connection: Connection) -> None:
    declares(connection, ANNA.id, "ready", NOW)
    declares(connection, ANNA.id, "on_break", NOW + HOUR)
    declares(connection, BEA.id, "ready", NOW + 2 * HOUR)
    found = turnings.presences(connection, NOW + MINUTE, TO)
    assert [(one.agent_id, one.presence) for one in found if one.at >= NOW] == [
        (ANNA.id, "ready"),
        (ANNA.id, "on_break"),
        (BEA.id, "ready"),
    ]
