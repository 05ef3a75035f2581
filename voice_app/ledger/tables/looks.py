"""Who looked at which person's data."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

looks = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text),
    Column("at", Instant, nullable=False),
)
Index("looks_by_agent", looks.c.agent_id, looks.c.what, looks.c.subject, looks.c.at)
Index("looks_by_subject", looks.c.subject, looks.c.at)
Index("looks_by_time", looks.c.at, looks.c.id)
