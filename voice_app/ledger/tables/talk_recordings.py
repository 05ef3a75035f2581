"""Talks that are recorded: the caller's yes, what is wanted, what the carrier has of it, and what happened to it."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

UNDER_WAY = text("known IN ('none', 'asked', 'on', 'paused')")
UNFORGOTTEN = text("known = 'ended'")

talk_recordings = Table(
    "talk_recordings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sid", Text, nullable=False),
    Column("talk", Text, nullable=False),
    Column("is_callback", Boolean, nullable=False),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("agreed_at", Instant, nullable=False),
    Column("tongue", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("words_version", Text, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("paused_by", Text),
    Column("known", Text, nullable=False),
    Column("sid", Text, unique=True),
    Column("asked_at", Instant),
    Column("busy_at", Instant),
    Column("began_at", Instant),
    Column("ended_at", Instant),
    Column("seconds", Integer),
    Column("cause", Text),
    Column("gone_at", Instant),
    Column("gone_because", Text),
)
_t = talk_recordings.c
Index("one_recording_per_call", _t.call_sid, unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)
Index("talk_recordings_by_talk", _t.talk, _t.agreed_at)
Index("talk_recordings_by_call", _t.call_sid, _t.agreed_at)
Index("talk_recordings_unforgotten", _t.ended_at, sqlite_where=UNFORGOTTEN, postgresql_where=UNFORGOTTEN)

talk_recording_events = Table(
    "talk_recording_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recording_id", Text, ForeignKey("talk_recordings.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("event", Text, nullable=False),
    Column("data", JSON, nullable=False),
)
Index("talk_recording_events_by_recording", talk_recording_events.c.recording_id, talk_recording_events.c.id)
