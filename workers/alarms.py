"""Notices leave the outbox here: to each supervisor, by each channel, at most once.

A job sends one group and rings for the next: a mail server that takes its time holds up no agent's phone for long.
What surely did not arrive is tried again with growing pauses for a day; what may have arrived is not. Where no worker
answers the bell, the ticker sends by itself: that too must be told.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

import structlog

from routing.alarms import try_again_at
from voice_app import alarm_words, jobs
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import NoticeId, alarms
from voice_app.ledger.alarms import Group, Notice
from voice_app.runtime import Runtime
from workers.delivery import NotDelivered
from workers.mail import send_mail, write_letter
from workers.shop import Shop, at_work
from workers.webhook import post_signed

log = structlog.get_logger()


def send_alarms() -> None:
    """Job: tell one target what is queued for it, and ring for the next."""
    tell_next(at_work())


def tell_next(shop: Shop) -> None:
    if send_next(shop, shop.house.now()):
        shop.house.jobs.ring(jobs.SEND_ALARMS)


def send_next(shop: Shop, now: datetime) -> bool:
    """Tell one target; false where nobody is to be told anything now."""
    house = shop.house
    with house.ledger.write() as ledger:
        group = alarms.claim(ledger, now)
    if group is None:
        return False
    try:
        deliver(shop, group, now)
    except NotDelivered as error:
        log.warning("alarm.not_told", channel=group.channel, rule=group.alarms[0].rule, cause=error.cause)
        _note_failure(house, group, error, now)
    else:
        with house.ledger.write() as ledger:
            alarms.sent(ledger, _ids(group.notices), now)
        log.info("alarm.told", channel=group.channel, rule=group.alarms[0].rule, alarms=len(group.alarms))
    return True


def deliver(shop: Shop, group: Group, now: datetime) -> None:
    """Hand it over, by its channel. Raises NotDelivered."""
    match group.channel:
        case "text":
            _text(shop, group)
        case "email":
            _email(shop.house, group, now)
        case "webhook":
            _webhook(shop.house, group, now)
        case never:
            assert_never(never)


def _text(shop: Shop, group: Group) -> None:
    try:
        shop.carrier.send_text(group.target, alarm_words.sentence(shop.house.line, group.alarms))
    except TelephonyError as error:
        cause = f"carrier_{error.code or 'unreachable'}"
        raise NotDelivered(cause, permanent=error.permanent, safe_to_repeat=error.safe_to_repeat) from error


def _email(house: Runtime, group: Group, now: datetime) -> None:
    url, sender = house.settings.smtp_url, house.line.alarms.sender
    if url is None or sender is None:
        raise _no_longer_set_up()
    letter = write_letter(
        sender,
        group.target,
        id=f"{group.notices[0].id}.{group.notices[0].tries}",
        subject=alarm_words.sentence(house.line, group.alarms),
        text=alarm_words.letter(house.line, group.alarms, house.settings.pages_base_url),
        now=now,
    )
    send_mail(url.get_secret_value(), letter)


def _webhook(house: Runtime, group: Group, now: datetime) -> None:
    secrets = house.settings.alarm_secrets
    if not secrets:
        raise _no_longer_set_up()
    document = alarm_words.document(house.line, group.alarms, house.settings.pages_base_url)
    body = json.dumps(document, ensure_ascii=False).encode()
    post_signed(group.target, body, secrets, now)


def _no_longer_set_up() -> NotDelivered:
    return NotDelivered("not_set_up", permanent=True, safe_to_repeat=True)


def _note_failure(house: Runtime, group: Group, error: NotDelivered, now: datetime) -> None:
    with house.ledger.write() as ledger:
        if not error.safe_to_repeat:
            alarms.in_doubt(ledger, _ids(group.notices), error.cause, now)
            return
        tries, again = min(notice.tries for notice in group.notices), defaultdict[datetime | None, list[NoticeId]](list)
        for notice in group.notices:
            again[None if error.permanent else try_again_at(tries, notice.queued_at, now)].append(notice.id)
        for retry_at, ids in again.items():
            alarms.failed(ledger, ids, error.cause, now, retry_at)


def _ids(notices: Sequence[Notice]) -> list[NoticeId]:
    return [notice.id for notice in notices]
