"""A promise of the ledger as it may be spoken of."""

from datetime import datetime

from flows.facts import Promised, Window
from voice_app import numbers
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.runtime import Runtime


def promised(house: Runtime, promise: Promise, caller: Phone | None, now: datetime) -> Promised:
    """`caller`: who is spoken to. The time that is spoken is the window, as long as that lies ahead, else the last one
    at which the promise can be kept."""
    window = promise.window if promise.window and promise.window.to_at > now else None
    return Promised(
        id=promise.id,
        need=promise.need,
        call_by=promise.effective_due_by,
        digits=numbers.read_back(Phone(promise.phone), house.line.region) if promise.phone else "",
        own_number=promise.phone is not None and promise.phone == caller,
        window=Window(window.from_at, window.to_at) if window else None,
        needs_approval=promise.needs_approval,
    )
