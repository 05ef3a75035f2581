"""What the ledger keeps as proof, the database lets nobody change: versions of the line, acts, erasures, looks."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tests.ledger.made import ANNA, NOW, P1, owed
from tests.ledger.test_acts import given
from voice_app.ledger import acts, erasures, lines, looks
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.looks import Look

BY_HAND = {
    "line_versions": ("content = '{}'", "since_at = since_at", "by = 'bea'", "base = NULL"),
    "acts": ("by = 'bea'", "kind = 'withdraw'", "data = '{}'", "at = at"),
    "acted": ("promise_id = 'P2'", "refused = 'closed'", "before = NULL", "last_entry = 0"),
    "erasures": ("who = 'somebody'", "asked_by = 'bea'", "asked_at = asked_at"),
    "looks": ("agent_id = 'bea'", "subject = NULL", "at = at"),
}


@pytest.fixture
def past(connection: Connection) -> Connection:
    owed(connection)
    given(connection)
    looks.note(connection, Look(ANNA.id, "promise", P1, NOW))
    erasures.record(connection, Erasure("E1", "who", NOW, "anna", ("promises:P1",), {}, (), None))
    return connection


@pytest.mark.parametrize("table", BY_HAND)
def test_nobody_rewrites_what_somebody_did(past: Connection, table: str) -> None:
    for change in BY_HAND[table]:
        with pytest.raises(DBAPIError, match="append-only"), past.begin_nested():
            past.execute(text(f"UPDATE {table} SET {change}"))  # noqa: S608 - ours


@pytest.mark.parametrize("table", ["line_versions", "acts", "acted", "erasures"])
def test_nobody_takes_it_away(past: Connection, table: str) -> None:
    wipes = [f"DELETE FROM {table}"]  # noqa: S608 - ours
    if past.dialect.name == "postgresql":
        wipes.append(f"TRUNCATE {table} CASCADE")
    elif table == "line_versions":
        wipes.append("INSERT OR REPLACE INTO line_versions SELECT * FROM line_versions")
    for wipe in wipes:
        with pytest.raises(DBAPIError, match="append-only"), past.begin_nested():
            past.execute(text(wipe))


def test_what_comes_of_it_is_written_later(past: Connection) -> None:
    act = acts.lately(past, NOW.replace(year=2000))[0]
    assert acts.undo(past, act.id, "bea", NOW)
    assert erasures.record(past, Erasure("E1", "who", NOW, "anna", (), {"calls": 1}, (), NOW))
    found = erasures.get(past, "E1")
    assert found is not None
    assert found.done_at == NOW
    assert looks.forget_before(past, NOW.replace(year=2100), 10) == 1
    newest = lines.newest(past)
    assert newest is not None
    assert lines.keep(past, {"line": {}}, base=newest.id, source="page", now=NOW) is not None
