"""Which steps brought the schema here, and whether a program from before each may go on: in a rolling deploy it does.

`voice_app.ledger.migrating` notes them, those of before included.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the list."""
    op.create_table(
        "schema_steps",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("adds_only", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_steps")),
    )
