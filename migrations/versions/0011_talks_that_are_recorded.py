"""Talks that are recorded, each by the caller's yes, and what happened to each. Changes nothing that is there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

UNDER_WAY = "known IN ('none', 'asked', 'on', 'paused')"
UNFORGOTTEN = "known = 'ended'"
TALES = "talk_recording_events"


def upgrade() -> None:
    """Lay the tables; of a call one recording is under way at a time, and what was told is never changed."""
    op.create_table(
        "talk_recordings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("is_callback", sa.Boolean(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("agreed_at", Instant(), nullable=False),
        sa.Column("tongue", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_version", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("paused_by", sa.Text()),
        sa.Column("known", sa.Text(), nullable=False),
        sa.Column("sid", sa.Text()),
        sa.Column("asked_at", Instant()),
        sa.Column("busy_at", Instant()),
        sa.Column("began_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("seconds", sa.Integer()),
        sa.Column("cause", sa.Text()),
        sa.Column("gone_at", Instant()),
        sa.Column("gone_because", sa.Text()),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_talk_recordings_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_recordings")),
        sa.UniqueConstraint("sid", name=op.f("uq_talk_recordings_sid")),
    )
    _index("one_recording_per_call", ["call_sid"], unique=True, where=UNDER_WAY)
    _index("talk_recordings_by_talk", ["talk", "agreed_at"])
    _index("talk_recordings_by_call", ["call_sid", "agreed_at"])
    _index("talk_recordings_unforgotten", ["ended_at"], where=UNFORGOTTEN)
    op.create_table(
        TALES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["talk_recordings.id"], name=op.f("fk_talk_recording_events_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_recording_events")),
    )
    op.create_index("talk_recording_events_by_recording", TALES, ["recording_id", "id"])
    _guard()


def _index(name: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    part = None if where is None else sa.text(where)
    op.create_index(name, "talk_recordings", columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _guard() -> None:
    """Refuse what would change the past, as for the timeline of a promise."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TALES}_refuses_{change.lower()} BEFORE {change} ON {TALES} "
                f"BEGIN SELECT RAISE(ABORT, '{TALES} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {TALES}_refuses_replace BEFORE INSERT ON {TALES} "  # noqa: S608 - the name is ours
            f"WHEN EXISTS (SELECT 1 FROM {TALES} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{TALES} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {TALES}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{TALES} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {TALES}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TALES} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TALES}_is_append_only()"
    )
