"""Why nobody was rung for a call or a promise, and how the circle of agents for it widened. Changes nothing that is
there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the table of notes, with a way in by call and one by promise."""
    op.create_table(
        "match_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.Text()),
        sa.Column("promise_id", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer()),
        sa.Column("again_at", Instant()),
        sa.Column("agent_id", sa.Text()),
        sa.CheckConstraint("(call_sid IS NULL) <> (promise_id IS NULL)", name=op.f("ck_match_notes_one_subject")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_match_notes_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_notes")),
    )
    op.create_index("match_notes_by_call", "match_notes", ["call_sid", "id"])
    op.create_index("match_notes_by_promise", "match_notes", ["promise_id", "id"])
