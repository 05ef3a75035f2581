"""Who is to call, and how soon, as a supervisor says: at once, this agent, anybody again.

Each is guarded, and told to the timeline with who said so. Deliberately closes nothing, and never moves a deadline.
"""

from datetime import datetime

from sqlalchemy import Connection, update

from routing.skills import AgentId, PromiseId
from voice_app.ledger.rows import changes
from voice_app.ledger.tables import OPEN, OWED, promises
from voice_app.ledger.timeline import tell


def hurry(connection: Connection, promise: PromiseId, by: str, now: datetime) -> bool:
    """Call at once, before every live caller, whoever is free first."""
    at_once = {"not_before": now, "window_from": None, "window_to": None, "preferred_until": None, "hurried_at": now}
    hurried = changes(connection, update(promises).where(promises.c.id == promise, OPEN).values(**at_once))
    if hurried:
        tell(connection, promise, "hurried", now, by=by)
    return hurried


def give(
    connection: Connection, promise: PromiseId, agent: AgentId, *, until_at: datetime, by: str, now: datetime
) -> bool:
    """This agent is to call, and until then nobody else does."""
    to = {"preferred_agent": agent, "preferred_until": until_at}
    given = changes(connection, update(promises).where(promises.c.id == promise, OPEN).values(**to))
    if given:
        tell(connection, promise, "given", now, agent=agent, until=until_at, by=by)
    return given


def give_back(connection: Connection, promise: PromiseId, by: str, now: datetime) -> bool:
    """Whoever is free calls."""
    somebodys = (promises.c.id == promise, OWED, promises.c.preferred_agent.is_not(None))
    nobodys = {"preferred_agent": None, "preferred_until": None}
    freed = changes(connection, update(promises).where(*somebodys).values(**nobodys))
    if freed:
        tell(connection, promise, "given_back", now, by=by)
    return freed
