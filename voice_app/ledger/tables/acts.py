"""What supervisors did with promises: each act, and what each of its promises was before and after it."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import UNTOLD, metadata

acts = Table(
    "acts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", JSON, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Text),
)
Index("acts_by_time", acts.c.at, acts.c.id)

acted = Table(
    "acted",
    metadata,
    Column("act_id", Text, ForeignKey("acts.id"), primary_key=True),
    Column("promise_id", Text, ForeignKey("promises.id"), primary_key=True),
    Column("refused", Text),
    Column("before", JSON),
    Column("after", JSON),
    Column("last_entry", Integer),
    Column("tells", Text),
    Column("told_at", Instant),
    Column("undone_at", Instant),
    Column("kept_because", Text),
)
Index("acted_by_promise", acted.c.promise_id, acted.c.act_id)
Index("acted_untold", acted.c.act_id, acted.c.promise_id, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
