"""What was erased of people, by the calendar and because somebody asked; and what supervisors ask of days to come."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay both."""
    op.create_table(
        "retention_runs",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("before_at", Instant(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("at_rule", sa.Text()),
        sa.Column("at_row", sa.Text()),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_runs")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("recordings", sa.JSON(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    standing = sa.text("done_at IS NULL")
    where = {"sqlite_where": standing, "postgresql_where": standing}
    op.create_index("one_standing_erasure", "erasures", ["who"], unique=True, **where)
    op.create_index("erasures_by_asked", "erasures", ["asked_at", "id"])
    op.create_table(
        "what_ifs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("runs_done", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant()),
        sa.Column("seen_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("result", sa.JSON()),
        sa.Column("cause", sa.Text()),
        sa.CheckConstraint(
            "state IN ('asked', 'running', 'done', 'cancelled', 'failed', 'lost')", name=op.f("ck_what_ifs_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["agents.id"], name=op.f("fk_what_ifs_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_ifs")),
    )
    op.create_index("what_ifs_by_asked", "what_ifs", ["asked_at", "id"])
    unanswered = sa.text("state IN ('asked', 'running')")
    op.create_index(
        "what_ifs_unanswered",
        "what_ifs",
        ["asked_at"],
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )
