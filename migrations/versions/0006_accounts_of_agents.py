"""Who may open the pages: accounts, sessions, invitations, failed sign-ins, and the record of it all. Changes nothing
that is there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RECORD = "account_events"
"""Only ever added to."""


def upgrade() -> None:
    """Lay six tables; nobody may rewrite the last."""
    op.create_table(
        "accounts",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("password_at", Instant()),
        sa.Column("disabled_at", Instant()),
        sa.Column("language", sa.Text()),
        sa.Column("totp_seed", sa.Text()),
        sa.Column("totp_at", Instant()),
        sa.Column("totp_step", sa.Integer()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_accounts_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("used_at", Instant()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_recovery_codes_agent_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index("recovery_codes_by_agent", "recovery_codes", ["agent_id"])
    op.create_table(
        "invitations",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant()),
        sa.CheckConstraint("kind IN ('password', 'pass')", name=op.f("ck_invitations_kind")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_invitations_agent_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitations")),
    )
    op.create_index("invitations_by_agent", "invitations", ["agent_id"])
    _make_sessions()
    op.create_table(
        "sign_in_failures",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("of", name=op.f("pk_sign_in_failures")),
    )
    op.create_index("sign_in_failures_by_last", "sign_in_failures", ["last_at"])
    op.create_table(
        RECORD,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text()),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_account_events_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_events")),
    )
    op.create_index("account_events_by_agent", RECORD, ["agent_id", "id"])
    _guard(RECORD)


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("proven_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("ended_because", sa.Text()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_sessions_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    where = sa.text("ended_at IS NULL")
    op.create_index("sessions_by_agent", "sessions", ["agent_id"], sqlite_where=where, postgresql_where=where)


def _guard(table: str) -> None:
    """As 0001 guards its own."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
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
