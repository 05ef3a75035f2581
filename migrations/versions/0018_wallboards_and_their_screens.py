"""Screens that show the wallboard by a link, and what was kept today, found by when."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0018"
down_revision = "0023"
branch_labels = None
depends_on = None

KEPT = sa.text("kept_at IS NOT NULL")
UNREVOKED = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    """Lay both."""
    op.create_index("promises_by_kept", "promises", ["kept_at"], sqlite_where=KEPT, postgresql_where=KEPT)
    op.create_table(
        "screens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant()),
        sa.Column("revoked_at", Instant()),
        sa.Column("revoked_by", sa.Text()),
        sa.ForeignKeyConstraint(["made_by"], ["agents.id"], name=op.f("fk_screens_made_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["agents.id"], name=op.f("fk_screens_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        sa.UniqueConstraint("digest", name=op.f("uq_screens_digest")),
    )
    op.create_index("screens_unrevoked", "screens", ["made_at"], sqlite_where=UNREVOKED, postgresql_where=UNREVOKED)
