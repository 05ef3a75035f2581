"""What agents have begun to write of a conversation, and not said yet."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables.ground import PERSONAL, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("reservation", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("note", OwnWords, info=PERSONAL),
    Column("disposition", Text),
    Column("is_resolved", Boolean),
    Column("saved_at", Instant, nullable=False),
    Column("turned_out", Text),
)
Index("drafts_by_agent", drafts.c.agent_id, drafts.c.saved_at)
