"""Personal data goes by the calendar, and where somebody asked for it and what stood in the way is over.

Deliberately erases nothing itself: `voice_app.privacy` does, in steps that are short beside a tick.
"""

from datetime import datetime
from functools import partial
from typing import Final

from voice_app.ledger import erasures
from voice_app.privacy import erasing, retention
from workers.guard import guard
from workers.shop import Shop

STEPS: Final = 4
"""At a time: callbacks are dialled by the same process."""
STANDING_AT_A_TIME: Final = 50


def erase_what_is_old(shop: Shop, now: datetime) -> None:
    """A few steps of tonight's run."""
    house = shop.house
    for _ in range(STEPS):
        if not retention.step(house.ledger, house.line, now):
            return


def erase_who_asked(shop: Shop, now: datetime) -> None:
    """Those whose promise is closed, or whose call is over, by now; one that breaks down holds up no other."""
    with shop.house.ledger.read() as ledger:
        standing = erasures.standing(ledger, STANDING_AT_A_TIME)
    for one in standing:
        guard(partial(erasing.go_on, shop.house, one, now), lambda: None, duty="erase_who_asked", erasure=one.id)
