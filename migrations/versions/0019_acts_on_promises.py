"""What supervisors do with promises, so that it can be undone; and the indexes by which they see them all."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0019"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen promises, lay the record of acts, then the indexes of the list."""
    op.add_column("promises", sa.Column("hurried_at", Instant()))
    op.create_table(
        "acts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("undone_at", Instant()),
        sa.Column("undone_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index("acts_by_time", "acts", ["at", "id"])
    op.create_table(
        "acted",
        sa.Column("act_id", sa.Text(), nullable=False),
        sa.Column("promise_id", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text()),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("last_entry", sa.Integer()),
        sa.Column("tells", sa.Text()),
        sa.Column("told_at", Instant()),
        sa.Column("undone_at", Instant()),
        sa.Column("kept_because", sa.Text()),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_acted_act_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_acted_promise_id")),
        sa.PrimaryKeyConstraint("act_id", "promise_id", name=op.f("pk_acted")),
    )
    op.create_index("acted_by_promise", "acted", ["promise_id", "act_id"])
    _index(
        "acted_untold", "acted", ["act_id", "promise_id"], "tells IS NOT NULL AND told_at IS NULL AND undone_at IS NULL"
    )
    _index("promises_hurried", "promises", ["hurried_at"], "closed_at IS NULL AND hurried_at IS NOT NULL")
    shown = ["state", "need", "language", "source", "made_at", "due_by", "broken_because"]
    owed = ["effective_due_by", "id", "broken_at", "escalated_at", "needs_approval", "closed_at", "preferred_agent"]
    _index("promises_owed", "promises", [*owed, *shown], "closed_at IS NULL")
    _index("promises_done", "promises", ["closed_at", "id", *shown], "closed_at IS NOT NULL")
    op.create_index("promises_by_last_digits", "promises", [sa.text("substr(phone, length(phone) - 3)")])


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
