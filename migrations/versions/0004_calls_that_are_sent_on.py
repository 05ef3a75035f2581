"""Calls that an agent sends on: to whom, why, and how far it came. Changes nothing that is there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNDER_WAY = "closed_at IS NULL"


def upgrade() -> None:
    """Lay the table: one transfer at a time of a call; ways in by talk, by call, and by the agent who sent it on."""
    op.create_table(
        "transfers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("is_callback", sa.Boolean(), nullable=False),
        sa.Column("from_agent", sa.Text(), nullable=False),
        sa.Column("to_need", sa.Text()),
        sa.Column("to_agent", sa.Text()),
        sa.Column("need_before", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("wrong_choice", sa.Boolean(), nullable=False),
        sa.Column("waits_since", Instant(), nullable=False),
        sa.Column("counts_from", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text()),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("redirected_at", Instant()),
        sa.Column("arrived_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("disposition", sa.Text()),
        sa.Column("wrap_note", sa.Text()),
        sa.Column("wrapped_at", Instant()),
        sa.ForeignKeyConstraint(["from_agent"], ["agents.id"], name=op.f("fk_transfers_from_agent")),
        sa.ForeignKeyConstraint(["to_agent"], ["agents.id"], name=op.f("fk_transfers_to_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    where = sa.text(UNDER_WAY)
    op.create_index(
        "transfers_under_way", "transfers", ["call_sid"], unique=True, sqlite_where=where, postgresql_where=where
    )
    op.create_index("transfers_by_call", "transfers", ["call_sid", "asked_at"])
    op.create_index("transfers_by_talk", "transfers", ["talk", "asked_at"])
    op.create_index("transfers_by_agent", "transfers", ["from_agent", "asked_at"])
