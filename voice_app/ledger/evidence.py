"""What the ledger knows of why a promise is not kept: its attempts, the carrier's outage, who was signed on.

Reads only; the verdict is `routing.escalation`'s.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from routing.escalation import Cause, Evidence
from voice_app.ledger import agents, attempts, outages
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.ledger.tables import presence_changes


def evidence(connection: Connection, promise: Promise, now: datetime) -> Evidence:
    """All that tells why this promise has not been kept until now."""
    tried = attempts.of_promise(connection, promise.id)
    outage = outages.of_carrier(connection)
    return Evidence(
        found_after=now - promise.due_by,
        escalated_because=Cause(promise.escalated_because) if promise.escalated_because else None,
        needs_approval=promise.needs_approval,
        rung=sum(one.dialled and one.outcome != "provider_error" for one in tried),
        refused=sum(not one.dialled and _was_the_agents(one) for one in tried),
        carrier=outage.because if outage else _carriers_doing(tried),
        was_manned=_was_manned(connection, promise),
    )


def _was_the_agents(attempt: Attempt) -> bool:
    return attempt.cause in ("declined", "no_answer", "busy", "unreachable", "expired")


def _carriers_doing(tried: Sequence[Attempt]) -> Cause | None:
    """What the carrier did to the last attempt."""
    last = tried[-1] if tried else None
    if last is None:
        return None
    if last.outcome == "provider_error":
        return Cause.NUMBER_REFUSED
    cause = last.cause or ""
    if cause in ("carrier_unreachable", "not_listed"):
        return Cause.CARRIER_DOWN
    return Cause.CARRIER_REFUSED if cause.startswith("carrier_") else None


def _was_manned(connection: Connection, promise: Promise) -> bool:
    """Has anybody who speaks its language been ready since it was made?"""
    speaking = {agent.id: agent for agent in agents.all(connection) if promise.language in agent.languages}
    if any(agent.presence == "ready" for agent in speaking.values()):
        return True
    changes = presence_changes.c
    came = select(changes.agent_id).where(
        changes.agent_id.in_(speaking), changes.presence == "ready", changes.at >= promise.made_at
    )
    return connection.execute(came.limit(1)).first() is not None
