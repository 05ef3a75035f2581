"""Who looked at which person's data, and when. A look that goes on is one look.

A subject is an id or a pseudonym, never a phone: the record outlives what was looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import Connection, Select, insert, select

from routing.skills import AgentId
from voice_app.ledger.rows import many
from voice_app.ledger.tables import looks
from voice_app.ledger.timeline import as_code

What = Literal["promise", "promises", "phone", "person", "export", "digest", "boomerang"]
"""`promise`: one, by id. `promises`: a list with numbers in it. `phone`: looked for by number. `person`: all that there
is of one. `export`: a file of it, or of promises. `digest`: what people said in their own words. `boomerang`: who comes
back again and again."""

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


def at_subject(connection: Connection, subject: str) -> tuple[Look, ...]:
    """Who looked at this, the newest first."""
    of_it = _looks().where(looks.c.subject == subject)
    return many(Look, connection, of_it.order_by(looks.c.at.desc(), looks.c.id.desc()))


def _looks() -> Select[tuple[str, str, str | None, datetime]]:
    return select(looks.c.agent_id, looks.c.what, looks.c.subject, looks.c.at)
