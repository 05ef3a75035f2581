"""Before a call goes on, its agent talks to a colleague: who is where meanwhile. Changes nothing that is there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORDS = ("colleague", "ring", "agent_leg", "colleague_leg", "goes_to")
INSTANTS = ("rung_at", "agent_in_at", "agent_left_at", "held_at", "joined_at", "colleague_left_at", "called_at")


def upgrade() -> None:
    """Widen the transfers, with a way in by the colleague's reservation."""
    for name in WORDS:
        op.add_column("transfers", sa.Column(name, sa.Text()))
    for name in INSTANTS:
        op.add_column("transfers", sa.Column(name, Instant()))
    op.create_index("transfers_by_ring", "transfers", ["ring"])
