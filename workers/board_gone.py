"""A board that is gone, or a bell that cannot be rung: supervisors are told what it is, and no worker is blamed for it.

The ticker finds out with each beat, by one note on the board and by the ring that it sends anyway. Of several tickers
one may reach Redis and another not: it is over once nobody has missed it for a moment. Deliberately brings nothing
back: what the board has lost grows back by itself, and a worker waits for its bell.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from routing.alarms import Rule
from voice_app import vitals
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger import alarms, heartbeats
from workers.shop import Shop

BOARD: Final = "board"
"""The one subject of the alarm."""
BELL: Final = "bell"
MAY_LAST: Final = timedelta(seconds=30)
"""A server that is started again, or a replica that takes over, is back by then; every page says it sooner."""
NOBODY_MISSED_IT: Final = timedelta(seconds=15)
"""For three beats of any ticker."""

Lack = Literal["gone", "refuses", "bell"]
"""Redis does not answer; it takes nothing more; or it is well, and that of the jobs, a server of its own, is not."""


def look(shop: Shop, now: datetime) -> Lack | None:
    """What is lacking, as this process sees it."""
    lack: Lack | None = vitals.lacks_board(shop.house)
    return lack or (BELL if BELL in shop.missed else None)


def note_bell(shop: Shop, is_rung: bool, now: datetime) -> None:
    """Whether the ring of this beat reached Redis: the next look says so."""
    if is_rung:
        shop.missed.pop(BELL, None)
    else:
        shop.missed.setdefault(BELL, now)


def note(ledger: Connection, shop: Shop, lack: Lack | None, now: datetime) -> bool:
    """Raise the alarm once it lasts, end it once nobody misses anything any more; whether workers hear the bell."""
    if lack is not None:
        since = shop.missed.setdefault(BOARD, now)
        heartbeats.beat(ledger, heartbeats.NO_BOARD, now)
        if now - since >= MAY_LAST:
            raise_alarm(ledger, shop.house, Rule.BOARD_GONE, BOARD, now, because=lack)
        return False
    if alarms.stands(ledger, Rule.BOARD_GONE, BOARD) and _nobody_misses_it(ledger, now):
        end_alarm(ledger, Rule.BOARD_GONE, BOARD, now)
    if shop.missed.pop(BOARD, None) is not None:
        heartbeats.ring_anew(ledger, now)
        return False
    return True


def _nobody_misses_it(ledger: Connection, now: datetime) -> bool:
    missed_at = heartbeats.by_process(ledger).get(heartbeats.NO_BOARD, heartbeats.NEVER)
    return now - missed_at >= NOBODY_MISSED_IT
