"""The promises of one agent, as the desk shows them: which comes next, how much time there is, how the last try went.

Deliberately reads nothing by itself, and decides nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from routing.skills import AgentId
from voice_app.desk.state import MyPromise
from voice_app.ledger.own_promises import OwnPromise


def shown(own: Iterable[OwnPromise], agent: AgentId, now: datetime) -> tuple[MyPromise, ...]:
    """What is owed first, by when it should be made; then what is closed."""
    mine = (_shown(promise, agent, now) for promise in own)
    return tuple(sorted(mine, key=lambda promise: (promise.is_closed, promise.call_by, promise.id)))


def _shown(own: OwnPromise, agent: AgentId, now: datetime) -> MyPromise:
    window = own.window
    call_by = min(window.to_at, own.effective_due_by) if window else own.effective_due_by
    return MyPromise(
        id=own.id,
        phone=own.phone,
        need=own.need,
        note=own.note,
        language=own.language,
        state=own.state,
        due_by=own.due_by,
        call_by=call_by,
        not_before=own.not_before,
        window=window,
        slack=call_by - now,
        made_at=own.promised_at,
        prefers_me=own.preferred_agent == agent,
        needs_approval=own.needs_approval,
        is_at_risk=own.escalated_at is not None and own.closed_at is None,
        is_broken=own.broken_at is not None,
        last_tried_at=own.last_tried_at,
        last_outcome=own.last_outcome,
    )
