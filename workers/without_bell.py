"""A worker whose bell is gone asks the ledger once a minute whether supervisors are to be told of something.

Nothing else is left to tell them where Redis and the ticker died in the same moment: whoever watches the ticker
(`voice_app.watchdog`) has queued it, and no bell rings for it. Deliberately does no other job without one: the ticker
finds what is undone.
"""

from datetime import timedelta
from threading import Thread
from typing import Final

import structlog

from voice_app import jobs
from voice_app.ledger import LedgerGone
from voice_app.runtime import pause
from workers.alarms import send_next
from workers.shop import Shop, at_work

LOOKS_EVERY: Final = timedelta(minutes=1)

log = structlog.get_logger()


def keep_looking() -> None:
    """By itself, in a thread, for as long as the process lives."""
    Thread(target=_keep_looking, name="without_bell", daemon=True).start()


def _keep_looking() -> None:
    try:
        while True:
            pause(LOOKS_EVERY)
            tell_without_a_bell(at_work())
    finally:  # it broke off: the next one is told of in the log, and this one goes on
        keep_looking()


def tell_without_a_bell(shop: Shop) -> None:
    """Tell whoever is to be told, where no bell rings for it. Claims keep it at most once, whoever does the same."""
    if shop.house.jobs.ring(jobs.SEND_ALARMS):
        return
    try:
        while send_next(shop, shop.house.now()):
            pass
    except LedgerGone:
        log.warning("alarm.ledger_gone")
