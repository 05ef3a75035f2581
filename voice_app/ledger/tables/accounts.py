"""Who may open the pages: accounts of agents, their sessions and invitations, failed sign-ins, and a record of it all.

No token lies here, only what proves one: whoever reads these tables can sign in by none of them.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import ADDRESSED, CLAIMED, LIVE, PERSONAL, QUEUED, UNREVOKED, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("agent_id", Text, ForeignKey("agents.id"), primary_key=True),
    Column("password_hash", Text),
    Column("password_at", Instant),
    Column("disabled_at", Instant),
    Column("language", Text),
    Column("totp_seed", Text),
    Column("totp_at", Instant),
    Column("totp_step", Integer),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("used_at", Instant),
)
Index("recovery_codes_by_agent", recovery_codes.c.agent_id)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    CheckConstraint("kind IN ('password', 'pass')", "kind"),
)
Index("invitations_by_agent", invitations.c.agent_id)

invitation_letters = Table(
    "invitation_letters",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seed", Text, nullable=False),
    Column("invitation", Text, nullable=False, unique=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("address", Text, info=PERSONAL),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    Column("cause", Text),
    CheckConstraint("state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')", "state"),
)
_l = invitation_letters.c
Index("invitation_letters_queued", _l.not_before, _l.id, sqlite_where=QUEUED, postgresql_where=QUEUED)
Index("invitation_letters_claimed", _l.claimed_at, sqlite_where=CLAIMED, postgresql_where=CLAIMED)
Index("invitation_letters_addressed", _l.invitation, sqlite_where=ADDRESSED, postgresql_where=ADDRESSED)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("proven_at", Instant),
    Column("ended_at", Instant),
    Column("ended_because", Text),
)
Index("sessions_by_agent", sessions.c.agent_id, sqlite_where=LIVE, postgresql_where=LIVE)

screens = Table(
    "screens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("made_by", Text, ForeignKey("agents.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("revoked_at", Instant),
    Column("revoked_by", Text, ForeignKey("agents.id")),
)
Index("screens_unrevoked", screens.c.made_at, sqlite_where=UNREVOKED, postgresql_where=UNREVOKED)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("of", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
)
Index("sign_in_failures_by_last", sign_in_failures.c.last_at)

account_events = Table(
    "account_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id")),
    Column("event", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("account_events_by_agent", account_events.c.agent_id, account_events.c.id)
