"""Web and pages watch the ticker, which watches all else: whoever lives looks after whoever may not.

Web looks whenever somebody calls or asks how we are, the pages by themselves; twice a minute at most. Deliberately
decides nothing of a call and holds none up: its look comes after the answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Final

import structlog

from routing.alarms import Rule
from voice_app import jobs
from voice_app.alarms import raise_alarm
from voice_app.ledger import LedgerGone, heartbeats
from voice_app.runtime import Runtime, pause

LOOKS_EVERY: Final = timedelta(seconds=30)

log = structlog.get_logger()


@dataclass
class Watchdog:
    """One process's. `since`: when the process came; a ticker that comes after it has its minute too."""

    house: Runtime
    since: datetime
    _looked_at: datetime | None = None

    def look(self) -> None:
        """Raise the alarm where the ticker is silent, and wake a worker for it: the ticker rings no more."""
        now = self.house.now()
        if self._looked_at is not None and now - self._looked_at < LOOKS_EVERY:
            return
        self._looked_at = now
        try:
            if self._is_silent(now):
                with self.house.ledger.write() as ledger:
                    raise_alarm(ledger, self.house.current(), Rule.TICKER_SILENT, heartbeats.TICKER, now)
                self.house.jobs.ring(jobs.SEND_ALARMS)
        except LedgerGone:
            log.warning("watchdog.ledger_gone")

    def keep_looking(self) -> None:
        """By itself, in a thread, for as long as the process lives: also where nobody asks anything."""
        Thread(target=self._keep_looking, name="watchdog", daemon=True).start()

    def _keep_looking(self) -> None:
        try:
            while True:
                self.look()
                pause(LOOKS_EVERY)
        finally:  # it broke off: the next one is told of in the log, and this one goes on
            pause(LOOKS_EVERY)
            self.keep_looking()

    def _is_silent(self, now: datetime) -> bool:
        with self.house.ledger.read() as ledger:
            beats = heartbeats.by_process(ledger)
        return now - max(beats.get(heartbeats.TICKER, self.since), self.since) > heartbeats.SILENT_AFTER
