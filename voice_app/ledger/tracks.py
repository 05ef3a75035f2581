"""Of an attempt, or of a leg of one: which promise it is for, and in which call that was made. For logs and traces."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from voice_app.ledger.tables import attempts, promises


@dataclass(frozen=True, slots=True)
class Track:
    """Opaque ids. `call`: None where the promise was made in none."""

    attempt: str
    promise: str
    call: str | None


def of_attempt(connection: Connection, attempt: str) -> Track | None:
    return _first(connection, _tracks().where(attempts.c.id == attempt))


def of_leg(connection: Connection, legs: Collection[str]) -> Track | None:
    """The attempt whose agent is on one of these legs."""
    return _first(connection, _tracks().where(attempts.c.leg_sid.in_(sorted(filter(None, legs)))))


def _tracks() -> Select[Any]:
    its = (attempts.c.id, attempts.c.promise_id, promises.c.call_sid)
    return select(*its).join(promises, promises.c.id == attempts.c.promise_id).limit(1)


def _first(connection: Connection, query: Select[Any]) -> Track | None:
    row = connection.execute(query).first()
    return Track(row.id, row.promise_id, row.call_sid) if row is not None else None
