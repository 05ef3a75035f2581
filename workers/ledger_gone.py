"""A ledger that is gone, or whose disk is full: supervisors are told all the same, once, though nothing can be written.

What is owed to whom is kept in this process, one message with each beat, and written down once the ledger is back. Of
several tickers the first to say so on the board tells; without a board each does. What surely did not arrive is tried
again as ever. Deliberately waits half a minute: a database that is started again is no alarm.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from routing.alarms import Rule, try_again_at
from routing.board import BoardGone
from voice_app import disks
from voice_app.alarms import targets_of
from voice_app.ledger import AlarmId, NoticeId, told_without
from voice_app.ledger.alarms import Alarm, Group, Notice
from voice_app.ledger.ids import NoticeState
from voice_app.runtime import Runtime
from workers.alarms import deliver
from workers.delivery import NotDelivered
from workers.shop import Shop
from workers.unwritten import Unwritten

LEDGER: Final = "ledger"
"""The one subject of the alarm."""
MAY_LAST: Final = timedelta(seconds=30)

log = structlog.get_logger()


def tell(shop: Shop, unwritten: Unwritten, now: datetime) -> None:
    """A write has failed: once that lasts, tell one of those who are not told yet."""
    unwritten.since = unwritten.since or now
    if now - unwritten.since < MAY_LAST:
        return
    if unwritten.alarm is None:
        if not _is_ours_to_tell(shop.house, now):
            return
        _begin(shop.house, unwritten, now)
    _tell_next(shop, unwritten, now)


def write_down(house: Runtime, unwritten: Unwritten, now: datetime) -> None:
    """A write has gone well: what was told meanwhile is kept, and over."""
    alarm, notices = unwritten.alarm, unwritten.notices
    if alarm is not None:
        over = [_closed(each, "failed", now, "over") if each.state == "queued" else each for each in notices]
        with house.ledger.write() as ledger:
            told_without.write_down(ledger, replace(alarm, over_at=now), over)
        try:
            house.board.told_and_over()
        except BoardGone:
            log.warning("alarm.board_gone")
        log.info("alarm.over", rule=alarm.rule, subject=alarm.subject)
    unwritten.since, unwritten.alarm, unwritten.notices = None, None, []


def _is_ours_to_tell(house: Runtime, now: datetime) -> bool:
    try:
        return house.board.is_first_to_tell(now)
    except BoardGone:
        return True


def _begin(house: Runtime, unwritten: Unwritten, now: datetime) -> None:
    id_, because = AlarmId(house.new_id()), "full" if disks.ledger_is_full(house) else "gone"
    since = unwritten.since or now
    unwritten.alarm = Alarm(id_, Rule.LEDGER_GONE.value, LEDGER, because, {}, since, now, None, None, None)
    unwritten.notices = [
        Notice(NoticeId(f"{id_}.{count}"), id_, channel, target, "queued", 0, now, now, None, None, None)
        for count, (channel, target) in enumerate(targets_of(house))
    ]
    log.error("alarm.raised", rule=Rule.LEDGER_GONE.value, because=because, targets=len(unwritten.notices))


def _tell_next(shop: Shop, unwritten: Unwritten, now: datetime) -> None:
    """One with each beat: a mail server that takes its time must not hold up the beats for long."""
    waiting = (n for n, each in enumerate(unwritten.notices) if each.state == "queued" and each.not_before <= now)
    at = next(waiting, None)
    if at is None or unwritten.alarm is None:
        return
    notice = replace(unwritten.notices[at], tries=unwritten.notices[at].tries + 1)
    try:
        deliver(shop, Group(notice.channel, notice.target, (notice,), (unwritten.alarm,)), now)
    except NotDelivered as error:
        log.warning("alarm.not_told", channel=notice.channel, rule=unwritten.alarm.rule, cause=error.cause)
        unwritten.notices[at] = _failed(notice, error, now)
    else:
        unwritten.notices[at] = _closed(notice, "sent", now, None)


def _failed(notice: Notice, error: NotDelivered, now: datetime) -> Notice:
    if not error.safe_to_repeat:
        return _closed(notice, "unknown", now, error.cause)
    again = None if error.permanent else try_again_at(notice.tries, notice.queued_at, now)
    if again is None:
        return _closed(notice, "failed", now, error.cause)
    return replace(notice, not_before=again, cause=error.cause)


def _closed(notice: Notice, state: NoticeState, now: datetime, cause: str | None) -> Notice:
    return replace(notice, state=state, closed_at=now, cause=cause)
