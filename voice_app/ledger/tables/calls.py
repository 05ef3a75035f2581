"""Calls, who was held for them and why nobody was, and what was spoken into a recording."""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables.ground import CAME_BACK, LIVE, MISCHOSEN, PERSONAL, TURNED_OUT, TYPED, metadata

calls = Table(
    "calls",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("phone", Text, info=PERSONAL),
    Column("line_version", Integer, ForeignKey("line_versions.id"), nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("need", Text),
    Column("language", Text),
    Column("entered", OwnWords, info=PERSONAL),
    Column("candidate", OwnWords, info=PERSONAL),
    Column("offered_at", Instant),
    Column("late_key_at", Instant),
    Column("answered_by", Text, ForeignKey("agents.id")),
    Column("answered_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", Text),
    Column("disposition", Text),
    Column("note", OwnWords, info=PERSONAL),
    Column("wrapped_at", Instant),
    Column("is_resolved", Boolean),
    Column("choice", Text),
    Column("turned_out", Text),
    Column("joined_at", Instant),
    Column("earlier_sid", Text),
)
Index("calls_by_phone", calls.c.phone, calls.c.arrived_at)
Index("calls_live", calls.c.phone, sqlite_where=LIVE, postgresql_where=LIVE)
Index("calls_by_agent", calls.c.answered_by, calls.c.answered_at)
Index("calls_by_arrival", calls.c.arrived_at)
Index("calls_by_candidate", calls.c.candidate, sqlite_where=TYPED, postgresql_where=TYPED)
Index(
    "calls_that_turned_out",
    *(calls.c.arrived_at, calls.c.need, calls.c.turned_out),
    sqlite_where=TURNED_OUT,
    postgresql_where=TURNED_OUT,
)
Index("calls_mischosen", *(calls.c.arrived_at, calls.c.choice), sqlite_where=MISCHOSEN, postgresql_where=MISCHOSEN)
Index("calls_by_earlier", calls.c.earlier_sid, sqlite_where=CAME_BACK, postgresql_where=CAME_BACK)

reservations = Table(
    "reservations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sid", Text),
    Column("promise_id", Text),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("reason", JSON, nullable=False),
    Column("reserved_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("result", Text),
    CheckConstraint("(call_sid IS NULL) <> (promise_id IS NULL)", "one_subject"),
)
Index("reservations_by_call", reservations.c.call_sid, reservations.c.reserved_at)
Index("reservations_by_promise", reservations.c.promise_id, reservations.c.reserved_at)
Index("reservations_by_agent", reservations.c.agent_id, reservations.c.closed_at)

match_notes = Table(
    "match_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("call_sid", Text),
    Column("promise_id", Text),
    Column("at", Instant, nullable=False),
    Column("event", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("step", Integer),
    Column("again_at", Instant),
    Column("agent_id", Text, ForeignKey("agents.id")),
    CheckConstraint("(call_sid IS NULL) <> (promise_id IS NULL)", "one_subject"),
)
Index("match_notes_by_call", match_notes.c.call_sid, match_notes.c.id)
Index("match_notes_by_promise", match_notes.c.promise_id, match_notes.c.id)

recordings = Table(
    "recordings",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("call_sid", Text),
    Column("promise_id", Text),
    Column("state", Text, nullable=False),
    Column("seconds", Integer),
    Column("at", Instant, nullable=False),
    Column("deleted_at", Instant),
)
Index("recordings_by_promise", recordings.c.promise_id)
Index("recordings_by_call", recordings.c.call_sid)
