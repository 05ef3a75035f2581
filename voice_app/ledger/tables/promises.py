"""What we owe, each try at keeping it, and what happened to it, entry after entry."""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Float, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables.ground import (
    ACTIVE,
    BY_AN_AGENT,
    BY_ITS_CALLER,
    CLIMBING,
    DEMANDED,
    DIALLED,
    DONE,
    ESCALATED,
    HURRIED,
    KEPT,
    LAST_DIGITS,
    MADE_BY_AN_AGENT,
    MISSED,
    OWED,
    OWED_AS,
    OWED_TO_ONE,
    PERSONAL,
    POISONED,
    PREFERRED,
    RANG,
    UNBROKEN,
    UNESCALATED,
    metadata,
)

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
    Column("reason", OwnWords, info=PERSONAL),
    Column("prefix", Text, info=PERSONAL),
    Column("late_because", Text),
    Column("approval_because", Text),
    Column("escalated_because", Text),
    Column("escalation", Integer, nullable=False, server_default="0"),
    Column("broken_because", Text),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("talk", Text),
    Column("preferred_agent", Text),
    Column("preferred_until", Instant),
    Column("hurried_at", Instant),
    CheckConstraint("state IN ('open', 'attempting', 'kept', 'withdrawn', 'unreached')", "state"),
    CheckConstraint("(state = 'kept') = (kept_at IS NOT NULL)", "kept_has_its_instant"),
    CheckConstraint("(state IN ('open', 'attempting')) = (closed_at IS NULL)", "closed_has_its_instant"),
)
_p = promises.c
Index("one_owed_per_phone", _p.phone, unique=True, sqlite_where=OWED_TO_ONE, postgresql_where=OWED_TO_ONE)
Index("one_per_call", _p.call_sid, unique=True, sqlite_where=BY_ITS_CALLER, postgresql_where=BY_ITS_CALLER)
Index("one_per_talk", _p.talk, unique=True, sqlite_where=BY_AN_AGENT, postgresql_where=BY_AN_AGENT)
# The condition's own columns too: SQLite would else look at every row for them.
Index(
    "promises_demanded",
    *(_p.effective_due_by, _p.counts_from, _p.id),
    *(_p.not_before, _p.state, _p.language, _p.closed_at, _p.needs_approval),
    *(_p.preferred_agent, _p.preferred_until),
    sqlite_where=DEMANDED,
    postgresql_where=DEMANDED,
)
Index("promises_unbroken", _p.due_by, sqlite_where=UNBROKEN, postgresql_where=UNBROKEN)
Index("promises_unescalated", _p.effective_due_by, sqlite_where=UNESCALATED, postgresql_where=UNESCALATED)
Index(
    "promises_escalated",
    *(_p.due_by, _p.id, _p.escalation, _p.escalated_at, _p.closed_at),
    sqlite_where=ESCALATED,
    postgresql_where=ESCALATED,
)
Index("promises_missed", _p.made_at, _p.id, sqlite_where=MISSED, postgresql_where=MISSED)
Index("promises_climbing", _p.effective_due_by, sqlite_where=CLIMBING, postgresql_where=CLIMBING)
Index("promises_poisoned", _p.crashes, sqlite_where=POISONED, postgresql_where=POISONED)
Index("promises_by_due", _p.due_by, _p.id)
Index("promises_by_state", _p.state, _p.due_by, _p.id)
Index("promises_by_made", _p.made_at)
Index("promises_by_kept", _p.kept_at, sqlite_where=KEPT, postgresql_where=KEPT)
Index("promises_by_prefix", _p.prefix, _p.made_at)
Index("promises_by_preferred", _p.preferred_agent, sqlite_where=PREFERRED, postgresql_where=PREFERRED)
Index("promises_hurried", _p.hurried_at, sqlite_where=HURRIED, postgresql_where=HURRIED)
# What a list of promises is cut by stands in its index, so that only the rows that are shown are read.
_SHOWN = (_p.state, _p.need, _p.language, _p.source, _p.made_at, _p.due_by, _p.broken_because)
Index(
    "promises_owed",
    *(_p.effective_due_by, _p.id, _p.broken_at, _p.escalated_at, _p.needs_approval, _p.closed_at, _p.preferred_agent),
    *_SHOWN,
    sqlite_where=OWED,
    postgresql_where=OWED,
)
# By group, so that where nearly all that is owed is in one of them the others are found without it.
Index(
    "promises_standing",
    *(OWED_AS, _p.effective_due_by, _p.id, _p.broken_at, _p.escalated_at, _p.needs_approval, _p.closed_at),
    *(_p.preferred_agent, *_SHOWN),
    _table=promises,
    sqlite_where=OWED,
    postgresql_where=OWED,
)
Index("promises_done", _p.closed_at, _p.id, *_SHOWN, sqlite_where=DONE, postgresql_where=DONE)
Index("promises_by_last_digits", LAST_DIGITS, _table=promises)

promise_matters = Table(
    "promise_matters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise_id", Text, ForeignKey("promises.id"), nullable=False),
    Column("need", Text),
    Column("note", OwnWords, info=PERSONAL),
    Column("call_sid", Text),
    Column("at", Instant, nullable=False),
    Column("recording_sid", Text),
    Column("made_by", Text),
)
Index("promise_matters_by_promise", promise_matters.c.promise_id, promise_matters.c.id)
Index("promise_matters_by_call", promise_matters.c.call_sid)
Index(
    "promise_matters_by_agent",
    *(promise_matters.c.made_by, promise_matters.c.at),
    sqlite_where=MADE_BY_AN_AGENT,
    postgresql_where=MADE_BY_AN_AGENT,
)

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
    Column("note", OwnWords, info=PERSONAL),
    Column("wrapped_at", Instant),
    Column("phone", Text, info=PERSONAL),
    Column("is_resolved", Boolean),
    Column("turned_out", Text),
    CheckConstraint("state IN ('intent', 'unknown', 'sent', 'ended')", "state"),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", "ended_has_its_instant"),
)
_a = attempts.c
Index("one_active_per_promise", _a.promise_id, unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE)
Index("attempts_by_promise", _a.promise_id, _a.n, unique=True)
Index("attempts_by_agent", _a.agent_id, _a.promise_id)
Index("attempts_active", _a.agent_id, _a.started_at, sqlite_where=ACTIVE, postgresql_where=ACTIVE)
Index("attempts_by_phone", _a.phone, _a.gated_at, sqlite_where=DIALLED, postgresql_where=DIALLED)
Index("attempts_that_rang", _a.promise_id, _a.outcome, sqlite_where=RANG, postgresql_where=RANG)
Index("attempts_by_dial", _a.gated_at, sqlite_where=DIALLED, postgresql_where=DIALLED)

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
