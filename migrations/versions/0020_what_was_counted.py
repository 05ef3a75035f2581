"""Since when a call waited for somebody, which call it came back to, and what was counted of days that are over.

What is counted of a day is thrown away by triggers wherever a row of that day changes, whoever changes it: so that a
count never says anything else than its rows.
"""

import sqlalchemy as sa
from alembic import op

from voice_app.ledger.instants import Instant

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

COUNTED = (
    *("made", "kept_in_time", "kept_late", "broken_open", "unreached", "withdrawn", "open", "at_risk"),
    *("promised_late", "broken", "called_back", "called_back_of"),
    *("calls", "asked", "answered", "helped", "offered", "reached", "took_callback", "abandoned", "waited_micros"),
    *(f"within_{seconds}" for seconds in (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180, 240, 300, 600)),
    *("talks", "resolved", "resolved_first"),
    *("follow_ups", "scored", "score_sum", "content"),
)
OF_A_CALL = (
    *("arrived_at", "need", "language", "answered_by", "answered_at", "ended_at", "outcome", "is_resolved"),
    *("joined_at", "earlier_sid"),
)
OF_A_PROMISE = (*("made_at", "due_by", "need", "state", "kept_at", "closed_at", "broken_because", "promised_late"),)
OF_A_FOLLOW_UP = ("asked_at", "score")


def upgrade() -> None:
    """Add the columns, look back for who came back, lay the tables and their triggers."""
    op.add_column("calls", sa.Column("joined_at", Instant()))
    op.add_column("calls", sa.Column("earlier_sid", sa.Text()))
    _look_back()
    came_back = sa.text("earlier_sid IS NOT NULL")
    op.create_index("calls_by_earlier", "calls", ["earlier_sid"], sqlite_where=came_back, postgresql_where=came_back)
    op.create_table(
        "tallied_days",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("to_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_tallied_days")),
    )
    op.create_index("tallied_days_by_end", "tallied_days", ["to_at", "from_at"])
    op.create_table(
        "tallies",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTED),
        sa.Column("contacts", sa.LargeBinary()),
        sa.Column("causes", sa.JSON()),
        sa.PrimaryKeyConstraint("day", "by", "key", name=op.f("pk_tallies")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _watch_in_sqlite()
    else:
        _watch_in_postgresql()


def _look_back() -> None:
    """The last call from the same phone about the same need, of the seven days before."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    same = "earlier.need IS calls.need" if is_sqlite else "earlier.need IS NOT DISTINCT FROM calls.need"
    week = (
        "strftime('%Y-%m-%dT%H:%M:%S', calls.arrived_at, '-7 days') || substr(calls.arrived_at, 20)"
        if is_sqlite
        else "calls.arrived_at - INTERVAL '7 days'"
    )
    op.execute(
        "UPDATE calls SET earlier_sid = (SELECT earlier.sid FROM calls AS earlier WHERE earlier.phone = calls.phone"  # noqa: S608 - ours
        f" AND {same} AND earlier.language IS NOT NULL AND earlier.arrived_at < calls.arrived_at"
        f" AND earlier.arrived_at >= {week} ORDER BY earlier.arrived_at DESC LIMIT 1)"
        " WHERE phone IS NOT NULL AND language IS NOT NULL"
    )


# ── the days of a row that was written, by table: before and after it ───────────────────────────────────────────────

DAY_OF = "DELETE FROM tallied_days WHERE to_at > {at} AND from_at <= {at}"


def _statements(table: str, row: str) -> list[str]:
    day_of_call = f"(SELECT arrived_at FROM calls WHERE sid = {row}.%s)"  # noqa: S608 - ours
    if table == "calls":
        return [DAY_OF.format(at=f"{row}.arrived_at"), DAY_OF.format(at=day_of_call % "earlier_sid")]
    if table == "promises":
        asking = f"SELECT call_sid FROM promise_matters WHERE promise_id = {row}.id"  # noqa: S608 - ours
        days = (
            "DELETE FROM tallied_days WHERE day IN (SELECT its.day FROM calls JOIN tallied_days AS its"  # noqa: S608 - ours
            f" ON its.to_at > calls.arrived_at AND its.from_at <= calls.arrived_at WHERE calls.sid IN ({asking}))"
        )
        return [DAY_OF.format(at=f"{row}.made_at"), days]
    if table == "promise_matters":
        return [DAY_OF.format(at=day_of_call % "call_sid")]
    return [DAY_OF.format(at=f"{row}.asked_at")]


WATCHED = {
    "calls": OF_A_CALL,
    "promises": OF_A_PROMISE,
    "promise_matters": ("promise_id", "call_sid"),
    "follow_ups": OF_A_FOLLOW_UP,
}


def _watch_in_sqlite() -> None:
    for table, columns in WATCHED.items():
        for event, rows in (
            ("INSERT", ("NEW",)),
            (f"UPDATE OF {', '.join(columns)}", ("OLD", "NEW")),
            ("DELETE", ("OLD",)),
        ):
            then = "; ".join(statement for row in rows for statement in _statements(table, row))
            name = f"{table}_counted_anew_after_{event.partition(' ')[0].lower()}"
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {then}; END")


def _watch_in_postgresql() -> None:
    for table, columns in WATCHED.items():
        old = "; ".join(_statements(table, "OLD"))
        new = "; ".join(_statements(table, "NEW"))
        op.execute(
            f"CREATE FUNCTION {table}_counted_anew() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN {old}; END IF; IF TG_OP <> 'DELETE' THEN {new}; END IF; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_counted_anew AFTER INSERT OR DELETE OR UPDATE OF {', '.join(columns)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_counted_anew()"
        )
