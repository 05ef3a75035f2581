"""Every version of the support line that calls were ever taken under.

A version is known by the digest of its content, so two processes that start at once keep the same one, and
content that returns is the version it was. What a version means is the secret of `voice_app.line`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from voice_app.ledger.rows import insert_once, one
from voice_app.ledger.tables import line_versions


@dataclass(frozen=True, slots=True)
class LineVersion:
    """The whole content of the line file, as plain JSON values."""

    id: int
    digest: str
    content: Mapping[str, Any]
    since_at: datetime


def keep_version(connection: Connection, content: Mapping[str, Any], digest: str, now: datetime) -> int:
    """The version that has this digest, written now if it is new."""
    insert_once(connection, line_versions, digest=digest, content=dict(content), since_at=now)
    kept: int = connection.execute(select(line_versions.c.id).where(line_versions.c.digest == digest)).scalar_one()
    return kept


def version(connection: Connection, version_id: int) -> LineVersion | None:
    """One version, by id."""
    return one(LineVersion, connection, select(line_versions).where(line_versions.c.id == version_id))
