"""The ledger as whoever asks from outside is told of it: is it well, and what can be read of it while it is.

Waited for no longer than patience lasts: whoever hangs counts as gone. Deliberately knows nothing of what is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, Literal, TypeVar

from sqlalchemy import Connection

from voice_app import disks
from voice_app.ledger import LedgerGone, heartbeats, restores
from voice_app.patience import ask
from voice_app.runtime import Runtime
from voice_app.watchdog import Watchdog

State = Literal["well", "full", "other_schema", "gone"]
NOTED: Final = (heartbeats.TICKER, heartbeats.WORKER, heartbeats.SLOW, restores.MADE)
"""Whose age is told: of who must live, of who does long work, and of the last backup."""

Ages = Mapping[str, float]
"""Since each of `NOTED` last beat, in seconds; without those that never did."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LedgerSeen(Generic[T]):
    """The ledger at one instant. `found`: None where it cannot be read."""

    state: State = "gone"
    found: T | None = None


def see(house: Runtime, watchdog: Watchdog, read: Callable[[Connection], T]) -> Callable[[], LedgerSeen[T]]:
    """Ask it; gives what waits for the answer."""
    gone: LedgerSeen[T] = LedgerSeen()
    return ask(lambda: _look(house, watchdog, read), gone)


def _look(house: Runtime, watchdog: Watchdog, read: Callable[[Connection], T]) -> LedgerSeen[T]:
    """Where the ledger is well, the watchdog looks too."""
    try:
        if not house.ledger.is_current():
            return LedgerSeen("other_schema")
        with house.ledger.read() as ledger:
            found = read(ledger)
    except LedgerGone:
        return LedgerSeen()
    if disks.ledger_is_full(house):  # nothing can be written, so no silence of the ticker's be told
        return LedgerSeen("full", found)
    watchdog.look()
    return LedgerSeen("well", found)


def ages(ledger: Connection, now: datetime) -> Ages:
    beats = heartbeats.by_process(ledger)
    return {name: (now - beats[name]).total_seconds() for name in NOTED if name in beats}
