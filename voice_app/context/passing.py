"""What a SIP phone or a phone in the browser is given while it rings for a call, beside the ring: so that whatever
stands behind it can show who it is and open the right page, and nothing is asked twice.

Short words, by name; never the number of the person. Deliberately nothing for an ordinary phone, which shows none of
it, and as little as is known where the ledger is away: the ring goes out all the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.boomerangs import WITHIN, comes_back
from routing.queues import WaitingCall
from voice_app.context import persons
from voice_app.ledger import LedgerGone, boomerangs, calls, promises, transfers, verifications
from voice_app.ledger.calls import Call
from voice_app.runtime import Runtime

SHOWS_NOTHING: Final = "tel:"
LONGEST_ENTERED: Final = 120


def passed_on(house: Runtime, call: WaitingCall, reach: str, now: datetime) -> Mapping[str, str]:
    """By name, the most useful first: where there is no room for all of it, the last are left out."""
    if reach.startswith(SHOWS_NOTHING):
        return {}
    of_the_call = {
        "call": call.sid,
        "need": call.need.name or "",
        "language": call.need.language,
        "waited": str(int((now - call.arrived_at).total_seconds())),
        **({"emergency": "yes"} if call.is_emergency else {}),
    }
    try:
        with house.ledger.read() as ledger:
            known = calls.get(ledger, call.sid)
            return {**of_the_call, **(_of_the_person(ledger, house, call, known) if known else {})}
    except LedgerGone:
        return of_the_call


def _of_the_person(ledger: Connection, house: Runtime, call: WaitingCall, known: Call) -> Mapping[str, str]:
    is_verified = bool(verifications.confirmed_of(ledger, [known.sid]))
    person = persons.of_phone(ledger, house, known.phone, known.arrived_at, known.sid, is_verified=is_verified)
    owed = promises.of_call(ledger, known.sid)
    sent = transfers.last_of_call(ledger, known.sid) if call.sent_on_at is not None else None
    said = {
        "promise": owed.id if owed else "",
        "sent_on_by": sent.from_agent if sent else "",
        "known": person.known,
        "customer": person.customer.id if person.customer else "",
        "name": person.name or "",
        "contacts": str(len(person.contacts)) if person.contacts else "",
        "lately": _lately(ledger, house, known),
        "entered": "; ".join(calls.entered_lines(known))[:LONGEST_ENTERED],
    }
    return {name: value for name, value in said.items() if value}


def _lately(ledger: Connection, house: Runtime, call: Call) -> str:
    """How often a boomerang was in touch in these seven days; of anybody else nothing."""
    if call.phone is None or house.line.is_shared(call.phone):
        return ""
    count = boomerangs.count(ledger, call.phone, call.arrived_at - WITHIN, call.arrived_at)
    return str(count) if comes_back(count) else ""
