"""Test alarms: by which a supervisor sees whether each channel arrives. One stands for each supervisor at most.

Raised, told and ended as any other alarm; here they are only found.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from routing.alarms import Rule
from routing.skills import AgentId
from voice_app.ledger.alarms import Alarm
from voice_app.ledger.rows import one
from voice_app.ledger.tables import RAISED, alarms


def last(connection: Connection, by: AgentId) -> Alarm | None:
    """The newest of this supervisor's, also one that is over."""
    theirs = select(alarms).where(alarms.c.rule == Rule.TEST.value, alarms.c.subject == by)
    return one(Alarm, connection, theirs.order_by(alarms.c.raised_at.desc(), alarms.c.id.desc()).limit(1))


def standing_since(connection: Connection, before: datetime) -> tuple[str, ...]:
    """Whose test has stood since before that instant."""
    old = select(alarms.c.subject).where(RAISED, alarms.c.rule == Rule.TEST.value, alarms.c.raised_at < before)
    return tuple(connection.execute(old).scalars())
