"""Who looked at which person's data, and when. A look that goes on is one look.

A subject is an id or a pseudonym, never a phone: the record outlives what was looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import Connection, Select, delete, insert, select

from routing.skills import AgentId
from voice_app.ledger.rows import many
from voice_app.ledger.tables import looks
from voice_app.ledger.timeline import as_code

What = Literal["promise", "promises", "phone", "person", "export", "erasure", "digest", "boomerang"]
"""`promise`: one, by id. `promises`: a list with numbers in it. `phone`: looked for by number. `person`: all that there
is of one. `export`: a file of it, or of promises. `erasure`: somebody had it erased. `digest`: what people said in
their own words. `boomerang`: who comes back again and again."""

KEPT_FOR: Final = timedelta(days=365)
"""Longer than what was looked at: whoever asks who saw it may ask late."""
ONE_LOOK: Final = timedelta(minutes=10)
"""A page that is loaded again within this is still the same look."""


@dataclass(frozen=True, slots=True)
class Look:
    """`subject`: the id or pseudonym of what was looked at; None where it was no single thing."""

    agent_id: AgentId
    what: What
    subject: str | None
    at: datetime


def note(connection: Connection, look: Look) -> None:
    """Tell of it, unless this very look is told already. Raises ValueError for a subject that could be a phone."""
    if look.what not in get_args(What):
        raise ValueError(f"{look.what} is nothing that one looks at")
    as_code("subject", look.subject)
    columns = looks.c
    same = (columns.agent_id == look.agent_id, columns.what == look.what, columns.subject == look.subject)
    told = select(columns.id).where(*same, columns.at > look.at - ONE_LOOK).limit(1)
    if connection.execute(told).first() is None:
        connection.execute(
            insert(looks).values(agent_id=look.agent_id, what=look.what, subject=look.subject, at=look.at)
        )


def latest(connection: Connection, limit: int = 100) -> tuple[Look, ...]:
    """The newest first."""
    return many(Look, connection, _looks().order_by(looks.c.at.desc(), looks.c.id.desc()).limit(limit))


@dataclass(frozen=True, slots=True)
class Sought:
    """Which looks: of this agent, at this kind of thing, at this very one; None: of all."""

    agent: AgentId | None = None
    what: What | None = None
    subject: str | None = None


def page(
    connection: Connection, sought: Sought, before: int | None, limit: int
) -> tuple[tuple[tuple[int, Look], ...], int | None]:
    """The newest of these first, each with its number, from below the number `before`; and where the next page begins,
    None: there is none."""
    wanted = [
        looks.c[name] == value
        for name, value in (("agent_id", sought.agent), ("what", sought.what), ("subject", sought.subject))
        if value is not None
    ]
    if before is not None:
        wanted.append(looks.c.id < before)
    rows = select(looks).where(*wanted).order_by(looks.c.id.desc()).limit(limit + 1)
    found = connection.execute(rows).all()
    shown = tuple((row.id, Look(row.agent_id, row.what, row.subject, row.at)) for row in found[:limit])
    return shown, shown[-1][0] if len(found) > limit else None


def forget_before(connection: Connection, before: datetime, limit: int) -> int:
    """Looks that were kept long enough, oldest first, so many at most."""
    old = select(looks.c.id).where(looks.c.at < before).order_by(looks.c.at).limit(limit)
    return connection.execute(delete(looks).where(looks.c.id.in_(old))).rowcount


def at_subject(connection: Connection, subject: str) -> tuple[Look, ...]:
    """Who looked at this, the newest first."""
    of_it = _looks().where(looks.c.subject == subject)
    return many(Look, connection, of_it.order_by(looks.c.at.desc(), looks.c.id.desc()))


def _looks() -> Select[tuple[str, str, str | None, datetime]]:
    return select(looks.c.agent_id, looks.c.what, looks.c.subject, looks.c.at)
