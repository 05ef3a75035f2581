"""The guard around one piece of work: what fails is logged, has its consequence, and keeps no other from being done.

A store that is gone is no failure of the work: it passes through. This is the one place here that catches everything.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from routing.board import BoardGone
from routing.skills import PromiseId
from voice_app.ledger import LedgerGone, escalations
from voice_app.seeing.story import Story, told
from workers.shop import Shop

LEFT_ALONE: Final = timedelta(minutes=5)
"""A promise whose handling failed is not tried again sooner: by then the fault may be mended."""

log = structlog.get_logger()


def guard(work: Callable[[], None], if_it_fails: Callable[[], None], **about: str) -> None:
    """Do the work. Raises BoardGone, LedgerGone."""
    try:
        work()
    except (BoardGone, LedgerGone):
        raise
    except Exception:
        log.exception("work.failed", **about)
        if_it_fails()


def guard_promise(shop: Shop, promise: PromiseId, work: Callable[[], None], now: datetime) -> None:
    """Do the work for one promise; where it fails, that counts, and the third time is one too many."""

    def count() -> None:
        with shop.house.ledger.write() as ledger:
            escalations.note_crash(ledger, promise, now, now + LEFT_ALONE)

    with told(Story(promise=promise)):
        guard(work, count, promise=promise)
