"""What an agent has begun to write of a conversation: one draft for each, gone when it is wrapped up.

On the ledger, because nothing else outlives a session that ends, a page that is closed, or a crash. Of two pages that
write, the one that has not seen what the other wrote is not let through.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from routing.skills import AgentId, ReservationId
from voice_app.ledger.ids import Disposition
from voice_app.ledger.rows import changes, insert_once, one
from voice_app.ledger.tables import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. `saved_at` tells one state of it from another."""

    reservation: ReservationId
    agent_id: AgentId
    note: str | None = field(repr=False)
    disposition: Disposition | None
    is_resolved: bool | None
    saved_at: datetime
    turned_out: str | None = None


def save(connection: Connection, draft: Draft, seen_at: datetime | None) -> bool:
    """Keep this draft; false where another stands there than the one of `seen_at` (None: none had been seen)."""
    said = {name: getattr(draft, name) for name in ("note", "disposition", "is_resolved", "turned_out", "saved_at")}
    if seen_at is None:
        return insert_once(connection, drafts, reservation=draft.reservation, agent_id=draft.agent_id, **said)
    seen = (drafts.c.reservation == draft.reservation, drafts.c.saved_at == seen_at)
    return changes(connection, update(drafts).where(*seen).values(**said))


def drop(connection: Connection, reservation: ReservationId) -> None:
    """It has been said, or there is nothing in it."""
    connection.execute(delete(drafts).where(drafts.c.reservation == reservation))


def get(connection: Connection, reservation: ReservationId) -> Draft | None:
    """The draft of this conversation."""
    return one(Draft, connection, select(drafts).where(drafts.c.reservation == reservation))
