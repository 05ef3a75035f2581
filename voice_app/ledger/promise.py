"""A promise as a value: what is asked for, and what stands on the ledger.

Knows no table; `promises` writes and reads them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app.ledger.ids import Phone, PromiseState


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which the person wants to be called; aware, UTC."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A callback asked for. `need` None: whatever it is about.

    `due_by`: made + `due_within`, never moved; `effective_due_by`: the last instant at which it can be kept.
    `promised_late`: no time within `due_within` could be promised, counted apart; `late_because` "calendar" (nobody
    could call) or "capacity" (too few could). `counts_from`: the arrival that it keeps in the line. `not_before`: the
    earliest try. `shared`: many people behind this phone. `may_text`: the person called from this phone.
    `needs_approval`: a colleague decides; `approval_because`: what is outside policy. `note` is the person's own words.
    Of a promise that an agent makes: `made_by`, and in which talk; `preferred_agent`: who is to call;
    `preferred_until`: nobody else does before.
    """

    id: PromiseId
    phone: Phone = field(repr=False)
    need: str | None
    language: str
    source: str
    made_at: datetime
    due_by: datetime
    effective_due_by: datetime
    counts_from: datetime
    not_before: datetime
    call_sid: CallSid | None = None
    window: Window | None = None
    promised_late: bool = False
    late_because: str | None = None
    shared: bool = False
    may_text: bool = False
    needs_approval: bool = False
    approval_because: str | None = None
    note: str | None = field(repr=False, default=None)
    made_by: AgentId | None = None
    talk: ReservationId | None = None
    preferred_agent: AgentId | None = None
    preferred_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise as it stands; fields as in `Request`. `phone` is None once erased.

    `prefix`: the phone without its last four digits, by which floods are told from people. `broken_at`: the deadline
    passed unkept. `kept_at`: when the person was spoken with; `kept_how`: "spoke", "presumed", "called_back" or another
    code. `closed_at`: when it was kept, withdrawn or given up. `escalation`: how far the circle of those who may keep
    it was widened, 0: as ever. `escalated_because`, `broken_because`: the cause, a code. `crashes`: how often handling
    it broke down. `hurried_at`: since when it goes ahead of live callers, because a supervisor wants it made now.
    """

    id: PromiseId
    phone: Phone | None = field(repr=False)
    need: str | None
    language: str
    state: PromiseState
    source: str
    call_sid: CallSid | None
    made_at: datetime
    due_by: datetime
    effective_due_by: datetime
    promised_late: bool
    counts_from: datetime
    not_before: datetime
    window_from: datetime | None
    window_to: datetime | None
    shared: bool
    may_text: bool
    needs_approval: bool
    approved_at: datetime | None
    approved_by: str | None
    escalated_at: datetime | None
    broken_at: datetime | None
    kept_at: datetime | None
    kept_how: str | None
    closed_at: datetime | None
    reason: str | None = field(repr=False)
    prefix: str | None = field(repr=False)
    late_because: str | None
    approval_because: str | None
    escalated_because: str | None
    escalation: int
    broken_because: str | None
    crashes: int
    talk: ReservationId | None
    preferred_agent: AgentId | None
    preferred_until: datetime | None
    hurried_at: datetime | None

    @property
    def window(self) -> Window | None:
        """The stretch that the person chose."""
        if self.window_from is None or self.window_to is None:
            return None
        return Window(self.window_from, self.window_to)
