"""Letting supervisors in on a promise: marked on the ledger and told by every channel, in one transaction.

Deliberately judges nothing: what is at risk, and why, is `routing.escalation`'s, and who asks it is the ticker.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.alarms import Rule
from routing.escalation import HELD, Cause
from routing.skills import PromiseId
from voice_app.alarms import raise_alarm
from voice_app.failpoints import failpoint
from voice_app.ledger import escalations
from voice_app.ledger.promise import Promise
from voice_app.runtime import Runtime

RULES: Final[Mapping[Cause, Rule]] = {
    Cause.NEEDS_APPROVAL: Rule.PROMISE_UNAPPROVED,
    Cause.POISON: Rule.PROMISE_CRASHED,
}
"""What is told of an escalated promise, where it is not just that it is at risk."""


def escalate(ledger: Connection, house: Runtime, promise: PromiseId, because: Cause, now: datetime) -> bool:
    """Put this promise before a supervisor; false if it is there already, or closed. What only a person can mend is
    told of one that is there, too."""
    escalated = escalations.escalate(ledger, promise, because, now)
    if escalated is None and because in HELD:
        escalated = escalations.explain(ledger, promise, because, now)
    if escalated is not None:
        tell(ledger, house, RULES.get(because, Rule.PROMISE_AT_RISK), escalated, because, now=now)
        failpoint("escalation.before_commit")
    return escalated is not None


def tell(ledger: Connection, house: Runtime, rule: Rule, promise: Promise, because: Cause, *, now: datetime) -> None:
    """Tell whoever is to be told of this promise."""
    due_by = promise.due_by if rule is Rule.PROMISE_BROKEN else promise.effective_due_by
    codes = {"need": promise.need, "due_by": due_by}
    raise_alarm(ledger, house, rule, promise.id, now, because=because.value, **codes)
