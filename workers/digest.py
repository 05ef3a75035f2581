"""The digest leaves here: once a day to each address, at its hour of the line's clock.

Row first, so that of several workers one sends it. What surely did not arrive is tried again within the morning; what
may have arrived is not, and a morning that has passed is not made up for: a director wants one letter, not a pile.
"""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Final

import structlog

from voice_app import jobs
from voice_app.digest import day_before, digest_of, is_shown
from voice_app.digest.letter import letter_of
from voice_app.ledger import digests
from voice_app.runtime import Runtime
from workers.delivery import NotDelivered
from workers.mail import send_mail, write_letter
from workers.shop import Shop, at_work

WITHIN: Final = timedelta(hours=3)
"""After its hour; later nobody reads it as the morning's."""
FIRST_PAUSE: Final = timedelta(minutes=1)
MOST_TRIES: Final = 6

log = structlog.get_logger()


def send_digest(day: str) -> None:
    """Job: send the digest of a day to whoever has not got it."""
    send_day(at_work(), day)


def send_day(shop: Shop, day: str) -> None:
    send_to_all(shop.house, date.fromisoformat(day), shop.house.now())


def ring_for_digest(shop: Shop, now: datetime) -> None:
    """One pass: is it the hour, and is there anybody who has not got it?"""
    house = shop.house
    if not is_its_hour(house, now):
        return
    day = day_before(house.line.timezone, now)
    with house.ledger.write() as ledger:
        digests.give_up_lost(ledger, now)
        known = {one.target: one for one in digests.of_day(ledger, day)}
    waiting = [one for one in known.values() if one.state == "queued" and one.not_before and one.not_before <= now]
    if waiting or any(target not in known for target in house.line.daily.to):
        house.jobs.ring(jobs.SEND_DIGEST, day.isoformat())


def is_its_hour(house: Runtime, now: datetime) -> bool:
    """From its hour on, for a while, by the line's clock."""
    line = house.line
    local = now.astimezone(line.timezone)
    begins = datetime.combine(local.date(), line.daily.at, line.timezone)
    return bool(line.daily.to) and begins <= now < begins + WITHIN


def send_to_all(house: Runtime, day: date, now: datetime) -> None:
    """To each address that has not got this day's, one after the other."""
    sender = house.line.alarms.sender
    if house.settings.smtp_url is None or sender is None or not is_shown(house.line.timezone, day, now):
        return
    with house.ledger.read() as ledger:
        known = {one.target: one.state for one in digests.of_day(ledger, day)}
    waiting = [target for target in house.line.daily.to if known.get(target, "queued") == "queued"]
    if not waiting:
        return
    # Written before it is claimed: what breaks down here was surely sent to nobody, and is tried again.
    letter = letter_of(house.line, digest_of(house.ledger, house.line, day, now), house.settings.pages_base_url)
    for target in waiting:
        id_ = f"digest.{house.new_id()}"
        mail = write_letter(sender, target, id=id_, subject=letter.subject, text=letter.text, now=now)
        mail.add_alternative(letter.html, subtype="html")
        with house.ledger.write() as ledger:
            is_ours = digests.claim(ledger, day, target, now)
        if is_ours:
            _send(house, mail, target, day, now)


def _send(house: Runtime, mail: EmailMessage, target: str, day: date, now: datetime) -> None:
    url = house.settings.smtp_url
    if url is None:
        return
    try:
        send_mail(url.get_secret_value(), mail)
    except NotDelivered as error:
        log.warning("digest.not_sent", day=day.isoformat(), cause=error.cause)
        _note_failure(house, day, target, error, now)
        return
    with house.ledger.write() as ledger:
        digests.sent(ledger, day, target, now)
    log.info("digest.sent", day=day.isoformat())


def _note_failure(house: Runtime, day: date, target: str, error: NotDelivered, now: datetime) -> None:
    with house.ledger.write() as ledger:
        if not error.safe_to_repeat:
            digests.in_doubt(ledger, day, target, error.cause, now)
            return
        tries = next(one.tries for one in digests.of_day(ledger, day) if one.target == target)
        if error.permanent or tries >= MOST_TRIES:
            digests.failed(ledger, day, target, error.cause, now)
        else:
            digests.again(ledger, day, target, error.cause, now + FIRST_PAUSE * 2 ** (tries - 1))
