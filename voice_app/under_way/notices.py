"""What a caller is told before an agent is joined: that a supervisor may listen, in the words of the line file.

Spoken once in a call, right before a phone rings for it. It counts when that ring is known to have been begun, because
the carrier speaks a document in its order; without that nobody listens. Deliberately tells nobody whom we call back:
they hear a person first (`voice_app.under_way.listening` therefore lets nobody listen there).
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from flows.thread import Thread
from flows.tongues import language_of
from routing.skills import CallSid, ReservationId
from voice_app.ledger import LedgerGone, listenings
from voice_app.ledger.listenings import Notice
from voice_app.line.values import LONGEST_NOTICE
from voice_app.runtime import Runtime

SPOKEN_BY_THEN: Final = LONGEST_NOTICE
"""How much longer a reservation lasts, for the words before its ring."""
NO_NOTICE: Final = timedelta()

log = structlog.get_logger()


def takes(house: Runtime) -> timedelta:
    """How long a ring may be held up by the words before it."""
    return SPOKEN_BY_THEN if house.line.listening.notice else NO_NOTICE


def before_ring(house: Runtime, sid: CallSid, ring: ReservationId, thread: Thread, now: datetime) -> str:
    """The words, or none: heard already, of no use to somebody in danger, or not to be written down; then nobody will
    listen."""
    words = (house.line.listening.notice or {}).get(language_of(thread.language), "")
    if not words or thread.emergency:
        return ""
    try:
        with house.ledger.write() as ledger:
            notice = Notice(sid, ring, thread.language, words, now)
            return words if listenings.begin_notice(ledger, notice) else ""
    except LedgerGone:
        log.warning("notice.not_spoken", call=sid)
        return ""


def was_heard(house: Runtime, ring: ReservationId, now: datetime) -> None:
    """This ring was begun, so that the caller has heard what stood before it."""
    if not house.line.listening.notice:
        return
    try:
        with house.ledger.write() as ledger:
            listenings.notice_was_heard(ledger, ring, now)
    except LedgerGone:
        log.warning("notice.not_noted", ring=ring)
