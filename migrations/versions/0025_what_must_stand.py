"""What must stand: versions of the line, acts on promises, erasures and looks stand as the timeline does.

What comes of an act or an erasure is written into its row later; who did what, when and to which promise is not. Looks
go when they were kept long enough.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STANDS = {
    "acts": ("id", "kind", "by", "at", "data"),
    "acted": ("act_id", "promise_id", "refused", "before", "after", "last_entry", "tells"),
    "erasures": ("id", "who", "asked_at", "asked_by"),
    "looks": ("id", "agent_id", "what", "subject", "at"),
}
"""Columns that no statement changes."""
FORGOTTEN = frozenset({"looks"})


def upgrade() -> None:
    """Guard each."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _guard_whole("line_versions", is_sqlite)
    for table, columns in STANDS.items():
        _guard(table, ", ".join(f'"{name}"' for name in columns), is_sqlite)


def _guard_whole(table: str, is_sqlite: bool) -> None:
    """As 0001 guards its own."""
    if is_sqlite:
        for change in ("UPDATE", "DELETE"):
            _refuse_in_sqlite(table, change, change.lower())
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "  # noqa: S608 - the names are ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    else:
        _refuse_in_postgresql(table, "UPDATE OR DELETE OR TRUNCATE")


def _guard(table: str, columns: str, is_sqlite: bool) -> None:
    """An insertion of a row that is there is answered by doing nothing, so none is refused here."""
    may_go = table in FORGOTTEN
    if is_sqlite:
        _refuse_in_sqlite(table, f"UPDATE OF {columns}", "update")
        if not may_go:
            _refuse_in_sqlite(table, "DELETE", "delete")
    else:
        _refuse_in_postgresql(table, f"UPDATE OF {columns}" + ("" if may_go else " OR DELETE OR TRUNCATE"))


def _refuse_in_sqlite(table: str, change: str, name: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{name} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _refuse_in_postgresql(table: str, change: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE {change} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
