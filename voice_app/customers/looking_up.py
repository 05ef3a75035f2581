"""When the firm's program is asked whose phone it is: as a call joins the queue and as a callback begins, by a worker.

A bell is all that the call gives for it. Where that is lost, or nobody answers, a name is missing, and nothing else.
Deliberately speaks to nobody; `workers.customers` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId
from voice_app import jobs
from voice_app.ledger import calls, customers, look_ups, promises
from voice_app.ledger.look_ups import LookUpState
from voice_app.line import Line
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

ASKED_AGAIN_IN: Final[Mapping[LookUpState, timedelta]] = {
    "asking": timedelta(minutes=1),  # whoever asked has died
    "unknown": timedelta(minutes=10),  # a new customer is soon entered
    "failed": timedelta(seconds=30),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phone of which the program should be asked. `asked_at`: when it was last."""

    phone: Phone
    asked_at: datetime | None


def begin(house: Runtime, subject: CallSid | PromiseId) -> None:
    """Have it asked who calls, or who is to be called back."""
    if house.line.customers.lookup_url is not None:
        house.jobs.ring(jobs.LOOK_UP, subject)


def wanted(ledger: Connection, line: Line, subject: str, now: datetime) -> Wanted | None:
    """Whether this call or promise is a reason to ask; not where the firm's list or a fresh answer tells."""
    phone = _phone_of(ledger, subject)
    if phone is None or line.is_shared(phone) or customers.of_phone(ledger, phone, 1):
        return None
    last = look_ups.get(ledger, phone)
    if last is None:
        return Wanted(phone, None)
    lasts = ASKED_AGAIN_IN.get(last.state, line.customers.lookup_lasts)
    return Wanted(phone, last.asked_at) if now >= last.asked_at + lasts else None


def _phone_of(ledger: Connection, subject: str) -> Phone | None:
    if call := calls.get(ledger, CallSid(subject)):
        return call.phone
    owed = promises.get(ledger, PromiseId(subject))
    return owed.phone if owed else None
