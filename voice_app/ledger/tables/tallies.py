"""What was counted of days that are over, so that nobody counts it again: thrown away wherever such a day changes.

A day is the line's own. `by` is "all", "need", "hour" or "agent", `key` which of them ("" for none); `contacts` are the
times to contact, each in microseconds, eight bytes each, in no order; `causes` how many were missed for which.
"""

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

WITHIN = (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180, 240, 300, 600)
"""Seconds: of callers who waited, how many were answered within so long."""
COUNTED = (
    *("made", "kept_in_time", "kept_late", "broken_open", "unreached", "withdrawn", "open", "at_risk"),
    *("promised_late", "broken", "called_back", "called_back_of"),
    *("calls", "asked", "answered", "helped", "offered", "reached", "took_callback", "abandoned", "waited_micros"),
    *(f"within_{seconds}" for seconds in WITHIN),
    *("talks", "resolved", "resolved_first"),
    *("follow_ups", "scored", "score_sum", "content"),
)
"""What is counted, each with a column of its own."""

tallied_days = Table(
    "tallied_days",
    metadata,
    Column("day", Text, primary_key=True),
    Column("zone", Text, nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("to_at", Instant, nullable=False),
)
Index("tallied_days_by_end", tallied_days.c.to_at, tallied_days.c.from_at)

tallies = Table(
    "tallies",
    metadata,
    Column("day", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in COUNTED),
    Column("contacts", LargeBinary),
    Column("causes", JSON(none_as_null=True)),
)
