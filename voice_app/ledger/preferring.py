"""Promises that agents make, as the ledger keeps them: who made one, who is to call, and until when nobody else does.

Deliberately opens and closes none: that is `promises`.
"""

from datetime import datetime

from sqlalchemy import Connection, update

from routing.promises import kept_until
from routing.skills import AgentId
from routing.spans import Span
from voice_app.ledger.promise import Promise, Request, Window
from voice_app.ledger.tables import OWED, promises
from voice_app.ledger.timeline import Code


def by_agent(request: Request) -> dict[str, Code]:
    """What the timeline says of who promised it, and who is to call; nothing where it is the person who asked."""
    if request.made_by is None:
        return {}
    return {"by": request.made_by, "preferred": request.preferred_agent}


def in_time(window: Window | None, standing: Promise) -> Window | None:
    """What of a window lies before the deadline of the promise that it is for; nothing: that deadline goes before."""
    last_at = standing.effective_due_by
    return Window(window.from_at, min(window.to_at, last_at)) if window and window.from_at < last_at else None


def prefer(connection: Connection, standing: Promise, agent: AgentId) -> None:
    """This agent is to call, of a promise that was made before."""
    its_own = update(promises).where(promises.c.id == standing.id, OWED)
    until_at = until(standing.window, standing.effective_due_by)
    connection.execute(its_own.values(preferred_agent=agent, preferred_until=until_at))


def until(window: Window | None, effective_due_by: datetime) -> datetime:
    """Until when a promise is kept for its agent."""
    return kept_until(Span(window.from_at, window.to_at) if window else None, effective_due_by)
