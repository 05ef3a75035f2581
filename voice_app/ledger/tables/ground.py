"""The ground of all tables: one metadata, what is personal, and the conditions that indexes and queries share.

Conditions that an index and its queries share are literal text: SQLite uses a partial index only where the
query repeats the index's own words, not where it binds a parameter. They speak of `closed_at` rather than of the
states: given `state = 'open'`, SQLite would rather read every open promise by `promises_by_state`.
"""

from sqlalchemy import MetaData, text

PERSONAL = {"personal": True}

OPEN = text("closed_at IS NULL AND state <> 'attempting' AND NOT needs_approval")
OWED = text("closed_at IS NULL")
DEMANDED = text("closed_at IS NULL AND NOT needs_approval")
OWED_TO_ONE = text("closed_at IS NULL AND NOT shared")
UNBROKEN = text("closed_at IS NULL AND broken_at IS NULL")
UNESCALATED = text("closed_at IS NULL AND escalated_at IS NULL")
CLIMBING = text("closed_at IS NULL AND NOT needs_approval AND escalation < 3")
POISONED = text("closed_at IS NULL AND crashes >= 3")
BY_ITS_CALLER = text("state <> 'withdrawn' AND talk IS NULL")
BY_AN_AGENT = text("closed_at IS NULL AND talk IS NOT NULL")
PREFERRED = text("closed_at IS NULL AND preferred_agent IS NOT NULL")
HURRIED = text("closed_at IS NULL AND hurried_at IS NOT NULL")
DONE = text("closed_at IS NOT NULL")
LAST_DIGITS = text("substr(phone, length(phone) - 3)")
# Laid out as PostgreSQL tells it: Alembic compares the words.
OWED_AS = text("""(
CASE
    WHEN broken_at IS NOT NULL THEN 'broken'
    WHEN needs_approval THEN 'needs_approval'
    WHEN escalated_at IS NOT NULL THEN 'at_risk'
    ELSE 'calm'
END)""")
ESCALATED = text("closed_at IS NULL AND escalated_at IS NOT NULL")
MISSED = text("closed_at IS NOT NULL AND (kept_at > due_by OR (state <> 'kept' AND due_by <= closed_at))")
UNTOLD = text("tells IS NOT NULL AND told_at IS NULL AND undone_at IS NULL")
KEPT = text("kept_at IS NOT NULL")
MADE_BY_AN_AGENT = text("made_by IS NOT NULL")
ACTIVE = text("state IN ('intent', 'unknown', 'sent')")
RANG = text("outcome IS NOT NULL AND outcome <> 'provider_error'")
DIALLED = text("gated_at IS NOT NULL")
QUEUED = text("state = 'queued'")
CLAIMED = text("state = 'claimed'")
UNHANDLED = text("handled_at IS NULL")
RAISED = text("over_at IS NULL")
UNREVOKED = text("revoked_at IS NULL")
LIVE = text("ended_at IS NULL")
TYPED = text("candidate IS NOT NULL")
CAME_BACK = text("earlier_sid IS NOT NULL")
ON_ROSTER = text("left_at IS NULL")
ADDRESSED = text("address IS NOT NULL")
AGREED = text("state = 'agreed'")
TURNED_OUT = text("turned_out IS NOT NULL")
MISCHOSEN = text("choice IN ('silence', 'key', 'words')")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
