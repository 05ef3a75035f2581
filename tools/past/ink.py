"""Writes a past into the ledger in bulk: rows are gathered by table, and laid by the fastest way each database has.

Instants are whole microseconds since 1970, as they are counted while a past is made up; here they become what the
ledger has. Deliberately goes around the guards of `voice_app.ledger`: it is for a ledger in which nobody is owed
anything yet, and `tools.past` answers for what it lays.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection

from voice_app.ledger.instants import write_instant

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Value = str | int | float | None
Row = tuple[Value, ...]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "calls": (
        *("sid", "phone", "line_version", "arrived_at", "need", "language", "offered_at", "answered_by"),
        *("answered_at", "ended_at", "outcome", "disposition", "note", "wrapped_at", "is_resolved"),
        *("joined_at", "earlier_sid"),
    ),
    "promises": (
        *("id", "phone", "prefix", "need", "language", "state", "source", "call_sid", "made_at", "due_by"),
        *(
            "effective_due_by",
            "promised_late",
            "late_because",
            "counts_from",
            "not_before",
            "shared",
            "may_text",
            "needs_approval",
        ),
        *("approval_because", "approved_at", "approved_by", "escalated_at", "escalated_because", "escalation"),
        *("broken_at", "broken_because", "kept_at", "kept_how", "closed_at", "reason", "talk"),
    ),
    "promise_matters": ("promise_id", "need", "call_sid", "at", "made_by"),
    "attempts": (
        *("id", "promise_id", "n", "agent_id", "state", "started_at", "leg_sid", "heard_at", "customer_leg_of"),
        *("gated_at", "customer_sid", "customer_answered_at", "customer_ended_at", "talked_seconds", "ended_at"),
        *("outcome", "cause", "presumed", "disposition", "note", "wrapped_at", "phone", "is_resolved"),
    ),
    "timeline": ("promise_id", "at", "event", "data"),
    "reservations": (*("id", "call_sid", "promise_id", "agent_id", "reason", "reserved_at", "closed_at", "result"),),
    "match_notes": ("call_sid", "promise_id", "at", "event", "why", "step", "again_at", "agent_id"),
    "transfers": (
        *("id", "call_sid", "talk", "is_callback", "from_agent", "to_need", "need_before", "language", "mode", "note"),
        *("wrong_choice", "waits_since", "counts_from", "state", "asked_at", "redirected_at", "arrived_at"),
        *("closed_at", "disposition", "wrap_note", "wrapped_at", "is_resolved"),
    ),
    "presence_changes": ("agent_id", "presence", "cause", "at", "reason"),
    "follow_ups": (
        *("id", "call_sid", "promise_id", "agent_id", "phone", "who", "language", "state", "agreed_at", "agreed_by"),
        *("asked_at", "score", "comment", "answered_at", "cause"),
    ),
}
"""What is written, in an order in which whatever is referred to is there already."""


class Ink:
    """Rows that are still to be laid, by table."""

    def __init__(self) -> None:
        self._rows = defaultdict[str, list[Row]](list)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._rows.values())

    def add(self, table: str, *row: Value) -> None:
        """A row, its values in the order of `COLUMNS`."""
        self._rows[table].append(row)

    def lay(self, connection: Connection) -> None:
        """Write all of it, and forget it."""
        is_postgres = connection.dialect.name == "postgresql"
        if is_postgres:  # a bulk is no statement that somebody waits for on the phone
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for table, columns in COLUMNS.items():
            rows = self._rows.pop(table, None)
            if rows:
                _copy(connection, table, columns, rows) if is_postgres else _insert(connection, table, columns, rows)


def _insert(connection: Connection, table: str, columns: Sequence[str], rows: list[Row]) -> None:
    places = ", ".join("?" * len(columns))
    cursor = connection.connection.cursor()
    cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608 - ours


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: list[Row]) -> None:
    lines = "".join("\t".join(["\\N" if value is None else str(value) for value in row]) + "\n" for row in rows)
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write(lines)


_minutes: dict[int, str] = {}


def at(micros: int) -> str:
    """This instant as both databases read it: 2026-01-31T23:59:59.000000Z."""
    minute, rest = divmod(micros, MINUTE)
    written = _minutes.get(minute)
    if written is None:
        _minutes[minute] = written = write_instant(datetime.fromtimestamp(minute * 60, UTC))[:17]
    return f"{written}{rest // SECOND:02d}.{rest % SECOND:06d}Z"


def micros(instant: datetime) -> int:
    """An aware datetime in microseconds since 1970."""
    since = instant - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
