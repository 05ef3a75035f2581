"""Every version of the support line that was ever in force, in one chain: each was made from the one before it.

The newest counts. A new one is taken only while the one that it was made from is the newest, so of two editors, or two
processes that start at once, one comes second and is told. Nothing of it is ever changed or deleted. What a version
means is the secret of `voice_app.line`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, select

from voice_app.ledger import rows
from voice_app.ledger.rows import insert_once, many, one
from voice_app.ledger.tables import line_versions

Source = Literal["file", "page", "api", "command"]
"""By what way a version came."""


@dataclass(frozen=True, slots=True)
class LineVersion:
    """The whole content of the line file, as plain JSON values. `by`: the agent who made it, where one is known;
    `base`: the version it was made from; None: the first, or older than we keep account of that."""

    id: int
    digest: str
    content: Mapping[str, Any]
    since_at: datetime
    by: str | None
    source: Source
    base: int | None


NEWEST_ID: Final = select(func.max(line_versions.c.id))
"""Asked with every call that comes in, so built once."""


def keep(
    connection: Connection,
    content: Mapping[str, Any],
    *,
    base: int | None,
    source: Source,
    now: datetime,
    by: str | None = None,
) -> LineVersion | None:
    """The new version that was made from `base`; None: `base` is no longer the newest. The first is made from none."""
    take_turn(connection)
    if newest_id(connection) != base:
        return None
    digest, said = _digest(content, base), {"by": by, "source": source, "base": base}
    if not insert_once(connection, line_versions, digest=digest, content=dict(content), since_at=now, **said):
        return None
    return one(LineVersion, connection, select(line_versions).where(line_versions.c.digest == digest))


def take_turn(connection: Connection) -> None:
    """From now on, and until this transaction ends, nobody else writes a version."""
    rows.take_turn(connection, line_versions.name)


def _digest(content: Mapping[str, Any], base: int | None) -> str:
    """Of the content and of what it was made from: content may return, and is a version of its own then."""
    return hashlib.sha256(json.dumps([base, content], sort_keys=True).encode()).hexdigest()


def newest_id(connection: Connection) -> int | None:
    """Which version counts, found without reading it; None: there is none."""
    found: int | None = connection.execute(NEWEST_ID).scalar_one()
    return found


def newest(connection: Connection) -> LineVersion | None:
    """The version that counts."""
    (found,) = before(connection, None, 1) or (None,)
    return found


def version(connection: Connection, version_id: int) -> LineVersion | None:
    """One version, by id."""
    return one(LineVersion, connection, select(line_versions).where(line_versions.c.id == version_id))


def last_of_file(connection: Connection) -> LineVersion | None:
    """The last version that came from the line file."""
    of_file = select(line_versions).where(line_versions.c.source == "file").order_by(line_versions.c.id.desc())
    return one(LineVersion, connection, of_file.limit(1))


def sources_before(connection: Connection, version_id: int, most: int) -> tuple[tuple[int, Source], ...]:
    """The older versions' ids and the way that each came, newest first, without their content."""
    columns = line_versions.c
    older = select(columns.id, columns.source).where(columns.id < version_id).order_by(columns.id.desc()).limit(most)
    return tuple((row.id, row.source) for row in connection.execute(older))


def before(connection: Connection, version_id: int | None, most: int) -> tuple[LineVersion, ...]:
    """The versions older than this one, or all; newest first."""
    older = select(line_versions).order_by(line_versions.c.id.desc()).limit(most)
    if version_id is not None:
        older = older.where(line_versions.c.id < version_id)
    return many(LineVersion, connection, older)
