"""How an instant lies in a column: UTC to the microsecond, on both databases.

SQLite has no type for it, so it gets text of one fixed width, whose order is the order of time. PostgreSQL
keeps `timestamptz`. A naive datetime is refused: it would be somebody's local time, and nobody would know whose.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String
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
