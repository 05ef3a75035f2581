"""Texts: what we have to send, and what was sent to us."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables.ground import CLAIMED, PERSONAL, QUEUED, UNHANDLED, metadata

texts = Table(
    "texts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("promise_id", Text),
    Column("call_sid", Text),
    Column("phone", Text, info=PERSONAL),
    Column("phrase", Text, nullable=False),
    Column("body", Text, info=PERSONAL),
    Column("state", Text, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    Column("message_sid", Text),
    Column("cause", Text),
    CheckConstraint("state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", "state"),
)
Index("texts_queued", texts.c.not_before, texts.c.id, sqlite_where=QUEUED, postgresql_where=QUEUED)
Index("texts_by_queued", texts.c.queued_at)
Index("texts_by_phone", texts.c.phone, texts.c.queued_at)
Index("texts_claimed", texts.c.claimed_at, sqlite_where=CLAIMED, postgresql_where=CLAIMED)

incoming_texts = Table(
    "incoming_texts",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("phone", Text, info=PERSONAL),
    Column("body", OwnWords, info=PERSONAL),
    Column("at", Instant, nullable=False),
    Column("promise_id", Text),
    Column("meaning", Text),
    Column("answer", Text),
    Column("handled_at", Instant),
)
Index("incoming_texts_unhandled", incoming_texts.c.at, sqlite_where=UNHANDLED, postgresql_where=UNHANDLED)
Index("incoming_texts_by_phone", incoming_texts.c.phone, incoming_texts.c.at)
Index("incoming_texts_by_time", incoming_texts.c.at)
