"""Callers whom we missed while we were away: the carrier knows of their calls, or that it asked us in vain.

Whoever reached nobody then is owed a callback from now on, at the place in the line that the call would have had. Its
deadline counts from now, too: no time was named to anybody before, not by the document that stood in for us (`away`).
Deliberately asks no carrier: the ticker does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import Connection

from routing.escalation import Cause
from routing.skills import CallSid
from voice_app import attempts, numbers, promising
from voice_app.escalating import escalate
from voice_app.ledger import calls, promises, reservations
from voice_app.ledger.calls import Call
from voice_app.ledger.matters import came_up_in
from voice_app.ledger.reservations import Reservation
from voice_app.ledger.restores import LOST
from voice_app.numbers import Phone
from voice_app.promising import Wish
from voice_app.runtime import Runtime

log = structlog.get_logger()

LOOK: Final = "look_for_missed"
"""Under this name the ledger knows when the account's calls were last looked at."""
MISSED = "missed_while_down"
"""The source of such promises, and the outcome of calls that never reached us."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call to the line that is over, as the carrier tells it. `phone` None: it showed no number. `in_vain`: the
    carrier asked us what to say, and got no answer. `may_be_met`: what came of it a restore has lost, and the carrier's
    list shows that we rang this phone since."""

    sid: CallSid
    phone: Phone | None = field(repr=False)
    arrived_at: datetime
    ended_at: datetime
    in_vain: bool
    may_be_met: bool = False


def make_good(house: Runtime, arrived: Arrived, was_helped: Callable[[CallSid], bool], now: datetime) -> bool:
    """Owe a callback for this call if it met nothing, and have it on the ledger. Says whether it met nothing.

    `was_helped`: whether somebody talked with this caller all the same, as the carrier knows it; asked last.
    The promise comes first: whoever dies in between finds the call again, and the promise made.
    """
    with house.ledger.read() as ledger:
        call = calls.get(ledger, arrived.sid)
        taken = _taken(ledger, arrived.sid)
        was_answered = taken is not None or (call is not None and call.answered_at is not None)
        is_settled = was_answered or came_up_in(ledger, arrived.sid)
        got_through = _got_through(ledger, house, arrived)
    is_unknown = call is None or call.outcome == LOST
    met_nothing = (is_unknown or arrived.in_vain) and not is_settled and not got_through
    if met_nothing and not was_helped(arrived.sid):
        _owe(house, arrived, call, now)
    if call is None:
        _write_down(house, arrived, taken, now)
    return met_nothing


def _taken(ledger: Connection, sid: CallSid) -> Reservation | None:
    """By which agent. Of a call that came while the ledger was gone there is no row, but of who then took it there
    is."""
    return next((held for held in reservations.why(ledger, call_sid=sid) if held.result == "accepted"), None)


def _write_down(house: Runtime, arrived: Arrived, taken: Reservation | None, now: datetime) -> None:
    """The call is on the ledger, with how it ended; and what was talked about in it is kept."""
    with house.ledger.write() as ledger:
        calls.begin(ledger, arrived.sid, arrived.phone, house.line_version, arrived.arrived_at)
        if taken is not None:
            answered_at = taken.closed_at or arrived.ended_at
            calls.note_need(ledger, arrived.sid, taken.reason["need"], taken.reason["language"])
            calls.answered(ledger, arrived.sid, taken.agent_id, answered_at)
            _keep_what_was_talked_about(ledger, house, calls.get(ledger, arrived.sid), answered_at, now)
        calls.end(ledger, arrived.sid, MISSED if taken is None else "answered", arrived.ended_at)


def _keep_what_was_talked_about(
    ledger: Connection, house: Runtime, call: Call | None, talked_at: datetime, now: datetime
) -> None:
    kept = promising.keep_by_talking(ledger, house, call, now, talked_at) if call is not None else None
    if kept is not None:
        attempts.call_off(ledger, house, kept, now)


def _got_through(ledger: Connection, house: Runtime, arrived: Arrived) -> bool:
    """Has an agent talked with this phone since? Of one that many share nobody can tell who that was."""
    phone = arrived.phone
    if phone is None or house.line.is_shared(phone):
        return False
    return calls.was_answered(ledger, phone, arrived.arrived_at)


def _owe(house: Runtime, arrived: Arrived, call: Call | None, now: datetime) -> None:
    """To people only. Of a number outside policy a colleague decides: who has it may have been told that we call."""
    phone = arrived.phone
    if phone is None or f"tel:{phone}" in house.by_reach:
        return
    if numbers.judge(phone, house.line.policy).decision == "impossible":
        return
    wish = Wish(
        phone=phone,
        need=call.need if call else None,
        language=(call.language if call else None) or numbers.language_for(phone, house.line.languages),
        source=MISSED,
        arrived_at=arrived.arrived_at,
        call_sid=arrived.sid,
        own_phone=True,
        text="text_missed",
    )
    owed, _ = promising.make(house, wish, now)
    if arrived.may_be_met:
        with house.ledger.write() as ledger:
            promises.hold(ledger, owed.id, Cause.RESTORED.value, now)
            escalate(ledger, house, owed.id, Cause.RESTORED, now)
    log.warning("call.missed_while_down", call=arrived.sid, promise=owed.id)
