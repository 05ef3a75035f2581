"""The roster from the page: who declared a presence in an agent's place, and invitations that leave by e-mail."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

LETTERS = "invitation_letters"


def upgrade() -> None:
    """Lay the outbox of invitations, and name whoever acts for an agent."""
    op.add_column("presence_changes", sa.Column("by", sa.Text()))
    op.create_table(
        LETTERS,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("invitation", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("claimed_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", name=op.f("ck_invitation_letters_state")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_invitation_letters_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_letters")),
        sa.UniqueConstraint("invitation", name=op.f("uq_invitation_letters_invitation")),
    )
    _partial("invitation_letters_queued", ["not_before", "id"], "state = 'queued'")
    _partial("invitation_letters_claimed", ["claimed_at"], "state = 'claimed'")
    _partial("invitation_letters_addressed", ["invitation"], "address IS NOT NULL")


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, LETTERS, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
