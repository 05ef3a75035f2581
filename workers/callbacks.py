"""The jobs that touch a phone: ring an agent for a promise, send a waiting call to its ring, hang up a needless leg.

Named by string and opaque ids. Each may run twice, late or never: what it does stands behind a compare-and-set, and
what it leaves undone the ticker finds. No job is retried by RQ.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

import structlog

from flows.thread import Step, Thread
from routing import dialling
from routing.promises import PromiseState
from routing.records import Reservation
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app import legs
from voice_app.dispatch import ring_step
from voice_app.failpoints import failpoint
from voice_app.intents import leave_queue
from voice_app.ledger import AttemptId, attempts, duties, promises
from voice_app.ledger.attempt import Attempt
from voice_app.runtime import Runtime
from voice_app.telephony import NOT_IN_PROGRESS, LegSid, TelephonyError
from voice_app.twiml import Urls
from workers.shop import Shop, at_work

REFUSED_AGAIN_IN: Final = timedelta(minutes=5)
"""After the carrier refused a request for good (an account, a number that is wrong): a supervisor is told, and another
agent is tried by then."""
NO_SUCH_PHONE: Final = frozenset({13223, 13224, 21211, 21214, 21217})
"""Twilio's codes for a phone that cannot be rung: it is the agent's, who had better not be chosen again at once."""
PAUSE: Final = timedelta(seconds=15)
DOUBLINGS: Final = 4
"""After a request that certainly did nothing, such as a 429, nobody asks for a call: for so long at first, and twice as
long each time, up to four minutes. All rest together, so that the most urgent promise is the first again, and
there is no herd that a jitter would have to part."""

log = structlog.get_logger()


def keep_promise(promise: str, attempt: str, agent: str) -> None:
    """Job: claim the promise and ring the agent who is held for it."""
    shop = at_work()
    ring_for_promise(shop, PromiseId(promise), AttemptId(attempt), AgentId(agent), shop.house.now())


def redirect(reservation: str) -> None:
    """Job: have a waiting call fetch the ring that was found for it."""
    shop = at_work()
    redirect_caller(shop, ReservationId(reservation))


def end_leg(leg: str) -> None:
    """Job: hang up a leg that nobody needs any more."""
    hang_up(at_work(), LegSid(leg))


def ring_for_promise(shop: Shop, promise: PromiseId, attempt: AttemptId, agent: AgentId, now: datetime) -> None:
    """Row first, then the request, then what is known of it (`routing.dialling`). The customer is not rung here."""
    house = shop.house
    held = house.board.reservation(ReservationId(attempt))
    if held is None or held.state != "held":
        return  # this job comes late: the agent is no longer held for it
    with house.ledger.write() as ledger:
        claimed = attempts.intend(ledger, promise, attempt, agent, now)
        has_begun = attempts.get(ledger, attempt) is not None
    if not has_begun:  # the promise is no longer there to be claimed
        legs.release(house, held, "caller_left", now)
    if claimed is None:
        return
    failpoint("dial.after_claim")
    if not _may_still_ring(house, claimed):
        log.warning("promise.woke_too_late", promise=promise, attempt=attempt)
        legs.release(house, held, "caller_left", house.now())
        return
    try:
        leg = shop.carrier.ring(
            house.roster[agent].reach,
            url=_urls(shop).step(_whisper(shop, attempt, agent)),
            fallback_url=_urls(shop).fallback,
            status_url=_urls(shop).agent_status(attempt),
            rings_for=house.line.waiting.ring_agent,
        )
    except TelephonyError as error:
        _not_rung(shop, held, claimed, error)
        return
    failpoint("dial.after_request")
    with house.ledger.write() as ledger:
        attempts.sent(ledger, attempt, CallSid(leg), house.now())


def _may_still_ring(house: Runtime, claimed: Attempt) -> bool:
    """Asked right before the request, of the ledger and not of this worker's memory: it may have slept meanwhile, and
    the attempt been taken for dead, or the promise been withdrawn."""
    with house.ledger.read() as ledger:
        attempt, promise = attempts.get(ledger, claimed.id), promises.get(ledger, claimed.promise_id)
    if attempt is None or promise is None:
        return False
    return dialling.may_request(attempt.state, PromiseState(promise.state), attempt.started_at, house.now())


def _whisper(shop: Shop, attempt: AttemptId, agent: AgentId) -> Step:
    languages = shop.house.roster[agent].languages
    return Step("whisper", Thread(shop.house.terms.spoken_to(languages), subject=attempt))


def _urls(shop: Shop) -> Urls:
    return Urls(shop.house.settings.public_base_url)


def _not_rung(shop: Shop, held: Reservation, claimed: Attempt, error: TelephonyError) -> None:
    """What the carrier's answer tells, or its absence. Only what certainly did nothing is tried again."""
    house, now, promise = shop.house, shop.house.now(), claimed.promise_id
    log.warning("promise.agent_not_rung", promise=promise, attempt=claimed.id, error=str(error), code=error.code)
    cause = f"carrier_{error.code or 'unreachable'}"
    failpoint("dial.after_refusal")
    with house.ledger.write() as ledger:
        if not error.safe_to_repeat:
            attempts.in_doubt(ledger, claimed.id, cause, now)
            return
        retry_at = now + REFUSED_AGAIN_IN if error.permanent else now
        attempts.not_created(ledger, claimed.id, cause, now, retry_at=retry_at)
        if error.permanent:
            duties.escalate(ledger, promise, now)
        refusals = _refusals_in_a_row(attempts.of_promise(ledger, promise))
    if not error.permanent:
        house.board.rest_ringing(now + PAUSE * 2 ** min(refusals - 1, DOUBLINGS))
    legs.release(house, held, "no_answer" if error.code in NO_SUCH_PHONE else "caller_left", now)


def _refusals_in_a_row(tried: Sequence[Attempt]) -> int:
    """How often, at the end, the carrier made no call of it."""
    return sum(1 for _ in takewhile(lambda one: (one.cause or "").startswith("carrier_"), reversed(tried)))


def redirect_caller(shop: Shop, reservation: ReservationId) -> None:
    """Once per reservation. When the answer is lost the call's own next turn finds the ring."""
    house = shop.house
    held = house.board.reservation(reservation)
    waiting = house.board.call(CallSid(held.work.id)) if held and held.work.kind == "call" else None
    if waiting is None or waiting.reservation != reservation:
        return
    try:
        url = _urls(shop).step(ring_step(house, waiting.call, reservation, house.now()))
        shop.carrier.redirect(LegSid(waiting.call.sid), url, fallback_url=_urls(shop).fallback)
    except TelephonyError as error:
        log.warning("call.not_redirected", call=waiting.call.sid, error=str(error), code=error.code)
        if error.code == NOT_IN_PROGRESS:  # the caller has hung up, and the word of it is still on its way
            leave_queue(house, waiting.call.sid, house.now())
        elif error.safe_to_repeat:
            house.board.redirect_failed(reservation)


def hang_up(shop: Shop, leg: LegSid) -> None:
    try:
        shop.carrier.end(leg)
    except TelephonyError as error:
        log.warning("leg.not_ended", leg=leg, error=str(error), code=error.code)
