"""What the ticker, and an agent's desk, ask of the attempts in flight.

Reads only; what follows from the answers is decided by whoever asks.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from routing.dialling import OUTCOME_AWAITED
from routing.skills import AgentId, CallSid
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.rows import many
from voice_app.ledger.tables import ACTIVE, attempts


def active(connection: Connection) -> tuple[Attempt, ...]:
    """Every attempt that is not over: what reconciliation looks at."""
    return many(Attempt, connection, select(attempts).where(ACTIVE).order_by(attempts.c.started_at))


def unsettled(connection: Connection, now: datetime) -> tuple[Attempt, ...]:
    """Customers who hung up 15 minutes ago, and no agent has said how it went."""
    silent = (ACTIVE, attempts.c.customer_ended_at <= now - OUTCOME_AWAITED)
    return many(Attempt, connection, select(attempts).where(*silent).order_by(attempts.c.customer_ended_at))


def awaiting_outcome(connection: Connection, agent: AgentId) -> tuple[Attempt, ...]:
    """Talks of this agent that are over and not settled, oldest first: ask at the next contact."""
    its_own = (ACTIVE, attempts.c.agent_id == agent, attempts.c.customer_ended_at.is_not(None))
    return many(Attempt, connection, select(attempts).where(*its_own).order_by(attempts.c.started_at))


def of_agent(connection: Connection, agent: AgentId) -> tuple[Attempt, ...]:
    """Attempts that ring, or have, this agent now."""
    its_own = (ACTIVE, attempts.c.agent_id == agent)
    return many(Attempt, connection, select(attempts).where(*its_own).order_by(attempts.c.started_at))


def claimed(connection: Connection, legs: Sequence[CallSid]) -> frozenset[CallSid]:
    """Those of these legs that some attempt has as its own already."""
    known = select(attempts.c.leg_sid).where(attempts.c.leg_sid.in_(legs))
    return frozenset(connection.execute(known).scalars())
