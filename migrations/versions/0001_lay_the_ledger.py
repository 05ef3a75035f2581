"""Lay the ledger: every table, and the two that nobody may rewrite."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("timeline", "presence_changes")


def upgrade() -> None:
    """Make the tables, then guard those that are only ever added to."""
    _make_tables()
    for table in APPEND_ONLY:
        _guard(table)


def _make_tables() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("on_call", sa.JSON(), nullable=False),
        sa.Column("pin_hash", sa.Text()),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("presence_at", Instant(), nullable=False),
        sa.Column("left_at", Instant()),
        sa.CheckConstraint("presence IN ('ready', 'on_break', 'signed_out')", name=op.f("ck_agents_presence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    _index("agents_by_reach", "agents", ["reach"], unique=True, where="left_at IS NULL")
    op.create_table(
        "heartbeats",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "line_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_versions")),
        sa.UniqueConstraint("digest", name=op.f("uq_line_versions_digest")),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("need", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text()),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_by", Instant(), nullable=False),
        sa.Column("effective_due_by", Instant(), nullable=False),
        sa.Column("promised_late", sa.Boolean(), nullable=False),
        sa.Column("counts_from", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("window_from", Instant()),
        sa.Column("window_to", Instant()),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("may_text", sa.Boolean(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approved_at", Instant()),
        sa.Column("approved_by", sa.Text()),
        sa.Column("escalated_at", Instant()),
        sa.Column("broken_at", Instant()),
        sa.Column("kept_at", Instant()),
        sa.Column("kept_how", sa.Text()),
        sa.Column("closed_at", Instant()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint("(state = 'kept') = (kept_at IS NOT NULL)", name=op.f("ck_promises_kept_has_its_instant")),
        sa.CheckConstraint(
            "(state IN ('open', 'attempting')) = (closed_at IS NULL)", name=op.f("ck_promises_closed_has_its_instant")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'attempting', 'kept', 'withdrawn', 'unreached')", name=op.f("ck_promises_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    _index("one_owed_per_phone", "promises", ["phone"], unique=True, where="closed_at IS NULL AND NOT shared")
    _index("one_per_call", "promises", ["call_sid"], unique=True, where="state <> 'withdrawn'")
    _index("promises_by_due", "promises", ["due_by", "id"])
    _index("promises_by_made", "promises", ["made_at"])
    _index("promises_by_state", "promises", ["state", "due_by", "id"])
    _index(
        "promises_due",
        "promises",
        ["not_before", "effective_due_by", "counts_from", "id"],
        where="closed_at IS NULL AND state <> 'attempting' AND NOT needs_approval",
    )
    _index("promises_unbroken", "promises", ["due_by"], where="closed_at IS NULL AND broken_at IS NULL")
    _index(
        "promises_unescalated",
        "promises",
        ["effective_due_by"],
        where="closed_at IS NULL AND escalated_at IS NULL",
    )
    op.create_table(
        "texts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("promise_id", sa.Text()),
        sa.Column("call_sid", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("body", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("claimed_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("message_sid", sa.Text()),
        sa.Column("cause", sa.Text()),
        sa.CheckConstraint("state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", name=op.f("ck_texts_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
    )
    _index("texts_claimed", "texts", ["claimed_at"], where="state = 'claimed'")
    _index("texts_queued", "texts", ["not_before", "id"], where="state = 'queued'")
    op.create_table(
        "attempts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("promise_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("leg_sid", sa.Text()),
        sa.Column("heard_at", Instant()),
        sa.Column("missing_since_at", Instant()),
        sa.Column("customer_leg_of", sa.Text()),
        sa.Column("gated_at", Instant()),
        sa.Column("customer_sid", sa.Text()),
        sa.Column("customer_answered_at", Instant()),
        sa.Column("customer_ended_at", Instant()),
        sa.Column("talked_seconds", sa.Float()),
        sa.Column("ended_at", Instant()),
        sa.Column("outcome", sa.Text()),
        sa.Column("cause", sa.Text()),
        sa.Column("presumed", sa.Boolean(), nullable=False),
        sa.Column("disposition", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("wrapped_at", Instant()),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_attempts_ended_has_its_instant")
        ),
        sa.CheckConstraint("state IN ('intent', 'unknown', 'sent', 'ended')", name=op.f("ck_attempts_state")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_attempts_agent_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_attempts_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("leg_sid", name=op.f("uq_attempts_leg_sid")),
    )
    _index("attempts_active", "attempts", ["agent_id", "started_at"], where="state IN ('intent', 'unknown', 'sent')")
    _index("attempts_by_promise", "attempts", ["promise_id", "n"], unique=True)
    _index(
        "one_active_per_promise",
        "attempts",
        ["promise_id"],
        unique=True,
        where="state IN ('intent', 'unknown', 'sent')",
    )
    op.create_table(
        "calls",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("line_version", sa.Integer(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("need", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("entered", sa.Text()),
        sa.Column("candidate", sa.Text()),
        sa.Column("offered_at", Instant()),
        sa.Column("late_key_at", Instant()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("outcome", sa.Text()),
        sa.Column("disposition", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("wrapped_at", Instant()),
        sa.ForeignKeyConstraint(["answered_by"], ["agents.id"], name=op.f("fk_calls_answered_by")),
        sa.ForeignKeyConstraint(["line_version"], ["line_versions.id"], name=op.f("fk_calls_line_version")),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_calls")),
    )
    _index("calls_by_agent", "calls", ["answered_by", "answered_at"])
    _index("calls_by_arrival", "calls", ["arrived_at"])
    _index("calls_by_phone", "calls", ["phone", "arrived_at"])
    _index("calls_live", "calls", ["phone"], where="ended_at IS NULL")
    op.create_table(
        "presence_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_presence_changes_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_changes")),
    )
    _index("presence_changes_by_agent", "presence_changes", ["agent_id", "id"])
    op.create_table(
        "promise_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Text(), nullable=False),
        sa.Column("need", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("call_sid", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_promise_matters_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_matters")),
    )
    _index("promise_matters_by_call", "promise_matters", ["call_sid"])
    _index("promise_matters_by_promise", "promise_matters", ["promise_id", "id"])
    op.create_table(
        "reservations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text()),
        sa.Column("promise_id", sa.Text()),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("reserved_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant()),
        sa.Column("result", sa.Text()),
        sa.CheckConstraint("(call_sid IS NULL) <> (promise_id IS NULL)", name=op.f("ck_reservations_one_subject")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_reservations_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    _index("reservations_by_call", "reservations", ["call_sid", "reserved_at"])
    _index("reservations_by_promise", "reservations", ["promise_id", "reserved_at"])
    op.create_table(
        "timeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_timeline_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    _index("timeline_by_promise", "timeline", ["promise_id", "id"])


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    part = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _guard(table: str) -> None:
    """Refuse what would change the past: a row once written is neither updated nor deleted, by nobody."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "  # noqa: S608 - the names are ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
