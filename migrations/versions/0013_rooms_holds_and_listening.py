"""Talks that go on in a room: who holds, who listens, and what the caller was told before. Changes nothing that is
there."""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RECORD = "listening_events"
"""Only ever added to."""


def upgrade() -> None:
    """Lay five tables; nobody may rewrite the last."""
    op.create_table(
        "rooms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("agent_leg", sa.Text(), nullable=False),
        sa.Column("is_callback", sa.Boolean(), nullable=False),
        sa.Column("is_apart", sa.Boolean(), nullable=False),
        sa.Column("need", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("waits_since", Instant(), nullable=False),
        sa.Column("counts_from", Instant(), nullable=False),
        sa.Column("wants_hold", sa.Boolean(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("caller_in_at", Instant()),
        sa.Column("caller_left_at", Instant()),
        sa.Column("agent_in_at", Instant()),
        sa.Column("agent_left_at", Instant()),
        sa.Column("moved_at", Instant()),
        sa.Column("called_at", Instant()),
        sa.Column("let_go_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_rooms_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    _index("rooms_by_call", "rooms", ["call_sid", "opened_at"])
    _index("rooms_by_talk", "rooms", ["talk", "opened_at"])
    _index("rooms_open", "rooms", ["talk"], unique=True, where="closed_at IS NULL")
    op.create_table(
        "holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("began_at", Instant()),
        sa.Column("end_asked_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_holds_room")),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_holds_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    _index("holds_by_call", "holds", ["call_sid", "asked_at"])
    _index("holds_live", "holds", ["talk"], unique=True, where="ended_at IS NULL")
    op.create_table(
        "notices",
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("ring", sa.Text(), nullable=False),
        sa.Column("tongue", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("heard_at", Instant()),
        sa.PrimaryKeyConstraint("call_sid", name=op.f("pk_notices")),
    )
    _index("notices_by_ring", "notices", ["ring"])
    op.create_table(
        "listenings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("call_sid", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("supervisor", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("applied", sa.Text()),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("rung_at", Instant()),
        sa.Column("leg", sa.Text()),
        sa.Column("joined_at", Instant()),
        sa.Column("announced_at", Instant()),
        sa.Column("updated_at", Instant()),
        sa.Column("leave_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("cause", sa.Text()),
        sa.Column("was_ready", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_listenings_agent")),
        sa.ForeignKeyConstraint(["supervisor"], ["agents.id"], name=op.f("fk_listenings_supervisor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listenings")),
    )
    _index("listenings_by_leg", "listenings", ["leg"])
    _index("listenings_by_talk", "listenings", ["talk", "asked_at"])
    _index("listenings_live", "listenings", ["supervisor"], unique=True, where="ended_at IS NULL")
    op.create_table(
        "listening_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listening", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["listening"], ["listenings.id"], name=op.f("fk_listening_events_listening")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening_events")),
    )
    _index("listening_events_by_listening", "listening_events", ["listening", "id"])
    _guard(RECORD)


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    part = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _guard(table: str) -> None:
    """As 0001 guards its own."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "  # noqa: S608 - the names are ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
