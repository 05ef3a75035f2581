"""A caller whom an agent sends on is redirected: once, and again only when the first request can have no effect left.

That the caller has moved is never concluded from the answer to the request: the caller's own leg says so
(`voice_app.under_way.sending_on`). Deliberately decides nothing of who takes the call.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from flows.thread import Step, Thread
from voice_app import jobs, versions
from voice_app.carrier_errors import TelephonyError
from voice_app.dispatch import caller_of
from voice_app.ledger import AttemptId, Phone, TransferId, promises, transfers
from voice_app.ledger.transfers import Transfer
from voice_app.runtime import Runtime
from voice_app.telephony import NOT_IN_PROGRESS, LegSid
from workers.recording import has_stopped
from workers.shop import Shop, at_work

AGAIN_AFTER: Final = timedelta(seconds=20)
"""The carrier asks us for at most 15 s what to do with the caller (Twilio docs, webhook timeouts): a request that has
shown no effect by then has none."""
BELL_IS_HEARD: Final = timedelta(seconds=5)
GIVE_UP_AFTER: Final = timedelta(minutes=1)
"""Later than that a transfer would take agent and caller by surprise: they talk, and can ask again."""

log = structlog.get_logger()


def send_on(transfer: str) -> None:
    """Job: redirect the caller to whom the call is sent on."""
    redirect_caller(at_work(), TransferId(transfer))


def redirect_caller(shop: Shop, transfer: TransferId) -> None:
    """Send the request, if it may be sent, and note what is certain: that it did nothing, or that nobody is there."""
    house, now = shop.house, shop.house.now()
    with house.ledger.read() as ledger:
        asked = transfers.get(ledger, transfer)
    if asked is None or not has_stopped(shop, asked.call_sid, now):
        return  # what the caller agreed to was this talk; `send_on_again` tries again, and gives up in the end
    with house.ledger.write() as ledger:
        asked = transfers.get(ledger, transfer)
        if (
            asked is None
            or not _is_talking(house, asked)
            or not transfers.redirecting(ledger, transfer, AGAIN_AFTER, now)
        ):
            return
    theirs = versions.house_of(house, asked.call_sid)
    urls, step = theirs.urls, _where_to(theirs, asked)
    try:
        shop.carrier.redirect(LegSid(asked.call_sid), urls.step(step), fallback_url=urls.fallback_of(step))
    except TelephonyError as error:
        log.warning("transfer.not_redirected", transfer=transfer, error=str(error), code=error.code)
        with house.ledger.write() as ledger:
            if error.code == NOT_IN_PROGRESS:
                transfers.fail(ledger, transfer, "gone", now)
            elif error.permanent:
                transfers.fail(ledger, transfer, f"carrier_{error.code}", now)
            elif error.safe_to_repeat:
                transfers.not_redirected(ledger, transfer)


def _is_talking(house: Runtime, asked: Transfer) -> bool:
    """Asked of the board as well: where the ledger was away when the caller arrived, the board knows better."""
    held = house.board.reservation(asked.talk)
    return held is not None and held.state == "accepted"


def _where_to(house: Runtime, asked: Transfer) -> Step:
    """To the old place in the line, with nothing to be asked again."""
    phone, promise = caller_of(house, asked.call_sid)
    if asked.is_callback:  # the promise is about to be kept, so it goes no further
        phone, promise = customer_of(house, asked), None
    thread = Thread(
        language=house.terms.tongue(asked.language, phone),
        need=asked.need,
        arrived_at=asked.waits_since,
        promise=promise,
        subject=asked.talk,
        emergency=asked.is_emergency,
    )
    return Step("sent_on", thread)


def customer_of(house: Runtime, asked: Transfer) -> Phone | None:
    """Whoever is called back in this talk."""
    with house.ledger.read() as ledger:
        owed = promises.of_attempt(ledger, AttemptId(asked.talk))
    return owed.phone if owed else None


def send_on_again(shop: Shop, now: datetime) -> None:
    """Transfers of which nothing was heard: the bell, the request or its answer was lost, or nobody is talking."""
    house = shop.house
    with house.ledger.read() as ledger:
        waiting = [one for one in transfers.asked(ledger) if not one.is_consult]
    for asked in waiting:
        if now - asked.asked_at >= GIVE_UP_AFTER or not _is_talking(house, asked):
            _give_up(house, asked, now)
        elif now - asked.asked_at >= BELL_IS_HEARD:
            house.jobs.ring(jobs.SEND_ON, asked.id)


def _give_up(house: Runtime, asked: Transfer, now: datetime) -> None:
    """Not while a request is on its way: the caller's leg may yet say that it has arrived."""
    if asked.redirected_at is not None and now - asked.redirected_at < AGAIN_AFTER:
        return
    with house.ledger.write() as ledger:
        transfers.fail(ledger, asked.id, "not_sent" if _is_talking(house, asked) else "talk_over", now)
