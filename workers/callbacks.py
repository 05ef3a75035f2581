"""The jobs that touch a phone: ring an agent for a promise, send a waiting call to its ring, hang up a needless leg.

Named by string and opaque ids. Each may run twice, late or never: what it does stands behind a compare-and-set, and
what it leaves undone the ticker finds. No job is retried by RQ.
"""

from datetime import datetime

import structlog

from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app import legs, versions
from voice_app.carrier_errors import TelephonyError
from voice_app.dispatch import ring_step
from voice_app.intents import leave_queue
from voice_app.ledger import AttemptId, LedgerGone, attempts, escalations, listed, outages
from voice_app.ledger.attempt import Attempt
from voice_app.runtime import Runtime
from voice_app.seeing import families
from voice_app.telephony import NOT_IN_PROGRESS, LegSid
from workers.ringing import ring_agent
from workers.shop import Shop, at_work

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
    claimed, has_begun = _claim(house, promise, attempt, agent, now)
    if not has_begun:  # the promise is no longer there to be claimed
        legs.release(house, held, "caller_left", now)
    if claimed is None:
        return
    became = ring_agent(shop, claimed)
    if became in ("not_rung", "no_such_phone"):
        legs.release(house, held, "unreachable" if became == "no_such_phone" else "caller_left", house.now())


def _claim(
    house: Runtime, promise: PromiseId, attempt: AttemptId, agent: AgentId, now: datetime
) -> tuple[Attempt | None, bool]:
    """The attempt, if this worker may make it; and whether there is one, whoever makes it. That it is tried is counted
    first, and for itself: a promise that breaks whoever handles it must not do so for ever."""
    with house.ledger.write() as ledger:
        if outages.of_carrier(ledger):
            return None, False
        escalations.begin_handling(ledger, promise)
    with house.ledger.write() as ledger:
        claimed = attempts.intend(ledger, promise, attempt, agent, now)
        return claimed, attempts.get(ledger, attempt) is not None


def redirect_caller(shop: Shop, reservation: ReservationId) -> None:
    """Once per reservation. When the answer is lost the call's own next turn finds the ring."""
    house = shop.house
    held = house.board.reservation(reservation)
    waiting = house.board.call(CallSid(held.work.id)) if held and held.work.kind == "call" else None
    if held is None or waiting is None or waiting.reservation != reservation:
        return
    if _was_rung_by_list(house, waiting.call.sid):
        legs.release(house, held, "caller_left", house.now())  # of a board that knows nothing yet of that talk
        return
    theirs = versions.house_of(house, waiting.call.sid)
    urls = theirs.urls
    try:
        url = urls.step(ring_step(theirs, waiting.call, reservation, house.now()))
        shop.carrier.redirect(LegSid(waiting.call.sid), url, fallback_url=urls.fallback)
        house.counts.time(families.RING_WAIT, (house.now() - held.reserved_at).total_seconds())
    except TelephonyError as error:
        log.warning("call.not_redirected", call=waiting.call.sid, error=str(error), code=error.code)
        if error.code == NOT_IN_PROGRESS:  # the caller has hung up, and the word of it is still on its way
            leave_queue(house, waiting.call.sid, house.now())
        elif error.safe_to_repeat:
            house.board.redirect_failed(reservation)


def _was_rung_by_list(house: Runtime, call: CallSid) -> bool:
    """While the board was away this caller may have reached somebody: a redirect would tear the two apart."""
    try:
        with house.ledger.read() as ledger:
            return listed.is_talking(ledger, call)
    except LedgerGone:
        return False


def hang_up(shop: Shop, leg: LegSid) -> None:
    try:
        shop.carrier.end(leg)
    except TelephonyError as error:
        log.warning("leg.not_ended", leg=leg, error=str(error), code=error.code)
