"""The line, its words, its agents, and what they declared; which processes live, and whether the carrier does."""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import ON_ROSTER, metadata

line_versions = Table(
    "line_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("content", JSON, nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("by", Text),
    Column("source", Text, nullable=False, server_default="file"),
    Column("base", Integer),
    Index("one_successor", "base", unique=True),
)

wordings = Table(
    "wordings",
    metadata,
    Column("version", Text, primary_key=True),
    Column("sentences", JSON, nullable=False),
    Column("since_at", Instant, nullable=False),
)

agents = Table(
    "agents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("reach", Text, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("role", Text, nullable=False),
    Column("on_call", JSON, nullable=False),
    Column("pin_hash", Text),
    Column("presence", Text, nullable=False),
    Column("presence_at", Instant, nullable=False),
    Column("left_at", Instant),
    Column("summoned_at", Instant),
    Column("presence_reason", Text),
    CheckConstraint("presence IN ('ready', 'on_break', 'signed_out')", "presence"),
)
Index("agents_by_reach", agents.c.reach, unique=True, sqlite_where=ON_ROSTER, postgresql_where=ON_ROSTER)

presence_changes = Table(
    "presence_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("presence", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text),
    Column("by", Text),
)
Index("presence_changes_by_agent", presence_changes.c.agent_id, presence_changes.c.id)
Index("presence_changes_by_time", presence_changes.c.agent_id, presence_changes.c.at)
Index("presence_changes_in_order", presence_changes.c.at)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("process", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

outages = Table(
    "outages",
    metadata,
    Column("of", Text, primary_key=True),
    Column("because", Text, nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("probes", Integer, nullable=False),
    Column("probe_at", Instant, nullable=False),
)

schema_steps = Table(
    "schema_steps",
    metadata,
    Column("revision", Text, primary_key=True),
    Column("adds_only", Boolean, nullable=False),
)
