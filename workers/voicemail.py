"""Messages that were announced and never told of: every hook of theirs was lost, so the carrier is asked.

Deliberately fetches no sound; only which recordings there are.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from flows.message import LONGEST
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import RecordingSid, messages
from voice_app.ledger.messages import Message
from voice_app.sound.taping import Taped
from workers.shop import Shop

ASKED_AFTER: Final = LONGEST + timedelta(minutes=2)
"""From the notice: by then the longest message is over, and every hook in time has come."""

log = structlog.get_logger()


def find_messages(shop: Shop, now: datetime) -> None:
    """One pass over what was expected; who hung up at the beep has left nothing, and is not asked after again."""
    with shop.house.ledger.read() as ledger:
        overdue = messages.expected(ledger, now - ASKED_AFTER)
    for expected in overdue:
        try:
            found = shop.carrier.recordings_of(expected.call_sid)
        except TelephonyError as error:
            log.warning("voicemail.carrier_silent", call=expected.call_sid, error=str(error), code=error.code)
            return
        if not any(taped.is_being_made for taped in found):
            _take(shop, expected, found)


def _take(shop: Shop, expected: Message, found: list[Taped]) -> None:
    with shop.house.ledger.write() as ledger:
        for taped in found:
            if taped.status == "completed":
                sid = RecordingSid(taped.sid)
                said = Message(sid, expected.call_sid, expected.promise_id, taped.seconds, expected.at)
                if messages.take(ledger, said):
                    log.info("voicemail.found", promise=expected.promise_id, recording=sid)
        messages.expect_no_more(ledger, expected.call_sid)
