"""Days that are over are counted once, so that nobody who looks at years counts them again.

Deliberately hurries nowhere: what is not tallied yet is counted from the rows by whoever looks.
"""

from datetime import datetime
from typing import Final

from voice_app.ledger import tallies
from workers.shop import Shop

DAYS_AT_A_TIME: Final = 4
"""Each takes as long as a day's calls take to be counted, and nobody else writes meanwhile."""


def tally_days(shop: Shop, now: datetime) -> None:
    """A few of those that are final by now, the newest first; each in a transaction of its own."""
    house = shop.house
    zone = house.line.timezone
    with house.ledger.read() as ledger:
        days = tallies.untallied(ledger, zone, now, DAYS_AT_A_TIME)
    for day in days:
        with house.ledger.write() as ledger:
            tallies.tally(ledger, day, zone, now)
