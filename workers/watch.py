"""Duties of the ticker that watch the house itself, and see that supervisors are told.

Who watches whom: the ticker rings for the workers' beats, and raises the alarm when nobody answers; the web process
watches the ticker (`voice_app.watchdog`).
"""

from datetime import datetime

import structlog

from routing.alarms import Rule
from voice_app import jobs
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger import alarms, heartbeats
from workers.alarms import send_next
from workers.shop import Shop

log = structlog.get_logger()


def beat(shop: Shop, now: datetime) -> None:
    """This process lives; and so does a worker, if it hears the bell and says so."""
    house = shop.house
    with house.ledger.write() as ledger:
        heartbeats.beat(ledger, heartbeats.TICKER, now)
        end_alarm(ledger, Rule.TICKER_SILENT, heartbeats.TICKER, now)
        unanswered_since = heartbeats.ring(ledger, now)
        if now - unanswered_since > heartbeats.SILENT_AFTER:
            raise_alarm(ledger, house, Rule.WORKER_SILENT, heartbeats.WORKER, now)
        elif unanswered_since == now:
            end_alarm(ledger, Rule.WORKER_SILENT, heartbeats.WORKER, now)
    house.jobs.ring(jobs.BEAT)


def tell_supervisors(shop: Shop, now: datetime) -> None:
    """What is over needs no telling; the rest is a worker's to tell, or our own where no worker answers."""
    with shop.house.ledger.write() as ledger:
        lost = alarms.give_up_stale(ledger, now)
        alarms.end_of_closed_promises(ledger, now)
        nobody_answers = alarms.stands(ledger, Rule.WORKER_SILENT, heartbeats.WORKER)
    for notice in lost:
        log.warning("alarm.in_doubt", channel=notice.channel, cause=notice.cause)
    if nobody_answers:
        send_next(shop, now)
    else:
        shop.house.jobs.ring(jobs.SEND_ALARMS)
