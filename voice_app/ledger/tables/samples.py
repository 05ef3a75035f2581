"""What callers would hear of a line, said to the phone of the supervisor who asked for it."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

samples = Table(
    "samples",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("said", JSON, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("rung_at", Instant),
    Column("leg", Text),
    Column("over_at", Instant),
)
Index("samples_by_agent", samples.c.agent_id, samples.c.asked_at)
