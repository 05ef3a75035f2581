"""Asked by text: agents how a talk ended, callers whether it helped; and who wants no such text. Changes nothing that
is there.
"""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AGREED = "state = 'agreed'"


def upgrade() -> None:
    """Lay the tables, and a way in to texts by phone: what was said to somebody last tells what an answer means."""
    op.create_table(
        "agents_asked",
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("unread", sa.Text()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_agents_asked_agent_id")),
        sa.PrimaryKeyConstraint("call_sid", name=op.f("pk_agents_asked")),
    )
    op.create_index("agents_asked_by_agent", "agents_asked", ["agent_id", "asked_at"])
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text()),
        sa.Column("promise_id", sa.Text()),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agreed_at", Instant(), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant()),
        sa.Column("score", sa.Integer()),
        sa.Column("comment", sa.Text()),
        sa.Column("answered_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.CheckConstraint("(call_sid IS NULL) <> (promise_id IS NULL)", name=op.f("ck_follow_ups_one_subject")),
        sa.CheckConstraint("state IN ('agreed', 'asked', 'dropped')", name=op.f("ck_follow_ups_state")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_follow_ups_score")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_follow_ups_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_follow_ups_call_sid")),
        sa.UniqueConstraint("promise_id", name=op.f("uq_follow_ups_promise_id")),
    )
    where = sa.text(AGREED)
    op.create_index("follow_ups_agreed", "follow_ups", ["agreed_at"], sqlite_where=where, postgresql_where=where)
    op.create_index("follow_ups_by_who", "follow_ups", ["who", "asked_at"])
    op.create_index("follow_ups_by_asked", "follow_ups", ["asked_at"])
    op.create_table(
        "opt_outs",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_opt_outs")),
    )
    op.create_table(
        "pseudonym_keys",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("of", name=op.f("pk_pseudonym_keys")),
    )
    op.create_index("texts_by_phone", "texts", ["phone", "queued_at"])
