"""All rows of one person, table by table.

By the same list as an erasure (`keepings`), so that a table is in both or in neither; beside it what happened to the
promises, and what names the person by an id alone. What a row says of somebody else (who keyed this number in, the
agent who was told) is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, or_, select

from voice_app.ledger import opt_outs
from voice_app.ledger.erasing import NUMBER
from voice_app.ledger.keeping import Whose
from voice_app.ledger.keepings import KEEPINGS
from voice_app.ledger.tables import (
    calls,
    erasures,
    holds,
    match_notes,
    notices,
    recordings,
    reservations,
    talk_recording_events,
    talk_recordings,
    timeline,
)
from voice_app.ledger.tables import (
    opt_outs as stops,
)
from voice_app.ledger.timeline import in_rfc_3339

NEVER_SHOWN: Final = frozenset({"code_hash"})
"""What proves something, and tells the person nothing."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table."""

    name: str
    rows: Iterator[Row]


def all_of(connection: Connection, whose: Whose) -> Iterator[Part]:
    """Everything; read as it is asked for, within the transaction."""
    for table in dict.fromkeys(keeping.table for keeping in KEEPINGS):
        theirs = or_(*(keeping.theirs(whose) for keeping in KEEPINGS if keeping.table is table))
        rows = _rows(connection, select(table).where(theirs), table)
        yield Part(table.name, (_own(row, table, whose) for row in rows))
    entries = select(timeline).where(timeline.c.promise_id.in_(whose.promises))
    yield Part("timeline", _rows(connection, entries, timeline))
    for table, its in _beside(connection, whose):
        yield Part(table.name, _rows(connection, select(table).where(its), table))


def _rows(connection: Connection, query: Select[Any], table: Table) -> Iterator[Row]:
    (key,) = table.primary_key
    for row in connection.execute(query.order_by(key).execution_options(yield_per=200)):
        yield {name: _told(value) for name, value in row._mapping.items() if name not in NEVER_SHOWN}


def _told(value: Any) -> Any:
    """What is kept of an entry is spelt as everything else that is handed out."""
    return {name: in_rfc_3339(one) for name, one in value.items()} if isinstance(value, dict) else value


def _own(row: Row, table: Table, whose: Whose) -> Row:
    """Without another's number, and without what was noted in another's call."""
    phone = row.get("phone")
    if phone is None or phone == whose.phone:
        return row
    others = {*NUMBER, "note"} if table is calls else set(NUMBER)
    return {name: None if name in others else value for name, value in row.items()}


def _beside(connection: Connection, whose: Whose) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """What names the person by an id alone."""
    for table in (reservations, match_notes):
        yield table, or_(table.c.call_sid.in_(whose.calls), table.c.promise_id.in_(whose.promises))
    yield recordings, or_(recordings.c.call_sid.in_(whose.calls), recordings.c.promise_id.in_(whose.promises))
    talks = whose.is_leg(talk_recordings.c.call_sid)
    yield talk_recordings, talks
    yield talk_recording_events, talk_recording_events.c.recording_id.in_(select(talk_recordings.c.id).where(talks))
    yield holds, holds.c.call_sid.in_(whose.calls)
    yield notices, notices.c.call_sid.in_(whose.calls)
    who = opt_outs.known_as(connection, whose.phone)
    yield stops, stops.c.who == who
    yield erasures, erasures.c.who == who
