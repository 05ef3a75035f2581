"""What a supervisor must know, and each channel by which one is told."""

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import CLAIMED, QUEUED, RAISED, metadata

alarms = Table(
    "alarms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("because", Text),
    Column("data", JSON, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("tell_at", Instant, nullable=False),
    Column("acknowledged_at", Instant),
    Column("acknowledged_by", Text),
    Column("over_at", Instant),
)
_a = alarms.c
Index("one_alarm_per_subject", _a.rule, _a.subject, unique=True, sqlite_where=RAISED, postgresql_where=RAISED)
Index("alarms_by_raised", _a.raised_at, _a.id)
Index("alarms_by_subject", _a.subject, _a.raised_at)

alarm_notices = Table(
    "alarm_notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("alarm_id", Text, ForeignKey("alarms.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    Column("cause", Text),
    CheckConstraint("state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", "state"),
    CheckConstraint("channel IN ('text', 'webhook', 'email')", "channel"),
)
Index("alarm_notices_by_alarm", alarm_notices.c.alarm_id)
Index(
    "alarm_notices_queued",
    *(alarm_notices.c.not_before, alarm_notices.c.id),
    sqlite_where=QUEUED,
    postgresql_where=QUEUED,
)
Index("alarm_notices_claimed", alarm_notices.c.claimed_at, sqlite_where=CLAIMED, postgresql_where=CLAIMED)
