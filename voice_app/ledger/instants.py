"""How an instant lies in a column: UTC to the microsecond, on both databases.

SQLite has no type for it, so it gets text of one fixed width, whose order is the order of time. PostgreSQL
keeps `timestamptz`. A naive datetime is refused: it would be somebody's local time, and nobody would know whose.
"""

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Float, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

WIDTH = len("2026-01-31T23:59:59.000000Z")


class Instant(TypeDecorator[datetime]):
    """An aware datetime; comes back aware, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        column: TypeEngine[Any] = String(WIDTH) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(column)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant on the ledger must be aware")
        instant = value.astimezone(UTC)
        return write_instant(instant) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


def write_instant(instant: datetime) -> str:
    """An instant in UTC as text: 2026-01-31T23:59:59.000000Z, always of the same width."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Elapsed(FunctionElement[float]):
    """The seconds from one instant to another, of which either may be a column: `Elapsed(since, until)`. Null where one
    of them is. On SQLite right to a few thousandths of a second."""

    type = Float()
    name = "elapsed"
    inherit_cache = True

    def __init__(self, since: ColumnElement[datetime], until: ColumnElement[datetime]) -> None:
        super().__init__(since, until)


@compiles(Elapsed, "sqlite")
def _days_apart(elapsed: Elapsed, compiler: SQLCompiler, **rest: Any) -> str:
    since, until = (compiler.process(one, **rest) for one in elapsed.clauses)
    return f"((julianday({until}) - julianday({since})) * 86400.0)"


@compiles(Elapsed)
def _epoch_of_interval(elapsed: Elapsed, compiler: SQLCompiler, **rest: Any) -> str:
    since, until = (compiler.process(one, **rest) for one in elapsed.clauses)
    return f"EXTRACT(EPOCH FROM ({until} - {since}))"


class Floor(FunctionElement[datetime]):
    """The full minute, quarter of an hour or hour, in UTC, in which an instant lies: `Floor("minute", column)`."""

    type = Instant()
    inherit_cache = True

    def __init__(self, to: Literal["minute", "quarter", "hour"], instant: ColumnElement[datetime]) -> None:
        self.name = f"floor_to_{to}"  # of which two statements that differ only in this are told apart
        self.to = to
        super().__init__(instant)


@compiles(Floor, "sqlite")
def _cut_text(floor: Floor, compiler: SQLCompiler, **rest: Any) -> str:
    if floor.to == "quarter":
        return _cut_to_quarter(compiler.process(floor.clauses, **rest))
    kept = {"minute": "2026-01-31T23:59", "hour": "2026-01-31T23"}[floor.to]
    nought = "2026-01-31T00:00:00.000000Z"[len(kept) :]
    return f"substr({compiler.process(floor.clauses, **rest)}, 1, {len(kept)}) || '{nought}'"


def _cut_to_quarter(instant: str) -> str:
    quarters = " ".join(f"WHEN substr({instant}, 15, 2) < '{end}' THEN '{end - 15:02d}'" for end in (15, 30, 45))
    return f"substr({instant}, 1, 14) || CASE {quarters} ELSE '45' END || ':00.000000Z'"


@compiles(Floor, "postgresql")
def _truncate(floor: Floor, compiler: SQLCompiler, **rest: Any) -> str:
    if floor.to == "quarter":
        return f"date_bin('15 minutes', {compiler.process(floor.clauses, **rest)}, TIMESTAMPTZ '2000-01-01 00:00Z')"
    return f"date_trunc('{floor.to}', {compiler.process(floor.clauses, **rest)})"


class Lasted(FunctionElement[int]):
    """How long it was from an instant to a later one, in whole microseconds: `Lasted(earlier, later)`. Exactly what
    `Elapsed` is near to, for what must add up."""

    type = BigInteger()
    inherit_cache = True
    name = "lasted"

    def __init__(self, earlier: ColumnElement[datetime], later: ColumnElement[datetime]) -> None:
        super().__init__(earlier, later)


@compiles(Lasted, "sqlite")
def _subtract_text(lasted: Lasted, compiler: SQLCompiler, **rest: Any) -> str:
    # Without the fraction: SQLite rounds it to milliseconds, and may so end up in the next second.
    earlier, later = (compiler.process(one, **rest) for one in lasted.clauses)
    seconds = f"(strftime('%s', substr({later}, 1, 19)) - strftime('%s', substr({earlier}, 1, 19)))"
    return f"({seconds} * 1000000 + substr({later}, 21, 6) - substr({earlier}, 21, 6))"


@compiles(Lasted, "postgresql")
def _subtract(lasted: Lasted, compiler: SQLCompiler, **rest: Any) -> str:
    earlier, later = (compiler.process(one, **rest) for one in lasted.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({later} - {earlier})) * 1000000 AS BIGINT)"
