"""What the digest has done, and whose contacts they were after the phone was erased."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import metadata

digests = Table(
    "digests",
    metadata,
    Column("day", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("closed_at", Instant),
    Column("cause", Text),
    CheckConstraint("state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", "state"),
)

former_contacts = Table(
    "former_contacts",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("kind IN ('call', 'promise', 'text')", "kind"),
)
Index("former_contacts_by_time", former_contacts.c.at)
