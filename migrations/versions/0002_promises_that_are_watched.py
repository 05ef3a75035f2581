"""Why a promise is late, escalated or broken; recordings, texts that come in, alarms. Takes away one index only."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWED = "closed_at IS NULL"


def upgrade() -> None:
    """Widen what is there, then lay what is new."""
    _widen()
    _make_tables()


def _widen() -> None:
    _add("promises", *(sa.Column(name, sa.Text()) for name in ("prefix", "late_because", "approval_because")))
    _add("promises", sa.Column("escalated_because", sa.Text()))
    _add("promises", sa.Column("escalation", sa.Integer(), nullable=False, server_default="0"))
    _add("promises", sa.Column("broken_because", sa.Text()))
    _add("promises", sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
    _add("promise_matters", sa.Column("recording_sid", sa.Text()))
    _add("attempts", sa.Column("phone", sa.Text()))
    _add("agents", sa.Column("summoned_at", Instant()))
    _index("promises_by_prefix", "promises", ["prefix", "made_at"])
    _index(
        "promises_climbing", "promises", ["effective_due_by"], where=f"{OWED} AND NOT needs_approval AND escalation < 3"
    )
    _index("promises_poisoned", "promises", ["crashes"], where=f"{OWED} AND crashes >= 3")
    _index("attempts_by_phone", "attempts", ["phone", "gated_at"], where="gated_at IS NOT NULL")
    _index("texts_by_queued", "texts", ["queued_at"])
    _index("attempts_by_dial", "attempts", ["gated_at"], where="gated_at IS NOT NULL")
    # In the order in which promises are dialled, whether few or many may be tried now; and all that a plan reads.
    op.drop_index("promises_due", "promises")
    order, rest = ["effective_due_by", "counts_from", "id"], ["not_before", "state", "language"]
    condition = ["closed_at", "needs_approval"]
    where = "closed_at IS NULL AND NOT needs_approval"
    _index("promises_demanded", "promises", [*order, *rest, *condition], where=where)
    rang = "outcome IS NOT NULL AND outcome <> 'provider_error'"
    _index("attempts_that_rang", "attempts", ["promise_id", "outcome"], where=rang)


def _make_tables() -> None:
    op.create_table(
        "wordings",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_wordings")),
    )
    op.create_table(
        "recordings",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text()),
        sa.Column("promise_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("deleted_at", Instant()),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_recordings")),
    )
    _index("recordings_by_promise", "recordings", ["promise_id"])
    _index("recordings_by_call", "recordings", ["call_sid"])
    op.create_table(
        "incoming_texts",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("promise_id", sa.Text()),
        sa.Column("meaning", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("handled_at", Instant()),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_incoming_texts")),
    )
    _index("incoming_texts_unhandled", "incoming_texts", ["at"], where="handled_at IS NULL")
    _index("incoming_texts_by_phone", "incoming_texts", ["phone", "at"])
    op.create_table(
        "outages",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("probe_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("of", name=op.f("pk_outages")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("because", sa.Text()),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("tell_at", Instant(), nullable=False),
        sa.Column("acknowledged_at", Instant()),
        sa.Column("acknowledged_by", sa.Text()),
        sa.Column("over_at", Instant()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    _index("one_alarm_per_subject", "alarms", ["rule", "subject"], unique=True, where="over_at IS NULL")
    _index("alarms_by_raised", "alarms", ["raised_at", "id"])
    _index("alarms_by_subject", "alarms", ["subject", "raised_at"])
    op.create_table(
        "alarm_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alarm_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("claimed_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", name=op.f("ck_alarm_notices_state")
        ),
        sa.CheckConstraint("channel IN ('text', 'webhook', 'email')", name=op.f("ck_alarm_notices_channel")),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_alarm_notices_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_notices")),
    )
    _index("alarm_notices_by_alarm", "alarm_notices", ["alarm_id"])
    _index("alarm_notices_queued", "alarm_notices", ["not_before", "id"], where="state = 'queued'")
    _index("alarm_notices_claimed", "alarm_notices", ["claimed_at"], where="state = 'claimed'")


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    part = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=part, postgresql_where=part)
