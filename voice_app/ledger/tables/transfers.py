"""Calls that an agent sends on."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables.ground import OWED, PERSONAL, metadata

transfers = Table(
    "transfers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sid", Text, nullable=False),
    Column("talk", Text, nullable=False),
    Column("is_callback", Boolean, nullable=False),
    Column("from_agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("to_need", Text),
    Column("to_agent", Text, ForeignKey("agents.id")),
    Column("need_before", Text),
    Column("language", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("note", OwnWords, info=PERSONAL),
    Column("wrong_choice", Boolean, nullable=False),
    Column("waits_since", Instant, nullable=False),
    Column("counts_from", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", Text),
    Column("asked_at", Instant, nullable=False),
    Column("redirected_at", Instant),
    Column("arrived_at", Instant),
    Column("closed_at", Instant),
    Column("disposition", Text),
    Column("wrap_note", OwnWords, info=PERSONAL),
    Column("wrapped_at", Instant),
    Column("colleague", Text),
    Column("ring", Text),
    Column("agent_leg", Text),
    Column("colleague_leg", Text),
    Column("goes_to", Text),
    Column("rung_at", Instant),
    Column("agent_in_at", Instant),
    Column("agent_left_at", Instant),
    Column("held_at", Instant),
    Column("joined_at", Instant),
    Column("colleague_left_at", Instant),
    Column("called_at", Instant),
    Column("is_resolved", Boolean),
)
Index("transfers_under_way", transfers.c.call_sid, unique=True, sqlite_where=OWED, postgresql_where=OWED)
Index("transfers_by_call", transfers.c.call_sid, transfers.c.asked_at)
Index("transfers_by_talk", transfers.c.talk, transfers.c.asked_at)
Index("transfers_by_agent", transfers.c.from_agent, transfers.c.asked_at)
Index("transfers_by_ring", transfers.c.ring)
Index("transfers_by_arrival", transfers.c.arrived_at)
