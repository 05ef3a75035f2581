"""Who rang while we were away: the account's own calls, and its log of errors, held against the ledger.

Looks back to where the last look ended, and a little further, because the carrier's list lags. Deliberately looks at no
call from before the first look: those were answered by whatever stood here then.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog

from routing.skills import CallSid
from voice_app import missed, numbers
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import heartbeats
from voice_app.missed import Arrived
from voice_app.runtime import Runtime
from voice_app.telephony import FailedRequest
from workers.shop import Shop

LOOK: Final = "look_for_missed"
"""Under this name the ledger knows when the account's calls were last looked at."""

LAG: Final = timedelta(minutes=10)
"""How late a call may show in the carrier's list, at the very worst."""
FURTHEST: Final = timedelta(days=7)
"""Whoever called before that has found another way, or given up."""
UNANSWERED: Final = range(11000, 13000)
"""Twilio's codes for a document that could not be fetched (11…) or played (12…)."""
HOOKS_TAKE: Final = timedelta(minutes=1)
"""After the end of a call: its status hook may still be on its way to us."""

log = structlog.get_logger()


def look_for_missed(shop: Shop, now: datetime) -> None:
    """One look. Where the carrier does not answer, the next one looks as far back."""
    house = shop.house
    with house.ledger.read() as ledger:
        last_at = next((beat.at for beat in heartbeats.all(ledger) if beat.process == LOOK), None)
    if last_at is not None:
        try:
            arrived = list(_over(shop, max(last_at - LAG, now - FURTHEST), now))
        except TelephonyError as error:
            log.warning("missed.carrier_silent", error=str(error), code=error.code)
            return
        for call in arrived:
            missed.make_good(house, call, now)
    _note_look(house, now)


def _over(shop: Shop, since: datetime, now: datetime) -> Iterator[Arrived]:
    """The calls since then that have ended long enough ago."""
    region = shop.house.line.region
    in_vain = {failed.sid for failed in shop.carrier.failed_since(since) if _left_a_caller_alone(failed)}
    for leg in shop.carrier.arrived_since(since):
        if leg.is_live or leg.created_at is None:
            continue
        ended_at = leg.ended_at or leg.created_at
        if ended_at <= now - HOOKS_TAKE:
            yield Arrived(
                CallSid(leg.sid), numbers.parse(leg.caller, region), leg.created_at, ended_at, leg.sid in in_vain
            )


def _left_a_caller_alone(failed: FailedRequest) -> bool:
    """The carrier asked what to say. A word that somebody has hung up, which we did not hear, left nobody alone."""
    return failed.code in UNANSWERED and not urlsplit(failed.url).path.endswith("/status")


def _note_look(house: Runtime, now: datetime) -> None:
    with house.ledger.write() as ledger:
        heartbeats.beat(ledger, LOOK, now)
