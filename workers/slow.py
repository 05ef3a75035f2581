"""The process for long work: behind everybody else on this machine, with a sign of life of its own.

One job at a time. Deliberately promises nothing: without this process calls are answered and promises kept as ever.
"""

import os
import threading
from datetime import timedelta
from typing import Final

import structlog

from voice_app.ledger import LedgerGone, heartbeats
from workers.shop import at_work

NICE: Final = 10
"""Callers come first, then the pages."""
BEATS_EVERY: Final = timedelta(seconds=15)

log = structlog.get_logger()


def keep_out_of_the_way() -> None:
    """Take only what the others leave, and begin to beat: a job of minutes would else be taken for a dead process."""
    os.nice(NICE)
    threading.Thread(target=_beat_on, daemon=True).start()


def _beat_on() -> None:
    pause = threading.Event()
    while True:
        try:
            house = at_work().house
            with house.ledger.write() as ledger:
                heartbeats.beat(ledger, heartbeats.SLOW, house.now())
        except LedgerGone:
            log.warning("slow.ledger_gone")
        pause.wait(BEATS_EVERY.total_seconds())
