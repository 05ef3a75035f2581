"""Recordings are deleted at the carrier, of talks and of messages, once they were kept long enough or must not be.

Noted as gone only when the carrier's own list does not show it any more; until then it is tried again with each pass,
and after a day supervisors are told, who can delete it there. Deliberately deletes nothing on the ledger: that a talk
was recorded, and that it is gone, can be proven tomorrow.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from routing.alarms import Rule
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import alarms, messages, talk_recordings
from voice_app.ledger.messages import Message
from voice_app.ledger.undeleted import undeleted
from voice_app.privacy.retention import trusted
from workers.recording import drive
from workers.shop import Shop

AT_A_TIME: Final = 20
"""Of each kind and pass: three requests each, and live callers' requests come first."""
BY: Final = "house"
SHOUT_AFTER: Final = timedelta(days=1)

log = structlog.get_logger()


def forget_recordings(shop: Shop, now: datetime) -> None:
    """One pass; who was kept longest goes first."""
    _forget_talks(shop, now)
    _forget_messages(shop, now)
    _tell_of_what_is_left(shop, now)


def _forget_talks(shop: Shop, now: datetime) -> None:
    house = shop.house
    with house.ledger.write() as ledger:
        before = trusted(ledger, now) - house.line.privacy.keep_recordings
        for row in talk_recordings.outlived(ledger, before, AT_A_TIME):
            talk_recordings.forget(ledger, row.id, "kept_long_enough", BY, now)
        doomed = talk_recordings.doomed(ledger, AT_A_TIME)
    for row in doomed:
        drive(shop, row.id)


def _forget_messages(shop: Shop, now: datetime) -> None:
    house = shop.house
    with house.ledger.read() as ledger:
        before = trusted(ledger, now) - house.line.privacy.keep_recordings
        due = messages.to_be_deleted(ledger, before, AT_A_TIME)
    for message in due:
        if not _forget_message(shop, message, now):
            return


def _forget_message(shop: Shop, message: Message, now: datetime) -> bool:
    """Says whether the carrier could be asked; what it does not delete now is tried again."""
    try:
        shop.carrier.delete_recording(message.sid)
        left = {taped.sid for taped in shop.carrier.recordings_of(message.call_sid)}
    except TelephonyError as error:
        log.warning("message.not_deleted", recording=message.sid, error=str(error), code=error.code)
        return error.permanent
    if message.sid not in left:
        with shop.house.ledger.write() as ledger:
            messages.deleted(ledger, message, now)
    return True


def _tell_of_what_is_left(shop: Shop, now: datetime) -> None:
    house, rule = shop.house, Rule.RECORDING_UNDELETED
    doomed_before = now - SHOUT_AFTER
    with house.ledger.write() as ledger:
        left = undeleted(ledger, doomed_before, doomed_before - house.line.privacy.keep_recordings)
        for told in alarms.standing(ledger):
            if told.rule == rule and told.subject not in left:
                end_alarm(ledger, rule, told.subject, now)
        for sid in left[:AT_A_TIME]:
            raise_alarm(ledger, house, rule, sid, now)
