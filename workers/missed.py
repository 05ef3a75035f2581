"""Who rang while we were away: the account's own calls, and its log of errors, held against the ledger.

Looks back to where the last look ended, and a little further, because the carrier's list lags. Deliberately looks at no
call that was over before the first look: those were answered by whatever stood here then.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import structlog

from routing.alarms import Rule
from routing.dialling import PRESUMED_TALK
from routing.skills import CallSid
from voice_app import missed, numbers
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.carrier_errors import TelephonyError
from voice_app.dispatch import WHISPER_TAKES
from voice_app.ledger import heartbeats, restores
from voice_app.ledger.restores import Restore
from voice_app.limits import LONGEST_CALL
from voice_app.missed import LOOK, Arrived
from voice_app.runtime import Runtime
from voice_app.telephony import FailedRequest
from workers.shop import Shop

LAG: Final = timedelta(minutes=10)
"""How late a call may show in the carrier's list, at the very worst."""
FURTHEST: Final = timedelta(days=7)
"""Whoever called before that has found another way, or given up."""
UNANSWERED: Final = range(11000, 13000)
"""Twilio's codes for a document that could not be fetched (11…) or played (12…)."""
A_TALK: Final = PRESUMED_TALK
"""With whoever picked up at the fallback number, while nothing could be written down; a voicemail's greeting is
shorter."""
MORE_THAN_A_WHISPER: Final = WHISPER_TAKES + timedelta(seconds=5)
"""An agent's leg that lasted so long was accepted by a key: one on which nobody presses it, as a voicemail's, is ended
with the whisper."""
A_BROWSER: Final = "client:"
"""It accepts by being answered, and has no voicemail."""
CLOCK_WAS_WRONG: Final = timedelta(days=1)
"""How far back is looked where the last look lies ahead of us: calls that are known change nothing."""
OUR_DOOR: Final = "web"
"""What its alarm is about."""
HOOKS_TAKE: Final = timedelta(minutes=1)
"""After the end of a call: its status hook may still be on its way to us."""

log = structlog.get_logger()


def look_for_missed(shop: Shop, now: datetime) -> None:
    """One look. Where the carrier does not answer, the next one looks as far back."""
    house = shop.house
    with house.ledger.read() as ledger:
        last_at = heartbeats.by_process(ledger).get(LOOK)
        restore = restores.last(ledger)
    if last_at is not None:
        since = last_at - LAG if last_at <= now else now - CLOCK_WAS_WRONG
        try:
            were_missed = _make_good(shop, max(since, now - FURTHEST), restore, now)
        except TelephonyError as error:
            log.warning("missed.carrier_silent", error=str(error), code=error.code)
            return
        _tell(house, now, were_missed=were_missed)
    _note_look(house, now)


def _make_good(shop: Shop, since: datetime, restore: Restore | None, now: datetime) -> bool:
    """Says whether there was anybody."""

    @cache
    def helped() -> Collection[str]:
        return _talked_to(shop, since - LONGEST_CALL)

    over = _over(shop, since, restore, now)
    made = [missed.make_good(shop.house, call, lambda sid: sid in helped(), now) for call in over]
    return any(made)


def _over(shop: Shop, since: datetime, restore: Restore | None, now: datetime) -> Iterator[Arrived]:
    """The calls that have ended since then, and long enough ago; they may have begun long before."""
    region = shop.house.line.region
    in_vain = {failed.sid for failed in shop.carrier.failed_since(since - LONGEST_CALL) if _left_a_caller_alone(failed)}
    rung = _rung_unwritten(shop, since, restore)
    for leg in shop.carrier.arrived_since(since - LONGEST_CALL):
        if leg.is_live or leg.created_at is None:
            continue
        ended_at = leg.ended_at or leg.created_at
        if since <= ended_at <= now - HOOKS_TAKE:
            phone = numbers.parse(leg.caller, region)
            is_lost = restore is not None and leg.created_at <= restore.at and ended_at >= restore.since_at
            yield Arrived(
                CallSid(leg.sid), phone, leg.created_at, ended_at, leg.sid in in_vain, is_lost and phone in rung
            )


def _rung_unwritten(shop: Shop, since: datetime, restore: Restore | None) -> Collection[str]:
    """Whom we rang in the time that a restore has lost, as long as that is looked back upon."""
    if restore is None or since > restore.at:
        return ()
    legs = shop.carrier.rung_since(restore.since_at)
    return {leg.to for leg in legs if leg.created_at is not None and leg.created_at <= restore.at}


def _talked_to(shop: Shop, since: datetime) -> Collection[str]:
    """The callers whose call rang somebody who talked with them."""
    legs = shop.carrier.rung_since(since)
    told = ((leg.parent, leg.to, leg.talked_for) for leg in legs if leg.parent and leg.talked_for)
    return {parent for parent, rung, talked_for in told if talked_for >= _a_talk(shop.house, rung)}


def _a_talk(house: Runtime, rung: str) -> timedelta:
    """How long a leg to this phone lasts in which somebody was heard, at the least."""
    if rung.startswith(A_BROWSER):
        return timedelta(seconds=1)
    is_an_agents = rung in house.by_reach or f"tel:{rung}" in house.by_reach
    return MORE_THAN_A_WHISPER if is_an_agents else A_TALK


def _left_a_caller_alone(failed: FailedRequest) -> bool:
    """The carrier asked what to say. A word that somebody has hung up, which we did not hear, left nobody alone."""
    return failed.code in UNANSWERED and not urlsplit(failed.url).path.endswith("/status")


def _tell(house: Runtime, now: datetime, *, were_missed: bool) -> None:
    """Supervisors know of it until a look finds nobody more."""
    with house.ledger.write() as ledger:
        if were_missed:
            raise_alarm(ledger, house, Rule.WEB_WAS_AWAY, OUR_DOOR, now)
        else:
            end_alarm(ledger, Rule.WEB_WAS_AWAY, OUR_DOOR, now)


def _note_look(house: Runtime, now: datetime) -> None:
    with house.ledger.write() as ledger:
        heartbeats.beat(ledger, LOOK, now)
