"""Talks that go on in a room: who holds, who listens, and what the caller was told of it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import LIVE, OWED, metadata

rooms = Table(
    "rooms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("talk", Text, nullable=False),
    Column("call_sid", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("agent_leg", Text, nullable=False),
    Column("is_callback", Boolean, nullable=False),
    Column("is_apart", Boolean, nullable=False),
    Column("need", Text),
    Column("language", Text, nullable=False),
    Column("waits_since", Instant, nullable=False),
    Column("counts_from", Instant, nullable=False),
    Column("wants_hold", Boolean, nullable=False),
    Column("caller", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("caller_in_at", Instant),
    Column("caller_left_at", Instant),
    Column("agent_in_at", Instant),
    Column("agent_left_at", Instant),
    Column("moved_at", Instant),
    Column("called_at", Instant),
    Column("let_go_at", Instant),
    Column("closed_at", Instant),
    Column("cause", Text),
)
Index("rooms_open", rooms.c.talk, unique=True, sqlite_where=OWED, postgresql_where=OWED)
Index("rooms_by_talk", rooms.c.talk, rooms.c.opened_at)
Index("rooms_by_call", rooms.c.call_sid, rooms.c.opened_at)

holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, ForeignKey("rooms.id"), nullable=False),
    Column("talk", Text, nullable=False),
    Column("call_sid", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("began_at", Instant),
    Column("end_asked_at", Instant),
    Column("ended_at", Instant),
    Column("cause", Text),
)
Index("holds_live", holds.c.talk, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
Index("holds_by_call", holds.c.call_sid, holds.c.asked_at)

notices = Table(
    "notices",
    metadata,
    Column("call_sid", Text, primary_key=True),
    Column("ring", Text, nullable=False),
    Column("tongue", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("heard_at", Instant),
)

Index("notices_by_ring", notices.c.ring)

listenings = Table(
    "listenings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("talk", Text, nullable=False),
    Column("call_sid", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("supervisor", Text, ForeignKey("agents.id"), nullable=False),
    Column("mode", Text, nullable=False),
    Column("applied", Text),
    Column("asked_at", Instant, nullable=False),
    Column("rung_at", Instant),
    Column("leg", Text),
    Column("joined_at", Instant),
    Column("announced_at", Instant),
    Column("updated_at", Instant),
    Column("leave_at", Instant),
    Column("ended_at", Instant),
    Column("cause", Text),
    Column("was_ready", Boolean, nullable=False),
)
Index("listenings_live", listenings.c.supervisor, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
Index("listenings_by_talk", listenings.c.talk, listenings.c.asked_at)
Index("listenings_by_leg", listenings.c.leg)

listening_events = Table(
    "listening_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("listening", Text, ForeignKey("listenings.id"), nullable=False),
    Column("event", Text, nullable=False),
    Column("mode", Text),
    Column("at", Instant, nullable=False),
)
Index("listening_events_by_listening", listening_events.c.listening, listening_events.c.id)
