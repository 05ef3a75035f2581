"""What goes wrong again and again: how the menu was answered, what a call was about after all; whom the digest was sent
to; whose contacts they were after an erasure. Changes nothing that is there.
"""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0021"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, lay the tables, and ways in by time."""
    op.add_column("calls", sa.Column("choice", sa.Text()))
    op.add_column("calls", sa.Column("turned_out", sa.Text()))
    op.add_column("attempts", sa.Column("turned_out", sa.Text()))
    op.add_column("drafts", sa.Column("turned_out", sa.Text()))
    turned_out, mischosen = sa.text("turned_out IS NOT NULL"), sa.text("choice IN ('silence', 'key', 'words')")
    where = {"sqlite_where": turned_out, "postgresql_where": turned_out}
    op.create_index("calls_that_turned_out", "calls", ["arrived_at", "need", "turned_out"], **where)
    where = {"sqlite_where": mischosen, "postgresql_where": mischosen}
    op.create_index("calls_mischosen", "calls", ["arrived_at", "choice"], **where)
    op.create_index("presence_changes_in_order", "presence_changes", ["at"])
    op.create_index("transfers_by_arrival", "transfers", ["arrived_at"])
    op.create_index("follow_ups_by_answer", "follow_ups", ["answered_at"])
    op.create_index("incoming_texts_by_time", "incoming_texts", ["at"])
    op.create_table(
        "digests",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=False),
        sa.Column("not_before", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", name=op.f("ck_digests_state")
        ),
        sa.PrimaryKeyConstraint("day", "target", name=op.f("pk_digests")),
    )
    op.create_table(
        "former_contacts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('call', 'promise', 'text')", name=op.f("ck_former_contacts_kind")),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_former_contacts")),
    )
    op.create_index("former_contacts_by_time", "former_contacts", ["at"])
