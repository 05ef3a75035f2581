"""The tables of the ledger, as the migrations leave them; triggers live in the migrations alone.

What belongs to a person (a phone, something said or typed) is marked PERSONAL and may be null, so that it can be
erased while the row goes on counting. Calls are referred to without a foreign key: a call may have arrived
while the ledger was away, and its promise must be written all the same.

Conditions that an index and its queries share are literal text: SQLite uses a partial index only where the
query repeats the index's own words, not where it binds a parameter. They speak of `closed_at` rather than of the
states: given `state = 'open'`, SQLite would rather read every open promise by `promises_by_state`.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from voice_app.ledger.instants import Instant

PERSONAL = {"personal": True}

OPEN = text("closed_at IS NULL AND state <> 'attempting' AND NOT needs_approval")
OWED = text("closed_at IS NULL")
OWED_TO_ONE = text("closed_at IS NULL AND NOT shared")
UNBROKEN = text("closed_at IS NULL AND broken_at IS NULL")
UNESCALATED = text("closed_at IS NULL AND escalated_at IS NULL")
NOT_WITHDRAWN = text("state <> 'withdrawn'")
ACTIVE = text("state IN ('intent', 'unknown', 'sent')")
QUEUED = text("state = 'queued'")
CLAIMED = text("state = 'claimed'")
LIVE = text("ended_at IS NULL")
ON_ROSTER = text("left_at IS NULL")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

line_versions = Table(
    "line_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("content", JSON, nullable=False),
    Column("since_at", Instant, nullable=False),
)

agents = Table(
    "agents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("reach", Text, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("role", Text, nullable=False),
    Column("on_call", JSON, nullable=False),
    Column("pin_hash", Text),
    Column("presence", Text, nullable=False),
    Column("presence_at", Instant, nullable=False),
    Column("left_at", Instant),
    CheckConstraint("presence IN ('ready', 'on_break', 'signed_out')", "presence"),
)
Index("agents_by_reach", agents.c.reach, unique=True, sqlite_where=ON_ROSTER, postgresql_where=ON_ROSTER)

presence_changes = Table(
    "presence_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("presence", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("presence_changes_by_agent", presence_changes.c.agent_id, presence_changes.c.id)

calls = Table(
    "calls",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("phone", Text, info=PERSONAL),
    Column("line_version", Integer, ForeignKey("line_versions.id"), nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("need", Text),
    Column("language", Text),
    Column("entered", Text, info=PERSONAL),
    Column("candidate", Text, info=PERSONAL),
    Column("offered_at", Instant),
    Column("late_key_at", Instant),
    Column("answered_by", Text, ForeignKey("agents.id")),
    Column("answered_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", Text),
    Column("disposition", Text),
    Column("note", Text, info=PERSONAL),
    Column("wrapped_at", Instant),
)
Index("calls_by_phone", calls.c.phone, calls.c.arrived_at)
Index("calls_live", calls.c.phone, sqlite_where=LIVE, postgresql_where=LIVE)
Index("calls_by_agent", calls.c.answered_by, calls.c.answered_at)
Index("calls_by_arrival", calls.c.arrived_at)

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

promises = Table(
    "promises",
    metadata,
    Column("id", Text, primary_key=True),
    Column("phone", Text, info=PERSONAL),
    Column("need", Text),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("call_sid", Text),
    Column("made_at", Instant, nullable=False),
    Column("due_by", Instant, nullable=False),
    Column("effective_due_by", Instant, nullable=False),
    Column("promised_late", Boolean, nullable=False),
    Column("counts_from", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("window_from", Instant),
    Column("window_to", Instant),
    Column("shared", Boolean, nullable=False),
    Column("may_text", Boolean, nullable=False),
    Column("needs_approval", Boolean, nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", Text),
    Column("escalated_at", Instant),
    Column("broken_at", Instant),
    Column("kept_at", Instant),
    Column("kept_how", Text),
    Column("closed_at", Instant),
    Column("reason", Text, info=PERSONAL),
    CheckConstraint("state IN ('open', 'attempting', 'kept', 'withdrawn', 'unreached')", "state"),
    CheckConstraint("(state = 'kept') = (kept_at IS NOT NULL)", "kept_has_its_instant"),
    CheckConstraint("(state IN ('open', 'attempting')) = (closed_at IS NULL)", "closed_has_its_instant"),
)
_p = promises.c
Index("one_owed_per_phone", _p.phone, unique=True, sqlite_where=OWED_TO_ONE, postgresql_where=OWED_TO_ONE)
Index("one_per_call", _p.call_sid, unique=True, sqlite_where=NOT_WITHDRAWN, postgresql_where=NOT_WITHDRAWN)
Index(
    "promises_due",
    *(_p.not_before, _p.effective_due_by, _p.counts_from, _p.id),
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index("promises_unbroken", _p.due_by, sqlite_where=UNBROKEN, postgresql_where=UNBROKEN)
Index("promises_unescalated", _p.effective_due_by, sqlite_where=UNESCALATED, postgresql_where=UNESCALATED)
Index("promises_by_due", _p.due_by, _p.id)
Index("promises_by_state", _p.state, _p.due_by, _p.id)
Index("promises_by_made", _p.made_at)

promise_matters = Table(
    "promise_matters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise_id", Text, ForeignKey("promises.id"), nullable=False),
    Column("need", Text),
    Column("note", Text, info=PERSONAL),
    Column("call_sid", Text),
    Column("at", Instant, nullable=False),
)
Index("promise_matters_by_promise", promise_matters.c.promise_id, promise_matters.c.id)
Index("promise_matters_by_call", promise_matters.c.call_sid)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("promise_id", Text, ForeignKey("promises.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("leg_sid", Text, unique=True),
    Column("heard_at", Instant),
    Column("missing_since_at", Instant),
    Column("customer_leg_of", Text),
    Column("gated_at", Instant),
    Column("customer_sid", Text),
    Column("customer_answered_at", Instant),
    Column("customer_ended_at", Instant),
    Column("talked_seconds", Float),
    Column("ended_at", Instant),
    Column("outcome", Text),
    Column("cause", Text),
    Column("presumed", Boolean, nullable=False),
    Column("disposition", Text),
    Column("note", Text, info=PERSONAL),
    Column("wrapped_at", Instant),
    CheckConstraint("state IN ('intent', 'unknown', 'sent', 'ended')", "state"),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", "ended_has_its_instant"),
)
_a = attempts.c
Index("one_active_per_promise", _a.promise_id, unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE)
Index("attempts_by_promise", _a.promise_id, _a.n, unique=True)
Index("attempts_active", _a.agent_id, _a.started_at, sqlite_where=ACTIVE, postgresql_where=ACTIVE)

timeline = Table(
    "timeline",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise_id", Text, ForeignKey("promises.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("event", Text, nullable=False),
    Column("data", JSON, nullable=False),
)
Index("timeline_by_promise", timeline.c.promise_id, timeline.c.id)

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
Index("texts_claimed", texts.c.claimed_at, sqlite_where=CLAIMED, postgresql_where=CLAIMED)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("process", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
