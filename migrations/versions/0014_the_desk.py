"""What an agent's desk keeps: why a break, what was resolved at once, drafts; promises that agents make.

A promise by an agent is one of its talk, beside the one that the caller may have made in the same call: so the rule
"one per call" is laid anew for callers' own.
"""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what is there, then lay what is new."""
    op.add_column("agents", sa.Column("presence_reason", sa.Text()))
    op.add_column("presence_changes", sa.Column("reason", sa.Text()))
    _index("presence_changes_by_time", "presence_changes", ["agent_id", "at"])
    for table in ("calls", "attempts", "transfers"):
        op.add_column(table, sa.Column("is_resolved", sa.Boolean()))
    _index("reservations_by_agent", "reservations", ["agent_id", "closed_at"])
    op.create_table(
        "drafts",
        sa.Column("reservation", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("disposition", sa.Text()),
        sa.Column("is_resolved", sa.Boolean()),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_drafts_agent_id")),
        sa.PrimaryKeyConstraint("reservation", name=op.f("pk_drafts")),
    )
    _index("drafts_by_agent", "drafts", ["agent_id", "saved_at"])
    _let_agents_promise()


def _let_agents_promise() -> None:
    op.add_column("promises", sa.Column("talk", sa.Text()))
    op.add_column("promises", sa.Column("preferred_agent", sa.Text()))
    op.add_column("promises", sa.Column("preferred_until", Instant()))
    op.add_column("promise_matters", sa.Column("made_by", sa.Text()))
    op.drop_index("one_per_call", "promises")
    _index("one_per_call", "promises", ["call_sid"], unique=True, where="state <> 'withdrawn' AND talk IS NULL")
    _index("one_per_talk", "promises", ["talk"], unique=True, where="closed_at IS NULL AND talk IS NOT NULL")
    _index(
        "promises_by_preferred",
        "promises",
        ["preferred_agent"],
        where="closed_at IS NULL AND preferred_agent IS NOT NULL",
    )
    op.drop_index("promises_demanded", "promises")
    order, rest = ["effective_due_by", "counts_from", "id"], ["not_before", "state", "language"]
    condition, kept = ["closed_at", "needs_approval"], ["preferred_agent", "preferred_until"]
    where = "closed_at IS NULL AND NOT needs_approval"
    _index("promises_demanded", "promises", [*order, *rest, *condition, *kept], where=where)
    _index("promise_matters_by_agent", "promise_matters", ["made_by", "at"], where="made_by IS NOT NULL")


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    part = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=part, postgresql_where=part)
