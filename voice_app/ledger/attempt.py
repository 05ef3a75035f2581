"""One try at keeping a promise, as a value.

Knows no table; `attempts` writes them, `flight` and `caps` read them too.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from routing.skills import AgentId, CallSid, PromiseId
from voice_app.ledger.ids import AttemptId, AttemptState, Disposition, Outcome, Phone


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as it stands. `leg_sid`: the agent's leg; `customer_leg_of`: the leg that got the customer's Dial.

    `heard_at`: the last sign of life; `missing_since_at`: since when the carrier's list does not show it. `outcome` is
    there only when the customer was dialled; `cause` is why it ended otherwise.
    `phone`: the customer's, as it was dialled. `turned_out`: the need that it was about after all, by its agent's word.
    """

    id: AttemptId
    promise_id: PromiseId
    n: int
    agent_id: AgentId
    state: AttemptState
    started_at: datetime
    leg_sid: CallSid | None
    heard_at: datetime | None
    missing_since_at: datetime | None
    customer_leg_of: CallSid | None
    gated_at: datetime | None
    customer_sid: CallSid | None
    customer_answered_at: datetime | None
    customer_ended_at: datetime | None
    talked_seconds: float | None
    ended_at: datetime | None
    outcome: Outcome | None
    cause: str | None
    presumed: bool
    disposition: Disposition | None
    note: str | None = field(repr=False)
    wrapped_at: datetime | None
    phone: Phone | None = field(repr=False)
    is_resolved: bool | None
    turned_out: str | None

    @property
    def dialled(self) -> bool:
        """Was the customer's phone to ring? Only then does it count as an attempt."""
        return self.customer_leg_of is not None

    @property
    def talked(self) -> timedelta:
        """How long customer and agent were connected."""
        return timedelta(seconds=self.talked_seconds or 0)
