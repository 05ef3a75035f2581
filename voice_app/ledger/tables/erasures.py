"""What was erased of people: by the calendar, a run a day; and because somebody asked, one entry for each time."""

from sqlalchemy import JSON, Column, Index, Table, Text, text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

STANDING = text("done_at IS NULL")

retention_runs = Table(
    "retention_runs",
    metadata,
    Column("day", Text, primary_key=True),
    Column("before_at", Instant, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("at_rule", Text),
    Column("at_row", Text),
    Column("counts", JSON, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("waits_for", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("recordings", JSON, nullable=False),
    Column("done_at", Instant),
)
_e = erasures.c
Index("one_standing_erasure", _e.who, unique=True, sqlite_where=STANDING, postgresql_where=STANDING)
Index("erasures_by_asked", _e.asked_at, _e.id)
