"""What supervisors ask of days that have not been: each question, how far it is, and what came of it."""

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

UNANSWERED = text("state IN ('asked', 'running')")

what_ifs = Table(
    "what_ifs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("asked_by", Text, ForeignKey("agents.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("question", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("runs", Integer, nullable=False),
    Column("runs_done", Integer, nullable=False),
    Column("begun_at", Instant),
    Column("seen_at", Instant),
    Column("ended_at", Instant),
    Column("result", JSON),
    Column("cause", Text),
    CheckConstraint("state IN ('asked', 'running', 'done', 'cancelled', 'failed', 'lost')", "state"),
)
Index("what_ifs_by_asked", what_ifs.c.asked_at, what_ifs.c.id)
Index("what_ifs_unanswered", what_ifs.c.asked_at, sqlite_where=UNANSWERED, postgresql_where=UNANSWERED)
