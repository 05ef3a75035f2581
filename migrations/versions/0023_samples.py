"""Samples: what callers would hear of a line, said to the phone of the supervisor who asked for it."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0023"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the samples."""
    op.create_table(
        "samples",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("rung_at", Instant()),
        sa.Column("leg", sa.Text()),
        sa.Column("over_at", Instant()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_samples_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
    )
    op.create_index("samples_by_agent", "samples", ["agent_id", "asked_at"])
