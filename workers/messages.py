"""Texts leave the outbox here, each at most once: a text that may have been sent is not sent again. Those that came in
are answered here too."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from voice_app.carrier_errors import TelephonyError
from voice_app.failpoints import failpoint
from voice_app.ledger import MessageSid, opt_outs, outages, texts
from voice_app.ledger.texts import Text
from voice_app.ledger.timeline import tell
from voice_app.runtime import Runtime
from voice_app.texting import replies
from workers.ringing import stop_dialling
from workers.shop import Shop, at_work

PAUSE: Final = timedelta(seconds=30)
"""After the carrier certainly did not take a text, and may the next time."""
A_JOB: Final = 50
"""Texts that one job sends at most; the ticker rings again for the rest."""
OPTED_OUT: Final = 21610
"""Twilio's code for somebody who texted STOP: it sends no more to that phone, and we ask no more of it either."""

log = structlog.get_logger()


def send_texts() -> None:
    """Job: send what is queued."""
    shop = at_work()
    send_queued(shop, shop.house.now())


def answer_text(sid: str) -> None:
    """Job: do what a text that came in asks for."""
    house = at_work().house
    replies.answer(house, MessageSid(sid), house.now())


def send_queued(shop: Shop, now: datetime) -> None:
    with shop.house.ledger.read() as ledger:
        if outages.of_carrier(ledger):
            return
    for _ in range(A_JOB):
        with shop.house.ledger.write() as ledger:
            text = texts.claim(ledger, now)
        if text is None:
            return
        failpoint("text.after_claim")
        _send(shop, text, now)


def give_up_stale(shop: Shop, now: datetime) -> None:
    """A text whose worker died in the middle of it may have left: it is not sent again, and its promise tells so."""
    with shop.house.ledger.write() as ledger:
        for text in texts.give_up_stale(ledger, now):
            _tell(ledger, text, "text_in_doubt", now, cause=text.cause)


def _send(shop: Shop, text: Text, now: datetime) -> None:
    house = shop.house
    if text.phone is None or text.body is None:  # erased meanwhile
        _close(house, text, "erased", now)
        return
    try:
        sid = shop.carrier.send_text(text.phone, text.body)
    except TelephonyError as error:
        log.warning("text.not_sent", text=text.id, error=str(error), code=error.code)
        _note_failure(house, text, error, now)
        return
    failpoint("text.after_request")
    with house.ledger.write() as ledger:
        texts.sent(ledger, text.id, sid, now)
        _tell(ledger, text, "text_sent", now)


def _note_failure(house: Runtime, text: Text, error: TelephonyError, now: datetime) -> None:
    cause = f"carrier_{error.code or 'unreachable'}"
    if error.code == OPTED_OUT and text.phone is not None:
        with house.ledger.write() as ledger:
            opt_outs.stop(ledger, opt_outs.who(ledger, text.phone, house.new_id()), "carrier", now)
    if error.permanent and error.trouble is None:
        _close(house, text, cause, now)
        return
    with house.ledger.write() as ledger:
        if error.trouble is not None:
            stop_dialling(ledger, house, error.trouble, now)
        if error.safe_to_repeat:
            texts.failed(ledger, text.id, cause, now, retry_at=now + PAUSE)
        else:
            texts.in_doubt(ledger, text.id, cause, now)
            _tell(ledger, text, "text_in_doubt", now, cause=cause)


def _close(house: Runtime, text: Text, cause: str, now: datetime) -> None:
    with house.ledger.write() as ledger:
        texts.failed(ledger, text.id, cause, now)
        _tell(ledger, text, "text_failed", now, cause=cause)


def _tell(ledger: Connection, text: Text, event: str, now: datetime, **why: str | None) -> None:
    if text.promise_id is not None:
        tell(ledger, text.promise_id, event, now, phrase=text.phrase, text=text.id, **why)
