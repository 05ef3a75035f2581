"""Who looked at what: each look at a person's data on a page, told once and for good."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the record of looks."""
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_looks_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    op.create_index("looks_by_agent", "looks", ["agent_id", "what", "subject", "at"])
    op.create_index("looks_by_subject", "looks", ["subject", "at"])
    op.create_index("looks_by_time", "looks", ["at", "id"])
