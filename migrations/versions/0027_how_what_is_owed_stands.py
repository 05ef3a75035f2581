"""Finds each group of what is owed without looking at the others, and what was missed among all that was kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OWED_AS = """(
CASE
    WHEN broken_at IS NOT NULL THEN 'broken'
    WHEN needs_approval THEN 'needs_approval'
    WHEN escalated_at IS NOT NULL THEN 'at_risk'
    ELSE 'calm'
END)"""
MISSED = "closed_at IS NOT NULL AND (kept_at > due_by OR (state <> 'kept' AND due_by <= closed_at))"


def upgrade() -> None:
    """Lay the indexes of the groups, of what was escalated, of what was missed, and of who tried what."""
    own = ["effective_due_by", "id", "broken_at", "escalated_at", "needs_approval", "closed_at", "preferred_agent"]
    shown = ["state", "need", "language", "source", "made_at", "due_by", "broken_because"]
    _index("promises_standing", [sa.text(OWED_AS), *own, *shown], "closed_at IS NULL")
    escalated = ["due_by", "id", "escalation", "escalated_at", "closed_at"]
    _index("promises_escalated", escalated, "closed_at IS NULL AND escalated_at IS NOT NULL")
    _index("promises_missed", ["made_at", "id"], MISSED)
    op.create_index("attempts_by_agent", "attempts", ["agent_id", "promise_id"])


def _index(name: str, columns: list[Any], where: str) -> None:
    op.create_index(name, "promises", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
