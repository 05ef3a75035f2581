"""Ringing an agent for a promise whose attempt is written: the request, and what its answer tells, or its absence.

Row first, then the request (`routing.dialling`). Deliberately holds nobody and chooses nobody: who rings has done that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final, Literal

import structlog
from sqlalchemy import Connection

from routing import dialling
from routing.alarms import Rule
from routing.escalation import Cause
from routing.outages import ask_again_at
from routing.promises import PromiseState
from voice_app.alarms import raise_alarm
from voice_app.carrier_errors import TelephonyError
from voice_app.escalating import escalate
from voice_app.failpoints import failpoint
from voice_app.ledger import attempts, escalations, outages, promises
from voice_app.ledger.attempt import Attempt
from voice_app.runtime import Runtime
from workers import own_phones
from workers.shop import Shop

REFUSED_AGAIN_IN: Final = timedelta(minutes=5)
"""After the carrier refused a request for good (a number that is wrong): a supervisor is told, and another agent is
tried by then."""
NO_SUCH_PHONE: Final = frozenset({13223, 13224, 21211, 21214, 21217})
"""Twilio's codes for a phone that cannot be rung: it is the agent's, who had better not be chosen again at once."""
PAUSE: Final = timedelta(seconds=15)
DOUBLINGS: Final = 4
"""After a request that certainly did nothing, such as a 429, nobody asks for a call: for so long at first, and twice as
long each time, up to four minutes. All rest together, so that the most urgent promise is the first again, and
there is no herd that a jitter would have to part."""
CARRIER: Final = "carrier"
"""What the carrier's alarms are about."""

log = structlog.get_logger()


Became = Literal["rung", "in_doubt", "not_rung", "no_such_phone"]
"""What is known of the request. *not_rung*: nobody's phone rings, and the promise is open again."""


def ring_agent(shop: Shop, claimed: Attempt) -> Became:
    """Send the request of this attempt and note what is known of it. The customer is not rung here."""
    house = shop.house
    failpoint("dial.after_claim")
    if not _may_still_ring(house, claimed):
        log.warning("promise.woke_too_late", promise=claimed.promise_id, attempt=claimed.id)
        return "not_rung"
    try:
        leg = own_phones.ring(shop, claimed.agent_id, "whisper", claimed.id, house.urls.agent_status(claimed.id))
    except TelephonyError as error:
        return _not_rung(house, claimed, error)
    failpoint("dial.after_request")
    with house.ledger.write() as ledger:
        attempts.sent(ledger, claimed.id, leg, house.now())
    return "rung"


def _may_still_ring(house: Runtime, claimed: Attempt) -> bool:
    """Asked right before the request, of the ledger and not of this worker's memory: it may have slept meanwhile, and
    the attempt been taken for dead, or the promise been withdrawn."""
    with house.ledger.read() as ledger:
        attempt, promise = attempts.get(ledger, claimed.id), promises.get(ledger, claimed.promise_id)
    if attempt is None or promise is None:
        return False
    return dialling.may_request(attempt.state, PromiseState(promise.state), attempt.started_at, house.now())


def _not_rung(house: Runtime, claimed: Attempt, error: TelephonyError) -> Became:
    """What the carrier's answer tells, or its absence. Only what certainly did nothing is tried again."""
    now, promise = house.now(), claimed.promise_id
    log.warning("promise.agent_not_rung", promise=promise, attempt=claimed.id, error=str(error), code=error.code)
    cause = f"carrier_{error.code or 'unreachable'}"
    failpoint("dial.after_refusal")
    with house.ledger.write() as ledger:
        escalations.forget_crashes(ledger, promise)
        if error.trouble is not None:
            stop_dialling(ledger, house, error.trouble, now)
        if not error.safe_to_repeat:
            attempts.in_doubt(ledger, claimed.id, cause, now)
            return "in_doubt"
        refused = error.permanent and error.trouble is None
        attempts.not_created(ledger, claimed.id, cause, now, retry_at=now + REFUSED_AGAIN_IN if refused else now)
        if refused:
            escalate(ledger, house, promise, Cause.CARRIER_REFUSED, now)
        refusals = _refusals_in_a_row(attempts.of_promise(ledger, promise))
    if not error.permanent:
        house.board.rest_ringing(now + PAUSE * 2 ** min(refusals - 1, DOUBLINGS))
    return "no_such_phone" if error.code in NO_SUCH_PHONE else "not_rung"


def _refusals_in_a_row(tried: Sequence[Attempt]) -> int:
    """How often, at the end, the carrier made no call of it."""
    return sum(1 for _ in takewhile(lambda one: (one.cause or "").startswith("carrier_"), reversed(tried)))


def stop_dialling(ledger: Connection, house: Runtime, because: Cause, now: datetime) -> None:
    """Nobody is rung until the carrier has been asked and answers. One that is down is asked at once: it may have been
    a hiccup, of which nobody need hear."""
    is_account = because is Cause.CARRIER_ACCOUNT
    outages.begin(ledger, because, now, ask_again_at(because, 0, now) if is_account else now)
    if is_account:
        raise_alarm(ledger, house, Rule.CARRIER_ACCOUNT, CARRIER, now, because=because.value)
