"""The line lives: who made a version of it, by what way, and from which version.

A version has one successor at most: of two who edit the same one, the second is told. Versions of before came from the
line file, whatever they were made from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of each version where it comes from."""
    op.add_column("line_versions", sa.Column("by", sa.Text()))
    op.add_column("line_versions", sa.Column("source", sa.Text(), nullable=False, server_default="file"))
    op.add_column("line_versions", sa.Column("base", sa.Integer()))
    op.create_index("one_successor", "line_versions", ["base"], unique=True)
