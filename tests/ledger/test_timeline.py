import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tests.ledger.made import ANNA, EVA, JAN, NOW, P1, SECOND, owed
from voice_app.ledger import agents, timeline


def test_what_happened_is_told_in_the_order_of_writing(connection: Connection) -> None:
    owed(connection)
    timeline.tell(connection, P1, "spoken", NOW, phrase="promise_made", call="CA1", version=3)
    timeline.tell(connection, P1, "texted", NOW - SECOND, sent_at=NOW, again=False)
    made, spoken, texted = timeline.of_promise(connection, P1)
    assert made.event == "made"
    assert spoken == timeline.Entry(NOW, "spoken", {"phrase": "promise_made", "call": "CA1", "version": 3})
    assert texted.data == {"sent_at": NOW.isoformat(), "again": False}


@pytest.mark.parametrize(
    "value", [JAN, EVA.removeprefix("+"), "0612345678", 31611111111, "bel mij terug", "06-12345678", "", "a" * 101]
)
def test_only_ids_and_codes_are_told(connection: Connection, value: str | int) -> None:
    owed(connection)
    with pytest.raises(ValueError, match="detail"):
        timeline.tell(connection, P1, "spoken", NOW, detail=value)
    assert len(timeline.of_promise(connection, P1)) == 1


@pytest.mark.threat("T25")
@pytest.mark.parametrize("table", ["timeline", "presence_changes"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_nobody_rewrites_the_past(connection: Connection, table: str, change: str) -> None:
    owed(connection)
    agents.declare_presence(connection, ANNA.id, "ready", "phone", NOW)
    with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
        connection.execute(text(change.format(table)))
    assert len(timeline.of_promise(connection, P1)) == 1
    assert len(agents.presence_history(connection, ANNA.id)) == 1


@pytest.mark.threat("T25")
@pytest.mark.parametrize("table", ["timeline", "presence_changes"])
def test_nobody_wipes_the_past_in_one_stroke(connection: Connection, table: str) -> None:
    owed(connection)
    agents.declare_presence(connection, ANNA.id, "ready", "phone", NOW)
    wipe = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - the names are ours
    if connection.dialect.name == "postgresql":
        wipe = f"TRUNCATE {table}"
    with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
        connection.execute(text(wipe))
