"""The firm's customers, what its own program said of a phone, and the codes by which callers are verified. Changes
nothing that is there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the four tables, each with its ways in."""
    _lay_customers()
    _lay_look_ups()
    _lay_verifications()


def _lay_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("details", sa.JSON()),
        sa.Column("language", sa.Text()),
        sa.Column("import_id", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_customers")),
        sa.UniqueConstraint("id", name=op.f("uq_customers_id")),
    )
    op.create_index("customers_by_import", "customers", ["import_id"])
    op.create_table(
        "customer_phones",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.ForeignKeyConstraint(["customer"], ["customers.key"], name=op.f("fk_customer_phones_customer")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_customer_phones")),
    )
    op.create_index("customer_phones_by_phone", "customer_phones", ["phone", "customer"], unique=True)
    op.create_index("customer_phones_by_customer", "customer_phones", ["customer"])


def _lay_look_ups() -> None:
    op.create_table(
        "look_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("customers", sa.JSON()),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_ups")),
        sa.UniqueConstraint("phone", name=op.f("uq_look_ups_phone")),
    )
    op.create_index("look_ups_by_asked", "look_ups", ["asked_at"])


def _lay_verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("prefix", sa.Text()),
        sa.Column("code_hash", sa.Text()),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("good_until", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Instant()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_verifications_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index("verifications_by_call", "verifications", ["call_sid", "sent_at"])
    op.create_index("verifications_by_phone", "verifications", ["phone", "sent_at"])
    op.create_index("verifications_by_prefix", "verifications", ["prefix", "sent_at"])
    op.create_index("verifications_by_sent", "verifications", ["sent_at"])
