"""Callers whom we missed while we were away: the carrier knows of their calls, the ledger not, or not how they ended.

Whoever reached nobody then is owed a callback from now on, at the place in the line that the call would have had.
Deliberately asks no carrier: the ticker does.
"""

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from routing.skills import CallSid
from voice_app import numbers, promising
from voice_app.ledger import calls, promises
from voice_app.ledger.calls import Call
from voice_app.numbers import Phone
from voice_app.promising import Wish
from voice_app.runtime import Runtime

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call to the line that is over, as the carrier tells it. `phone` None: it showed no number."""

    sid: CallSid
    phone: Phone | None = field(repr=False)
    arrived_at: datetime
    ended_at: datetime


def make_good(house: Runtime, arrived: Arrived, now: datetime) -> None:
    """Owe a callback for this call if it reached nobody, and put its end on the ledger.

    The promise comes first: whoever dies in between finds the call open again, and the promise made.
    """
    with house.ledger.read() as ledger:
        call = calls.get(ledger, arrived.sid)
        if call is not None and call.ended_at is not None:
            return
        was_promised = promises.of_call(ledger, arrived.sid) is not None
        got_through_since = arrived.phone is not None and calls.was_answered(ledger, arrived.phone, arrived.arrived_at)
    was_answered = call is not None and call.answered_at is not None
    if not was_answered and not was_promised and not got_through_since:
        _owe(house, arrived, call, now)
    with house.ledger.write() as ledger:
        calls.begin(ledger, arrived.sid, arrived.phone, house.line_version, arrived.arrived_at)
        outcome = "answered" if was_answered else "promised" if was_promised else "missed_while_down"
        calls.end(ledger, arrived.sid, outcome, arrived.ended_at)


def _owe(house: Runtime, arrived: Arrived, call: Call | None, now: datetime) -> None:
    """Only to people, at numbers that we may call: what is outside policy here is nobody's spoken wish."""
    phone = arrived.phone
    if phone is None or f"tel:{phone}" in house.by_reach:
        return
    if numbers.judge(phone, house.line.policy).decision != "callable":
        return
    wish = Wish(
        phone=phone,
        need=call.need if call else None,
        language=(call.language if call else None) or numbers.language_for(phone, house.line.languages),
        source="missed_while_down",
        arrived_at=arrived.arrived_at,
        call_sid=arrived.sid,
        own_phone=True,
        text="text_missed",
    )
    owed, _ = promising.make(house, wish, now)
    log.warning("call.missed_while_down", call=arrived.sid, promise=owed.id)
