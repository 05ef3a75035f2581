"""What people are asked by text after a talk: agents how it ended, callers whether it helped; who wants none of it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables.ground import AGREED, PERSONAL, metadata

agents_asked = Table(
    "agents_asked",
    metadata,
    Column("call_sid", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("code", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("unread", OwnWords, info=PERSONAL),
)
Index("agents_asked_by_agent", agents_asked.c.agent_id, agents_asked.c.asked_at)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sid", Text, unique=True),
    Column("promise_id", Text, unique=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("phone", Text, info=PERSONAL),
    Column("who", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("agreed_at", Instant, nullable=False),
    Column("agreed_by", Text, nullable=False),
    Column("asked_at", Instant),
    Column("score", Integer),
    Column("comment", OwnWords, info=PERSONAL),
    Column("answered_at", Instant),
    Column("cause", Text),
    CheckConstraint("(call_sid IS NULL) <> (promise_id IS NULL)", "one_subject"),
    CheckConstraint("state IN ('agreed', 'asked', 'dropped')", "state"),
    CheckConstraint("score BETWEEN 1 AND 5", "score"),
)
Index("follow_ups_agreed", follow_ups.c.agreed_at, sqlite_where=AGREED, postgresql_where=AGREED)
Index("follow_ups_by_who", follow_ups.c.who, follow_ups.c.asked_at)
Index("follow_ups_by_asked", follow_ups.c.asked_at)
Index("follow_ups_by_answer", follow_ups.c.answered_at)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("who", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("because", Text, nullable=False),
)

pseudonym_keys = Table(
    "pseudonym_keys",
    metadata,
    Column("of", Text, primary_key=True),
    Column("key", Text, nullable=False),
)
